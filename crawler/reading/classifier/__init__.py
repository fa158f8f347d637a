"""Which blocks of a page are story."""
