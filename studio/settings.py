"""All settings. The environment is read here and in `studio.keys`, nowhere else.

A wrong value stops the start with one line: the variable's name and what it takes.
Loading this file makes the data folder and, once, the secret key in it.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from . import exchange, logs, secret_key
from .environment import (
    address,
    choice,
    is_loopback,
    number,
    public_url,
    refuse,
    storages,
    text,
    time_zone,
    token,
    url,
    words,
)

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


# The data folder: everything that a person owns


def data_folder(name: str) -> Path:
    os.umask(0o077)  # also where the folder was there before, with rights of its own
    folder = Path(text(name, str(BASE_DIR / "data"))).expanduser().absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    exchange.complete(folder)
    (folder / "incoming").mkdir(exist_ok=True)
    return folder


try:
    DATA_DIR = data_folder("PROOFSHEET_DATA_DIR")
    SECRET_KEY = text("PROOFSHEET_SECRET_KEY") or secret_key.kept(DATA_DIR / "secret.key")
except OSError as error:
    refuse("PROOFSHEET_DATA_DIR", f"a folder that can be written ({error})")


# Who may reach it

DEBUG = choice("PROOFSHEET_DEBUG", "off", "on") == "on"
LOGIN_REQUIRED = choice("PROOFSHEET_LOGIN", "off", "required") == "required"
DEFAULT_EXCEPTION_REPORTER_FILTER = "studio.mistakes.Discreet"
TRUSTED_PROXY = address("PROOFSHEET_TRUSTED_PROXY")

_public = public_url("PROOFSHEET_URL")
_public_hosts = [_public.hostname] if _public.hostname else []
PUBLIC_URL = _public.geturl()
ALLOWED_HOSTS = [*LOOPBACK_NAMES, *words("PROOFSHEET_ALLOWED_HOSTS"), *_public_hosts]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
for _name, _hosts in (
    ("PROOFSHEET_ALLOWED_HOSTS", words("PROOFSHEET_ALLOWED_HOSTS")),
    ("PROOFSHEET_URL", _public_hosts),
):
    if not LOGIN_REQUIRED and not all(map(is_loopback, _hosts)):
        refuse(_name, "names of this machine only, while PROOFSHEET_LOGIN is not required")

LOGIN_URL = "studio:sign_in"
LOGIN_REDIRECT_URL = "studio:compose"
LOGOUT_REDIRECT_URL = "studio:compose"
AUTH_USER_MODEL = "gallery.User"
AUTHENTICATION_BACKENDS = [
    *(["axes.backends.AxesStandaloneBackend"] if LOGIN_REQUIRED else []),
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "studio.hashing.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
]
# Ten wrong passwords from one address, or for one name, and it has to wait. The address is that
# of `studio.middleware.forwarded`; nothing of it is kept once somebody is in.
AXES_LOCKOUT_PARAMETERS = ["ip_address", "username"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=10)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "studio.signing_in.locked"


# What it is made of

LANGUAGES = [("en", _("English"))]
# Whoever looks a text up holds a lock that all threads share: too dear while there is one language.
USE_I18N = len(LANGUAGES) > 1
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    *(["axes"] if LOGIN_REQUIRED else []),
    "studio",
    "gallery",
]
MIDDLEWARE = [
    "studio.access_log.numbered",
    "studio.doors.bodiless",
    "studio.doors.labelled",
    "studio.middleware.forwarded",
    "studio.doors.from_our_pages",
    "studio.middleware.Packed",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "studio.middleware.readable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    *(["django.middleware.locale.LocaleMiddleware"] if USE_I18N else []),
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *(["studio.middleware.SignInRequired"] if LOGIN_REQUIRED else []),
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gallery.away.Away",
    "studio.middleware.Countable",
    *(["axes.middleware.AxesMiddleware"] if LOGIN_REQUIRED else []),
]
ROOT_URLCONF = "studio.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["gallery.templatetags.icons"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gallery.access.shown",
            ],
        },
    }
]


# Where it keeps things


def sqlite(path: Path) -> dict[str, Any]:
    """Defaults of SQLite lose under load; full sync, since a saved intent must survive a crash."""
    return {
        "ENGINE": "studio.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
        "TEST": {"NAME": str(path.with_name("test.sqlite3"))},
    }


def postgres(name: str) -> dict[str, Any]:
    """A pool, so that threads which wait for a provider hold no connection; none dead is lent.

    Statements of a few milliseconds are not worth compiling (that alone took half a second), nor
    worth processes of their own, which were begun before the first row was looked at.
    A connection that was dropped without a word is found dead within 10 s (Linux alone would
    wait for a quarter of an hour), and a pool that lost all tries anew whenever somebody asks.
    The server finds out as fast, and ends what a machine that vanished held locked.
    """
    url(name, "postgres://user:password@host:port/name", "postgres", "postgresql")
    parsed: dict[str, Any] = {**dj_database_url.parse(text(name), conn_health_checks=True)}
    pool = {"min_size": 1, "max_size": 16, "timeout": 5, "reconnect_timeout": 5}
    plain = "-c jit=off -c max_parallel_workers_per_gather=0"
    there = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
    own: dict[str, Any] = {
        "options": f"{plain} {there} -c tcp_user_timeout=10000",
        "connect_timeout": 5,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
    }
    return parsed | {"OPTIONS": own | parsed.get("OPTIONS", {}) | {"pool": pool}}


DATABASES = {
    "default": postgres("DATABASE_URL")
    if text("DATABASE_URL")
    else sqlite(DATA_DIR / "proofsheet.sqlite3")
}
# '' is a SQLite file in the data folder.
QUEUE_URL = url("PROOFSHEET_QUEUE_URL", "redis://host:port/n", "redis", "rediss").geturl()
# Of machines without a common folder: a bucket for files, of which the data folder is the cache.
STORAGES = storages("PROOFSHEET_MEDIA_URL")
MEDIA_CACHE: int = number("PROOFSHEET_MEDIA_CACHE", 10, 1, 100_000)  # GB
# Days that an image stays in the trash.
TRASH_DAYS = number("PROOFSHEET_TRASH_DAYS", 30, 1, 3650)
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "incoming"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What gateways answered: known to all processes that show it.
    "questions": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "questions",
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# Of an import without scripts, which sends all in one request.
DATA_UPLOAD_MAX_NUMBER_FILES = 1000


# Static files: served from where they lie, no collecting

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False


# Language and time

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = time_zone("PROOFSHEET_TIME_ZONE")


# What browsers are told, with `studio.doors`

# Cookies are not parted by port: ours need names of their own.
SESSION_COOKIE_NAME = "proofsheet_session"
CSRF_COOKIE_NAME = "proofsheet_csrf"
LANGUAGE_COOKIE_NAME = "proofsheet_language"
SESSION_ENGINE = "gallery.sign_ins"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https:")

# Behind TLS. What comes past the proxy is led to the public address, as nobody could sign in on
# plain http; without a proxy that is believed, every request would seem to. Of subdomains and of
# browsers' own lists the studio knows nothing, so it does not speak for them.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE and bool(TRUSTED_PROXY)
SECURE_SSL_HOST = _public.netloc or None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_HSTS_SECONDS = number("PROOFSHEET_HSTS_DAYS", 30, 0, 3650) * 86400 * SESSION_COOKIE_SECURE
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]


# What is logged, on stderr

LOG = choice("PROOFSHEET_LOG", "lines", "json")
LOGGING = logs.configuration(LOG)

# Who shows it may read /metrics; '' is nobody.
METRICS_TOKEN = token("PROOFSHEET_METRICS_TOKEN")
