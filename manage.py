#!/usr/bin/env python
"""Django's command line for the Alter website."""

import os
import sys

from alter_site import database

if __name__ == "__main__":
    os.umask(0o077)  # what others may read is opened for them: alter_site.delivery.public_files
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alter_site.settings")
    database.run(sys.argv)
