"""The workspace page: static files, a small JSON API and a stream of changes, on loopback only."""

from sandbox.page.app import page_app

__all__ = ["page_app"]
