"""What is measured, not asserted: times, and the quality of estimates on data from elsewhere.

Arrays here are small; more than one thread a process would only be in the way.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
