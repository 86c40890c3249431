"""Orders: placed once, exactly; what becomes of them is one table (transitions.py)."""
