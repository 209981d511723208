"""Monte Carlo on independent normals, for any log-likelihood: what a fit is made with."""
