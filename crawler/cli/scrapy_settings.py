"""Where Scrapy finds the settings of this project, in a checkout and in an installation."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
"""The folder of `settings.py`: the checkout, or the environment's packages."""
SETTINGS = {"SCRAPY_SETTINGS_MODULE": "settings"}
"""Environment variables that make Scrapy find them without a scrapy.cfg."""
