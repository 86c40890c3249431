"""Every table and verb, tried as another organization: generated from the catalog."""
