"""What the shapes of selling share: shops with a shelf, their buyers, and the audit at the end."""
