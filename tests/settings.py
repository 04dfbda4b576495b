"""The site's settings as tests see them: nothing of the developer's own site is read or written."""

import atexit
import os
import shutil
import tempfile

# Set before the settings are read: a developer's .env says "demo" and points at their own files.
os.environ["SITE_ENV"] = "test"
os.environ["PHI_KEYS"] = "k1:q5m0bq3pG0g8sO6Yw1cJ5yqk3b2vX9tT7mE4hN6rZ2A="
os.environ["PHI_INDEX_KEY"] = "Zk8w2nR4vB6yM1xC3pL5tG7hJ9dS0fQaUeWiOrTgYk4="
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Inside the folder of the process that started this one, and removed with it.
    os.environ["VAR_DIR"] += f"/{worker}"
    # Tests empty the cache: each process has a Redis database of its own.
    if os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] += f"/{worker.removeprefix('gw')}"
else:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="alter-test-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

from alter_site.settings import *  # noqa: F403

# WhiteNoise warns when the folder for collected files is not there.
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
# Every test client would list all static files anew; the live server of browser tests finds them by itself.
WHITENOISE_USE_FINDERS = False
# Hashing a password slowly is for attackers; tests type many.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
