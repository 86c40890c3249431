"""Transfers bring catalogs in from files, and say of every row what became of it.

`formats/` reads files (pure, streaming, no database) into the rows of `rows.py`.
"""
