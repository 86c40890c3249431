"""Payments: asked of a gateway, told by it, and believed only when it is signed or asked for."""
