"""The next packages: the sets to choose from, the target, and changing them by hand."""
