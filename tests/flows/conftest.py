"""What the tests of the flows share."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from flows.mesin import lingkungan_mesin


@pytest.fixture(scope="session")
def rumah(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One Prefect folder for all tests that start a server: its database is built once."""
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="session")
def alur(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The flows. Prefect reads settings and makes its folder when it is imported: not the user's."""
    rumah = str(tmp_path_factory.mktemp("prefect"))
    with pytest.MonkeyPatch.context() as saat_impor:
        saat_impor.setenv("IKU_PREFECT_HOME", rumah)
        for kunci, nilai in lingkungan_mesin(None, {}).items():
            saat_impor.setenv(kunci, nilai)
        saat_impor.chdir(rumah)
        return import_module("flows.alur")
