"""Every operation of the API sent again by another organization, with the first one's ids."""
