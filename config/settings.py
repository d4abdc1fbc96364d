"""Every setting, read from the environment with a default that works on a laptop. Documented in docs/reference/settings.md."""

import os
from pathlib import Path

from config import env
from config.embedded import home, secret_key

ROOT = Path(__file__).resolve().parent.parent
HOME = home(ROOT, os.environ)

DEBUG = env.flag("PROVENDER_DEBUG", default=False)
SECRET_KEY = env.text("PROVENDER_SECRET_KEY") or secret_key(HOME)
ALLOWED_HOSTS = env.words("PROVENDER_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("PROVENDER_TRUSTED_ORIGINS", [])
BEHIND_TLS = env.flag("PROVENDER_BEHIND_TLS", default=False)
# Counts and logs in only where the demo's people exist; its data says "demo" on every page.
DEMO = env.flag("PROVENDER_DEMO", default=True)

# Whether events may be posted without a key from this very machine. Never applies to a request that came through a proxy.
INGEST_OPEN_ON_LOOPBACK = env.flag("PROVENDER_INGEST_OPEN_ON_LOOPBACK", default=True)
INGEST_MAX_BYTES = env.whole("PROVENDER_INGEST_MAX_BYTES", 10_000_000, least=1_000)
INGEST_BATCH_MAX_BYTES = env.whole("PROVENDER_INGEST_BATCH_MAX_BYTES", 64_000_000, least=1_000)
# The projector may fall this far behind before the ingest route answers 503 with Retry-After.
INGEST_MAX_BACKLOG = env.whole("PROVENDER_INGEST_MAX_BACKLOG", 500_000, least=1)
# What may be uploaded to be imported, and which folders of this machine administrators may have read again and again.
IMPORT_MAX_BYTES = env.whole("PROVENDER_IMPORT_MAX_BYTES", 100_000_000, least=1_000)
IMPORT_FOLDERS = env.words("PROVENDER_IMPORT_FOLDERS", [])
EVENT_RETENTION_DAYS = env.whole("PROVENDER_EVENT_RETENTION_DAYS", 400, least=1)
# An edge is current while one of its job's runs inside this window before the job's newest run showed it.
EDGE_WINDOW_DAYS = env.whole("PROVENDER_EDGE_WINDOW_DAYS", 30, least=1)
# A promise broken again so soon after it was mended is the same deviation going on.
FLAP_SECONDS = env.whole("PROVENDER_FLAP_SECONDS", 3_600, least=0)
# Functions by dotted path that hear of what was recorded, in this order; upper rooms add themselves here (lineage/steps.py says when each is called).
RUN_STEPS: list[str] = [
    "contracts.actions.judging.recorded.judge_runs",
    "contracts.actions.charting.chart_runs",
    "contracts.actions.quality.judge_quality",
    "contracts.actions.testing.due_on_arrival",
    "feedback.actions.cases.watching.link_good_runs",
    "feedback.actions.alerts.spreading.note_runs",
]
ASSET_STEPS: list[str] = ["contracts.actions.judging.recorded.judge_assets"]
WATCH_STEPS: list[str] = [
    "contracts.actions.judging.due.judge_due",
    "contracts.actions.judging.heirs.refresh_heirs",
    "feedback.actions.cases.watching.reopen_regressed",
    "feedback.actions.cases.watching.escalate_late",
    "feedback.actions.alerts.spreading.spread",
]
ASSET_MERGE_STEPS: list[str] = [
    "lineage.actions.importing.counting.follow_merges",
    "contracts.actions.judging.following.follow_merges",
    "contracts.actions.measured.follow_merges",
    "contracts.actions.proposals_following.follow_merges",
]
REBUILT_STEPS: list[str] = [
    "contracts.actions.judging.following.follow_rebuild",
    "contracts.actions.measured.follow_rebuild",
    "contracts.actions.proposals_following.follow_rebuild",
]
# Functions by dotted path that hear, in its transaction, that a contract's version came into force, was deprecated or retired: (version id).
CONTRACT_STEPS = ["contracts.actions.proposals_ending.follow_activation"]
# Functions by dotted path that fill one's own shelves on the home page, in this order: (person, now) -> Shelf or None.
HOME_SHELVES = [
    "feedback.queries.shelves.my_inbox",
    "feedback.queries.shelf_asked.asked_of_me",
    "feedback.queries.shelf_proposals.my_proposals",
    "feedback.queries.shelves.my_reports",
    "feedback.queries.shelves.my_lists",
]
# Functions by dotted path that name what search must not show to somebody, beyond assets: (person) -> (kind of entry, keys).
HIDDEN_FROM_SEARCH = ["lineage.queries.jobs.hidden_jobs", "contracts.queries.contracts.hidden_contracts"]

INSTALLED_APPS = [
    "config",
    "feedback",
    "contracts",
    "lineage",
    "catalog",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pads with random bytes against guessing secrets by length (BREACH); tokens of forms differ each time anyway.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.audit_context",
    "config.middleware.in_their_time",
    "config.middleware.errors_as_answers",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.shell",
            ],
            "builtins": [
                "django.templatetags.static",
                "django.contrib.humanize.templatetags.humanize",
                "template_partials.templatetags.partials",
                "config.templatetags.kit",
                "config.templatetags.times",
                "config.templatetags.texts",
            ],
        },
    },
]

DATABASE_URL = env.text("DATABASE_URL") or HOME.database_url
DATABASES = {
    "default": {
        **env.database(DATABASE_URL),
        "CONN_MAX_AGE": env.whole("PROVENDER_DB_CONN_MAX_AGE", 600),
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"TEMPLATE": "template0"},
    },
}

