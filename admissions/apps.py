"""How a person reaches admissions."""

from django.apps import AppConfig


class AdmissionsConfig(AppConfig):
    """Insurance verification and the admissions desk."""

    name = "admissions"
