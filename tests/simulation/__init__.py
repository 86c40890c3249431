"""Many at once, at random: what must hold at the end whatever happened."""
