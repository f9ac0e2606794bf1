"""Settings. Everything an operator may change comes from the environment.

Without any, Jiefen runs embedded: one process, SQLite, chat in memory, files on disk.
`DATABASE_URL`, `REDIS_URL` and `SECRET_KEY` make it a production system (docs/production.md).
"""

import secrets
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, SELF
from django.utils.translation import gettext_lazy as _

from config import doors
from config.logs import logging_by
from config.uploads import *  # noqa: F403

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
DATABASE_URL = env.str("DATABASE_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="")
REDIS_PREFIX = env.str("REDIS_PREFIX", default="jiefen")
EMBEDDED = not DATABASE_URL


def _secret_key() -> str:
    """The key from the environment, or one made once and kept beside the data."""
    if given := env.str("SECRET_KEY", default=""):
        return given
    kept = DATA_DIR / "secret.key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64))
    return kept.read_text()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
AUTHORITY_DIR, AUTHORITY_PASSPHRASE = env.str("AUTHORITY_DIR", ""), env.str("AUTHORITY_PASSPHRASE", "")
DEBUG = env.bool("DEBUG", default=False)
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", HOST])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default=f"http://{HOST}:{PORT}").rstrip("/")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
BEHIND_TLS = env.bool("BEHIND_TLS", default=False)
# how many proxies of ours stand in front, each writing down whom it saw (accounts/addresses.py); 0: none
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if BEHIND_TLS else 0)

INSTALLED_APPS = [
    # ours first: their templates win
    "accounts",
    "docket",
    "rulebook",
    "notices",
    "disputes",
    "chat",
    "casefiles",
    "mediation",
    "arbitration",
    "proceedings",
    "reporting",
    "config",
    # libraries
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "bootstrap",
    "django_cotton",
    "django_filters",
    "django_fsm",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "viewflow.workflow",
    "django.forms",  # its widget templates, through our loaders: templates/django/forms wins
    "config.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.observability.CountAnswers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "inputs.bounds.BoundBody",
    "django.middleware.csrf.CsrfViewMiddleware",
    "inputs.middleware.CleanTyping",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.DoorMiddleware",
    "config.typed.TypedMiddleware",
    "config.middleware.RefusalMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.SessionSeenMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # viewflow's own templates come last: only its chart is used
        "DIRS": [
            BASE_DIR / "templates",
            Path(str(find_spec("viewflow").origin)).parent / "templates",  # type: ignore[union-attr]
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "config.context.house",
                "config.typed.typed_context",
            ],
            # {% csrf_token %} also names the person whom the form was given to
            "builtins": ["config.templatetags.typed"],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data -----------------------------------------------------------------------------------

if EMBEDDED:
    DATABASES: dict[str, dict[str, Any]] = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "jiefen.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # a writer takes the lock at BEGIN: without it two writers fail at COMMIT
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # secure_delete: what is destroyed (bids, keys, openings) stays in no free page
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON;",
            },
        }
    }
else:
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 0, "max_size": 12}
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # a connection goes back to the pool after each request

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": REDIS_PREFIX},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "config.cache.SurvivingRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": REDIS_PREFIX,
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 200_000},  # nobody pushes a count out by knocking under many names
        }
    }

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

MEDIA_ROOT = DATA_DIR / "files"
#: What was erased, in opaque keys; on another disk than the database and its backups, if there is one.
ERASURE_JOURNAL = env.str("ERASURE_JOURNAL", default=str(DATA_DIR / "keys" / "erasures.jsonl"))
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# after `collectstatic` files have their hash in their name and are cached for ever
STATIC_COLLECTED = env.bool("STATIC_COLLECTED", default=False)
STATIC_ROOT = env.str("STATIC_ROOT", default=str(DATA_DIR / "static")) if STATIC_COLLECTED else None
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
STORAGES: dict[str, dict[str, Any]] = {
    "default": UPLOAD_STORAGE,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if STATIC_COLLECTED:  # by the image's builder, for the house's own user to read
    STORAGES["staticfiles"] = {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    }

# --- people ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.ProvedAddressBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
] + [{"NAME": "accounts.services.ending.EndOtherSessions"}]
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
globals().update({name: value for name, value in vars(doors).items() if name.isupper()})
LIMITS: dict[str, str] = doors.LIMITS
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "proceedings:inbox"
IDENTITY_PROVIDER = env.str("IDENTITY_PROVIDER", default="accounts.identity.providers.OfficerProvider")
REQUIRE_STAFF_MFA = env.bool("REQUIRE_STAFF_MFA", default=False)  # before anything else they do here
# many may write an address down, one has proved it: UserManager.get_by_natural_key
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

# what was typed when the session had ended: on the server, sealed for the browser that sent it; on the device itself
TYPED_MINUTES = env.int("TYPED_MINUTES", default=60)
TYPED_DAYS_ON_DEVICE = env.int("TYPED_DAYS_ON_DEVICE", default=7)
CSRF_FAILURE_VIEW = "config.typed.csrf_failure"

# --- language, time -------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"

# --- mail, safety, logs ---------------------------------------------------------------------

if mail_url := env.str("EMAIL_URL", default=""):
    globals().update(env.email_url_config(mail_url))
else:
    EMAIL_BACKEND, EMAIL_FILE_PATH = "notices.mailing.FileBackend", DATA_DIR / "mail"
REPLY_TO = env.str("REPLY_TO", default="")  # without it, our mail says that answers are not read
BOUNCES_URL = env.str("BOUNCES_URL", default="")  # imaps://user:password@host:993/INBOX
SMS_SENDER = env.str("SMS_SENDER", default="notices.sms.FileSender")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="jiefen@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    },
}
# sessions stay in the database: open sockets ask whether theirs is still there
SESSION_COOKIE_AGE = 14 * 24 * 3600
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

LOGGING = logging_by(env.str("LOG_LEVEL", default="INFO"))

# --- limits of what a person may send -------------------------------------------------------

CHAT_SOCKETS_A_PERSON = env.int("CHAT_SOCKETS_A_PERSON", default=20)
SOURCE_URL = env.str("SOURCE_URL", default="")  # AGPL section 13: where this running version's source is
