"""What tokens are signed with, and what was taken back before it expired."""