# Attempts to sign in are counted by all web processes together, a few a minute; what pages remember stays in their process.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry", "OPTIONS": {"MAX_ENTRIES": 10_000}},
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

AUTH_USER_MODEL = "catalog.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

LANGUAGE_CODE = "en"
TIME_ZONE = env.text("PROVENDER_TIME_ZONE", "UTC")
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = env.folder("PROVENDER_STATIC_ROOT", HOME.path / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.HashedModules"},
}
WHITENOISE_MAX_AGE = 3600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    # Whether subdomains and the browsers' preload list join in is the owner of the domain's decision, not ours.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["config.rest.KeyAuthentication", "rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["config.rest.MayCall"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "config.rest.Pages",
    "DEFAULT_SCHEMA_CLASS": "config.schema_names.NamedByView",
    "EXCEPTION_HANDLER": "config.rest_errors.answer_errors",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Provender",
    "DESCRIPTION": "Catalog, lineage and contracts. Events go to POST /api/v1/lineage.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "DEFAULT_GENERATOR_CLASS": "config.schema_names.DescribedGenerator",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Words that several nouns use (state, kind, outcome) get the noun's name; without this the document's names would be digests.
    "ENUM_NAME_OVERRIDES": {
        "AgreementStateEnum": "contracts.models.agreement.AgreementState",
        "ChartStateEnum": "contracts.models.chart.ChartState",
        "ClauseKindEnum": "contracts.models.clause.Clause.Kind",
        "ClauseSeverityEnum": "contracts.models.clause.Severity",
        "CompatibilityEnum": ["yes", "no", "unknown"],
        "DataTestKindEnum": "contracts.models.testing.DataTestKind",
        "DataTestOutcomeEnum": "contracts.models.testing.Outcome",
        "ImportKindEnum": "lineage.models.importing.ImportKind",
        "ImportStateEnum": "lineage.models.importing.ImportState",
        "ProposalStateEnum": "contracts.models.proposal.ChangeProposal.State",
        "RunStateEnum": "lineage.models.run.RunState",
        "StandingEnum": "catalog.models.asset.Standing",
        "TermStateEnum": "catalog.models.meaning.Term.State",
        "VersionStateEnum": "contracts.models.contract.VersionState",
    },
}

# What links in messages begin with, and what outgoing events name as their source.
PUBLIC_URL = env.text("PROVENDER_PUBLIC_URL", f"http://127.0.0.1:{env.whole('PROVENDER_PORT', 8080, least=1)}").rstrip("/")
# E-mail goes out only where a server is named.
SMTP_URL = env.text("PROVENDER_SMTP_URL")
vars().update(env.mail_server(SMTP_URL))
DEFAULT_FROM_EMAIL = env.text("PROVENDER_MAIL_FROM", "Provender <provender@localhost>")
EMAIL_TIMEOUT = 10

# Who may sign up by themselves: closed, open, or e-mail domains. Nobody unless the operator says so; administrators invite.
SIGN_UP = env.sign_up("PROVENDER_SIGN_UP")
if SIGN_UP and not SMTP_URL:
    raise env.BadSetting("PROVENDER_SIGN_UP needs PROVENDER_SMTP_URL: who signs up confirms an e-mail.")
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("PROVENDER_PROXIES", 1 if BEHIND_TLS else 0)
ACCOUNT_ADAPTER = "config.accounts.adapter.Door"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_DISPLAY = str
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PASSWORD_MIN_LENGTH = None
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if BEHIND_TLS else "http"
# One OpenID Connect provider: its address, as what sign-in names it, the client it gave us, and who may come in by it for the first time.
OIDC_URL = env.text("PROVENDER_OIDC_URL")
OIDC_NAME = env.text("PROVENDER_OIDC_NAME", "single sign-on")
OIDC_SIGN_UP = env.sign_up("PROVENDER_OIDC_SIGN_UP")
SOCIALACCOUNT_ADAPTER = "config.accounts.single_sign_on.ProviderDoor"
SOCIALACCOUNT_PROVIDERS = env.oidc(
    OIDC_URL,
    OIDC_NAME,
    env.text("PROVENDER_OIDC_CLIENT_ID"),
    env.text("PROVENDER_OIDC_CLIENT_SECRET"),
    trusts_email=env.flag("PROVENDER_OIDC_TRUST_EMAIL", default=False),
)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that ends at the provider's address is stopped by form-action 'self'
# Hosts (`hooks.internal` or `hooks.internal:8080`) that messages may go to although their addresses are private.
OUTGOING_HOSTS = env.words("PROVENDER_OUTGOING_HOSTS", [])
# PagerDuty's EU region and Slack for governments live elsewhere.
PAGERDUTY_URL = env.text("PROVENDER_PAGERDUTY_URL", "https://events.pagerduty.com/v2/enqueue")
SLACK_API_URL = env.text("PROVENDER_SLACK_API_URL", "https://slack.com/api").rstrip("/")
# A channel that fails this long without a single success is disabled, and its owner told.
CHANNEL_FAILING_DAYS = env.whole("PROVENDER_CHANNEL_FAILING_DAYS", 3, least=1)

CELERY_BROKER_URL = env.text("CELERY_BROKER_URL") or HOME.broker_url

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stream"], "level": env.text("PROVENDER_LOG_LEVEL", "INFO")},
}
