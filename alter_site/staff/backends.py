"""The authentication backend."""

from typing import Any

from django.contrib.auth.backends import ModelBackend


class StaffBackend(ModelBackend):
    """Django's own, for active staff only; checked at sign-in and at every request of a session."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user is not None and user.is_active and user.is_staff)
