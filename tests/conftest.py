"""Settings of the whole test suite."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# Two loaded cores: how long an example takes says nothing. In a check of a change, the examples are
# the same every time, so that a failure is the change's.
settings.register_profile(
    "meso_infer",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("meso_infer")


@pytest.fixture(scope="session", autouse=True)
def live_database_is_out_of_reach(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Point whatever a test starts at a database of its own: people's data is not for tests."""
    folder = tmp_path_factory.mktemp("database")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MESO_DATABASE_URL", f"sqlite:///{folder / 'meso.sqlite3'}")
        yield
