"""What the benchmark of proposals is made of."""
