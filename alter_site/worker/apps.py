"""The worker beside the web server."""

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """Queued tasks, and jobs that apps have run every few seconds."""

    name = "alter_site.worker"
    label = "worker"
