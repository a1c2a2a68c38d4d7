"""The embedded engine: works with no download, no network and no GPU."""
