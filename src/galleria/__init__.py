"""Galleria: many shops under one roof. Start reading at app.py."""

__version__ = "0.1.0"
