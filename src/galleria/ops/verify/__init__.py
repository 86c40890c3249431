"""Proofs that run: each prints what it counted, and exits 1 on any finding."""
