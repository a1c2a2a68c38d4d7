"""The shape of a product from one photo: what it may be taken for, and how far that is to be believed."""
