"""Django's settings, made from `environment`; what a person may set is there, what the product decides is here."""

import os
import socket
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from troska.config import catalogues, database_address
from troska.config.database_address import django_database
from troska.config.environment import environment
from troska.config.secret_key import former_keys, key_file, secret_key

ENVIRONMENT = environment()
PACKAGE = Path(__file__).resolve().parent.parent
TROSKA_HOME = ENVIRONMENT.home
TROSKA_FILES = ENVIRONMENT.files or TROSKA_HOME
PUBLIC_URL = ENVIRONMENT.address
IS_HTTPS = PUBLIC_URL.startswith("https://")

# --- identity and hosts -------------------------------------------------------------------------------------------
SECRET_KEY = secret_key(ENVIRONMENT)
SECRET_KEY_FALLBACKS = former_keys(ENVIRONMENT)
#: Where the key is kept when it was not given: a running part looks here for the key that came after its own.
TROSKA_SECRET_KEY_FILE = None if ENVIRONMENT.secret_key else key_file(ENVIRONMENT)
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = sorted(
    {"localhost", "127.0.0.1", "[::1]", socket.gethostname().lower(), *ENVIRONMENT.allowed_hosts}
    | ({ENVIRONMENT.host} - {"0.0.0.0", "::"})  # noqa: S104 - left out, not listened on
    | {urlsplit(PUBLIC_URL).hostname or "localhost"}
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if IS_HTTPS else []

# --- applications -------------------------------------------------------------------------------------------------
_OURS = [
    ("troska.core", "CoreConfig"),
    ("troska.core.ui", "UiConfig"),
    ("troska.timeline", "TimelineConfig"),
    ("troska.staff", "StaffConfig"),
    ("troska.customers", "CustomersConfig"),
    ("troska.conversations", "ConversationsConfig"),
    ("troska.channels", "ChannelsConfig"),
    ("troska.channels.email", "EmailConfig"),
    ("troska.channels.webchat", "WebchatConfig"),
    ("troska.desk", "DeskConfig"),
    ("troska.administration", "AdministrationConfig"),
    ("troska.demo", "DemoConfig"),
]
INSTALLED_APPS = [
    # Ours come first, so that a template of ours wins over one of the same name elsewhere.
    *(f"{package}.apps.{config}" for package, config in _OURS if find_spec(f"{package}.apps") is not None),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "csp",
    "django_htmx",
    "heroicons",
    "template_partials",
    "procrastinate.contrib.django",
]
ROOT_URLCONF = "troska.config.urls"
ASGI_APPLICATION = "troska.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    *(["troska.core.ui.measuring.MeasureRequests"] if ENVIRONMENT.metrics_listen else []),
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "troska.core.ui.compressing.CompressPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "troska.staff.middleware.LanguageOfAgent",
    "troska.staff.middleware.ComesFrom",
    "troska.staff.middleware.NotesPerson",
    "troska.administration.middleware.FirstSteps",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "troska.staff.middleware.SecondFactorFirst",
    "allauth.account.middleware.AccountMiddleware",
    "troska.core.ui.middleware.ErrorsForPeople",
]

# --- database -----------------------------------------------------------------------------------------------------
# `TROSKA_PART` names the running part (web, worker, …); the supervisor and the commands set it, no person does.
PART = os.environ.get("TROSKA_PART", "troska")
# Migrations run as the owner of the tables, all else in the application's role, which may change less.
IS_OWNER = PART == "migrate"
DATABASES = {
    "default": django_database(
        database_address.owner_url(ENVIRONMENT) if IS_OWNER else database_address.application_url(ENVIRONMENT),
        part=f"troska {PART}",
        pool=0 if IS_OWNER else ENVIRONMENT.database_pool,
    )
}
# Shared by all web processes, since sign-in attempts are counted here.
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        # Of a full cache a third is thrown away, valid or not: Django's 300 would be a morning's sent forms.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
TROSKA_REDIS_URL = ENVIRONMENT.redis_url

