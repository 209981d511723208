"""Simulated counterparts whose true weights are known: what the judge asks, accuracy, times, peers."""
