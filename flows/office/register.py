"""The register as a workspace sees it. Apart from `persiapan`: `iku periksa` needs this, and none of the ledger."""

from flows.office.workspace import SETTINGS_FILE, Workspace
from iku_rules.register_model.load import load_register
from iku_rules.register_model.messages import RegisterError
from iku_rules.register_model.register import Register
from schemas.errors import CannotDo


def load_workspace_register(workspace: Workspace) -> Register:
    """The register with the workspace's own files and targets over it. Raises TidakDapat naming file and key."""
    if workspace.register is not None and not workspace.register.is_dir():
        raise CannotDo(f"{SETTINGS_FILE}, register: folder tidak ditemukan: {workspace.register}")
    try:
        return load_register(
            workspace.register, workspace.settings.target, workspace.settings.tampilan.capaian_maksimal
        )
    except RegisterError as error:
        raise CannotDo(str(error)) from error
