"""The tests' settings with one more app: :mod:`tests.new_kind.lanterns`."""

from tests.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.new_kind.lanterns"]  # noqa: F405
