"""Downloader middlewares; settings.py has their order. The logic is in crawler/politeness."""
