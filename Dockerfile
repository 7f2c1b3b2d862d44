FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements/run.lock requirements/run.lock
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/run.lock
COPY . .
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --create-home --uid 10001 daybreak && mkdir /data && chown daybreak /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DAYBREAK_HOME=/data HOST=0.0.0.0
USER daybreak
EXPOSE 3000
VOLUME /data
# The doctor opens every configured part, as a person would to see whether it works.
HEALTHCHECK --interval=60s --timeout=10s --start-period=20s CMD ["daybreak", "doctor"]
ENTRYPOINT ["daybreak"]
CMD ["serve"]
