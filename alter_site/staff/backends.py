"""Who can be signed in at all."""

from typing import Any

from django.contrib.auth.backends import ModelBackend


class StaffBackend(ModelBackend):
    """Django's own, for active staff only: asked at sign-in and again at every request of a session."""

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(user is not None and user.is_active and user.is_staff)
