"""Setup in four steps, from the issues to the limits."""
