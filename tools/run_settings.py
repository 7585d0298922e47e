"""The portal's settings with static files served from where they lie.

Collecting, hashing and compressing them takes most of a minute; a machine that shows the portal
or develops it need not wait for that. Production does it once, while the image is built.
"""

from portal.settings import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
