"""What Django runs: apps, middleware, templates, language, log lines."""

from alter_site.delivery import log_lines

from .environment import BASE_DIR, DEBUG

ROOT_URLCONF = "alter_site.urls"
WSGI_APPLICATION = "alter_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "js_asset",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "alter_site.limits",
    "alter_site.worker",
    "alter_site.postgresql",
    "alter_site.staff",
    "alter_site.content",
    "alter_site.library",
    "alter_site.selfhelp",
    "therapies",
    "facilities",
    "admissions",
    "alter_site.apps.AlterAdminConfig",
]

MIDDLEWARE = [
    "alter_site.delivery.request_id.RequestIdMiddleware",
    "alter_site.delivery.routes.RouteNameMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "alter_site.delivery.static.StaticFilesMiddleware",
    "alter_site.delivery.headers.HeadersMiddleware",
    "alter_site.delivery.critical_css.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "alter_site.delivery.requests.ReadableRequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "alter_site.staff.sessions.StaffSessionMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"critical_css": "alter_site.delivery.critical_css"},
            # What most templates use; they need no ``{% load %}`` for it.
            "builtins": [
                "django.templatetags.static",
                "django.contrib.admin.templatetags.admin_urls",
                "alter_site.content.templatetags.content_pages",
                "alter_site.content.templatetags.form_attributes",
                "alter_site.content.templatetags.pictures",
                "alter_site.content.templatetags.staff_screens",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # Django's own does not see our templates

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", "English")]
TIME_ZONE = "America/Los_Angeles"

LOGGING = log_lines.configuration(is_for_developers=DEBUG)
