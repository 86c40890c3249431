"""Faces: what a person sees in a browser. Pages, their assets, and the pictures the project draws.

Everything here is a pure function from view data to bytes; `routes()` mounts it.
"""
