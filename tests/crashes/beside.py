"""Import this first: Django with the settings of the studio that the environment names."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "studio.settings"
django.setup()
