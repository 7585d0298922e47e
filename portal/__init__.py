"""The top of the house: settings, the procedure on one page, and what needs several packages."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
