"""Settings for every environment, read from environment variables (README lists them all).

``SITE_ENV`` says which rules apply: ``production`` (also when unset, so that a forgotten variable fails
closed), ``demo`` (one machine, plain http, demo content and sign-ins) or ``test``.
"""

# ruff: noqa: F403

from .application import *
from .data import *
from .eligibility import *
from .environment import *
from .files import *
from .mail import *
from .personal_data import *
from .security import *
from .staff import *
