#!/usr/bin/env python
"""Django's command line for the Alter website."""

import gc
import os
import sys

from alter_site import database

if __name__ == "__main__":
    os.umask(0o077)  # what others may read is opened for them: alter_site.delivery.public_files
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alter_site.settings")
    # A command keeps most of what it makes, as a migration its models. With Python's own 700, migrate took
    # an eighth longer: it looked for garbage all the time.
    gc.set_threshold(5000)
    database.run(sys.argv)
