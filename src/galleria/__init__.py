"""Galleria: many shops under one roof. Start reading at app.py."""
