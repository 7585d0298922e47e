"""Settings, read strictly from the environment (`.env.example` lists every name)."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from portal import content_policy
from portal import environment as env
from portal.desk.look import UNFOLD as UNFOLD
from portal.logs import logging_config
from portal.queues import *  # noqa: F403 - the settings of Celery, by their own names

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir()
KEYS_DIR = DATA_DIR / "keys"

SECRET_KEY = env.text("SECRET_KEY")
DEBUG = env.flag("DEBUG", False)
PUBLIC_URL = env.text("PUBLIC_URL").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", urlsplit(PUBLIC_URL).hostname or "")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
HTTPS = PUBLIC_URL.startswith("https://")

# The procedure
REGIME = env.text("REGIME", "R1c")  # a fixed regime's code, or "auto": by the day of receipt
DEPARTMENT = env.text("DEPARTMENT", "STP-92")  # the code of the office that runs this portal
AGENCY_HOSTS = env.words("AGENCY_HOSTS")  # host:port the portal may call, nothing else
GUESS_WINDOW_SECONDS = env.number("GUESS_WINDOW_SECONDS", 900)
GUESS_LIMITS = {  # tries in one window: at one private link, and of each kind from one address
    "token": env.number("GUESSES_AT_ONE_LINK", 5),
    "address": env.number("GUESSES_FROM_ONE_ADDRESS", 30),
    "check": env.number("CHECKS_FROM_ONE_ADDRESS", 600),
    "link": env.number("LINKS_FROM_ONE_ADDRESS", 300),
}
RECORD_VIEWS_A_DAY = env.number("RECORD_VIEWS_A_DAY", 50)  # records one person may open in a day
BOOK_TAKINGS_A_DAY = env.number("BOOK_TAKINGS_A_DAY", 60)  # files of the issue book, by one person
REFUND_ON_WITHDRAWAL = env.flag("REFUND_ON_WITHDRAWAL", True)

# Partners: the portal's own key, and how they are called
PORTAL_KEY = env.text("PORTAL_KEY", str(KEYS_DIR / "portal.key"))
PORTAL_KEY_ID = env.text("PORTAL_KEY_ID", "PORTAL")
AGENCY_IN_FLIGHT = env.number("AGENCY_IN_FLIGHT", 4)  # calls to one agency at a time
AGENCY_CALLS_A_MINUTE = env.number("AGENCY_CALLS_A_MINUTE", 600)  # to one agency, at most
AGENCY_REPLIES_A_MINUTE = env.number("AGENCY_REPLIES_A_MINUTE", 1200)  # from one agency, at most
GATEWAY_URL = env.text("GATEWAY_URL", "")  # our own server of the national exchange, if any
GATEWAY_CLIENT = env.text("GATEWAY_CLIENT", "")  # our name there: INSTANCE/CLASS/MEMBER/SUBSYSTEM
GATEWAY_CODE = env.text("GATEWAY_CODE", "GATEWAY")  # the key id under which it signs to us
GATEWAY_PUBLIC_KEY = env.text("GATEWAY_PUBLIC_KEY", str(KEYS_DIR / "agency-GATEWAY.pub"))
AGENCY_FAILURES = env.number("AGENCY_FAILURES", 8)  # in a row, after which its line rests
AGENCY_PROBE_WAIT = env.number("AGENCY_PROBE_WAIT", 5)  # seconds until the first probe, doubling
AGENCY_PROBE_WAIT_MOST = env.number("AGENCY_PROBE_WAIT_MOST", 300)  # seconds, at most
AGENCY_TRIES = env.number("AGENCY_TRIES", 30)
AGENCY_TIMEOUT = env.number("AGENCY_TIMEOUT", 10)  # seconds, a whole call
CARRIER_URL = env.text("CARRIER_URL", "http://127.0.0.1:1")
CARRIER_CODE = env.text("CARRIER_CODE", "VNPOST")
CARRIER_PUBLIC_KEY = env.text("CARRIER_PUBLIC_KEY", str(KEYS_DIR / "agency-VNPOST.pub"))
SIGNATURES_PER_HOUR = env.number("SIGNATURES_PER_HOUR", 1000)
TSA_URL = env.text("TSA_URL", "")  # an RFC 3161 authority; empty: nothing is signed

# The signer's private keys: set for the one process that signs, and for no other
SIGNER_DIR = env.text("SIGNER_DIR", "")
SIGNER_PIN = env.text("SIGNER_PIN", "")  # opens the key files, or the token
SIGNER_MODULE = env.text("SIGNER_MODULE", "")  # the PKCS#11 library of a token
SIGNER_TOKEN = env.text("SIGNER_TOKEN", "")  # its label
SIGNER_KEY = env.text("SIGNER_KEY", "")  # the key's label in it

# The office's bank: its account, and the key by which the bank's word is known
BANK_CODE = env.text("BANK_CODE", "BANK")
BANK_PUBLIC_KEY = env.text("BANK_PUBLIC_KEY", str(KEYS_DIR / "agency-BANK.pub"))
BANK_NAME = env.text("BANK_NAME", "Ngân hàng trình diễn")
BANK_BIN = env.text("BANK_BIN", "970400")  # NAPAS's number of the bank
BANK_ACCOUNT = env.text("BANK_ACCOUNT", "3713000123456")
BANK_ACCOUNT_NAME = env.text("BANK_ACCOUNT_NAME", "SO TU PHAP")
BANK_PAGE = env.text("BANK_PAGE", "")  # where the demonstration bank takes transfers, if any

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "accounts",
    "regulations",
    "records",
    "applications",
    "verification",
    "certificates",
    "postal",
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.language.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "portal.middleware.Desk",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "portal.context.portal",
            ],
        },
    },
]

# The web and the workers connect as `portal_app`, which cannot touch the audit trail. Tests
# create and drop a database of their own, so they connect as the owner and take the web's role
# where a guard is tried.
_DATABASE = "DATABASE_OWNER_URL" if "PYTEST_VERSION" in os.environ else "DATABASE_URL"
DATABASES = {
    "default": {
        **env.database(env.text(_DATABASE)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": env.text("TEST_DATABASE", "test_portal")},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")

FOLLOW_UP_LEASE = timedelta(seconds=90)  # above the task time limit, so a live task keeps its row

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "portal:desk"
LOGOUT_REDIRECT_URL = "portal:home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.client_address"
AXES_ENABLE_ADMIN = False

# Cookies and headers
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": content_policy.PAGES}
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

# Uploads: limits that the views and nginx both hold
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = DATA_DIR  # on the disk; /tmp may be memory
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_BYTES", 10 * 1024 * 1024)
UPLOAD_MAX_PAGES = env.number("UPLOAD_MAX_PAGES", 10)
IMPORT_MAX_BYTES = env.number("IMPORT_MAX_BYTES", 512 * 1024 * 1024)  # a table for the register
IMPORT_KEEP_DAYS = env.number("IMPORT_KEEP_DAYS", 30)  # how long such a file is kept
IDEMPOTENCY_DAYS = env.number("IDEMPOTENCY_DAYS", 7)  # how long a repeated request is known
MEDIA_ROOT = DATA_DIR / "files"  # private: no URL leads here but through an authorising view

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

# Language and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# Mail
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "khong-tra-loi@localhost")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "mail"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["knox.auth.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PARSER_CLASSES": ["portal.parsing.Json"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "portal.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": env.number("NUM_PROXIES", 0),  # hops of ours whose X-Forwarded-For is true
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_TTL": timedelta(days=env.number("TOKEN_DAYS", 90)),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Portal of criminal-record certificates",
    "DESCRIPTION": "Intake, case, agency, postal and public verification interfaces.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

LOGGING = logging_config(level=env.text("LOG_LEVEL", "INFO"))
