"""Downloader middlewares, in the order of settings.py. Each asks one room of crawler/politeness."""
