"""What the tests of the flows share."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from flows.orchestration.engine import engine_environment


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One Prefect folder for all tests that start a server: its database is built once."""
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="session")
def flows(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The flows. Prefect reads settings and makes its folder when it is imported: not the user's."""
    home = str(tmp_path_factory.mktemp("prefect"))
    with pytest.MonkeyPatch.context() as while_importing:
        while_importing.setenv("IKU_PREFECT_HOME", home)
        for key, value in engine_environment(None, {}).items():
            while_importing.setenv(key, value)
        while_importing.chdir(home)
        return import_module("flows.orchestration.flows")
