"""The WSGI application that gunicorn serves: Django behind its page cache, with every body readable."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alter_site.settings")

application: Any = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from alter_site.delivery.chunked import with_readable_body  # noqa: E402
from alter_site.delivery.page_cache import PageCache  # noqa: E402

application = with_readable_body(application)
# A developer changes templates, which starts no generation.
if not settings.DEBUG:
    application = PageCache(application)

# Loads all routes, once and before the server forks: the first reader of each process waited for it.
reverse("sitemap")
