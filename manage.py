#!/usr/bin/env python
"""Django's command line for the Alter website."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.umask(0o077)  # what others may read is opened for them: alter_site.delivery.public_files
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alter_site.settings")
    execute_from_command_line(sys.argv)
