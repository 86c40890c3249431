"""What a store chooses of the catalog it sells: exclusions, prices of its own, hours."""