# --- sign-in ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "staff.Agent"
AUTHENTICATION_BACKENDS = ["troska.staff.backend.AgentBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "troska.staff.adapter.AgentAccountAdapter"
ACCOUNT_FORMS = {
    "login": "troska.staff.forms.SignInForm",
    "reset_password": "troska.staff.forms.ForgottenPasswordForm",
    "change_password": "troska.staff.forms.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can make us write to strangers
ACCOUNT_EMAIL_VERIFICATION = "none"  # agents are invited by an administrator; nobody signs up
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # Wrong secrets are counted by `staff.guessing`: per account and network, whichever door they are tried at.
    "login_failed": "60/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
MFA_ADAPTER = "troska.staff.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "troska.staff.forms.CodeForm",
    "reauthenticate": "troska.staff.forms.ProofByCodeForm",
    "activate_totp": "troska.staff.forms.FirstCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_TOLERANCE = 1  # clocks of telephones
MFA_TOTP_ISSUER = "Troska"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
SOCIALACCOUNT_ADAPTER = "troska.staff.providers.adapter.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address proves nothing about who has an account here
SESSION_ENGINE = "troska.staff.sessions"
SESSION_COOKIE_AGE = 7 * 24 * 60 * 60  # the rules for signing in end sessions earlier
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-sesja" if IS_HTTPS else "sesja"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# --- what a browser is told ---------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "frame-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("pl", _("Polish")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "jezyk"
LOCALE_PATHS = [catalogues.compiled(PACKAGE / "locale", TROSKA_HOME / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENVIRONMENT.time_zone

# --- templates and static files -----------------------------------------------------------------------------------
_FILE_LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _FILE_LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _FILE_LOADERS)],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                *(["troska.demo.access.rail_links"] if os.environ.get("TROSKA_DEMO") == "1" else []),
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
STATIC_URL = "/static/"
STATIC_ROOT = TROSKA_HOME / "static"
# `troska web` collects the static files before it starts; without that (tests, `troska manage`) they come from source.
HAS_COLLECTED_STATIC = not DEBUG and (PART in {"migrate", "static"} or (STATIC_ROOT / "staticfiles.json").exists())
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "attachments": {
        "BACKEND": "troska.core.files.SyncedFileSystemStorage",
        "OPTIONS": {"location": TROSKA_FILES / "attachments", "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": "troska.config.static.HashedFiles"
        if HAS_COLLECTED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not HAS_COLLECTED_STATIC
WHITENOISE_ALLOW_ALL_ORIGINS = False


def _let_pages_of_others_fetch(headers: Any, _path: str, url: str) -> None:
    """The chat's scripts run in the company's own pages, which are of another origin; nothing else of ours does."""
    if url.startswith("/static/webchat/"):
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"


WHITENOISE_ADD_HEADERS_FUNCTION = _let_pages_of_others_fetch

# --- mail intake and what we connect to ---------------------------------------------------------------------------
TROSKA_LMTP_LISTEN = ENVIRONMENT.lmtp_listen
TROSKA_LMTP_ACCEPT_ALL = ENVIRONMENT.lmtp_accept_all
TROSKA_LMTP_AUTHSERV_ID = ENVIRONMENT.lmtp_authserv_id
TROSKA_EGRESS_ALLOW = ENVIRONMENT.egress_allow
TROSKA_SMTP_URL = ENVIRONMENT.smtp_url
TROSKA_LETTERS_FROM = ENVIRONMENT.letters_from
TROSKA_AUTOMATIC_MAILS_PER_HOUR = ENVIRONMENT.automatic_mails_per_hour
TROSKA_UNDO_SECONDS = ENVIRONMENT.undo_seconds
TROSKA_PURGE_DAYS = ENVIRONMENT.purge_days
TROSKA_BACKUP_TO = ENVIRONMENT.backup_to
TROSKA_DEMO_SMTP_PORT = ENVIRONMENT.demo_smtp_port
TROSKA_DEMO_IMAP_PORT = ENVIRONMENT.demo_imap_port

# --- the rest -----------------------------------------------------------------------------------------------------
LOGGING_CONFIG = None  # `troska.config.logs` does it, once per process
EMAIL_BACKEND = "troska.channels.email.letters.backend.LetterBackend"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
