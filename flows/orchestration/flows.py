"""The flows: the steps of intake and consolidation as Prefect runs them, each with an explicit final state.

A task handles a batch of files, never one file; results stay in memory. A flow is idempotent: run again on the same
inbox it writes nothing new.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.intake.checking import Progress
from flows.intake.intake import Intake, take_in
from flows.month.answers import give_answers
from flows.month.consolidation import consolidate, due_for_consolidation
from flows.month.publication import Consolidation
from flows.month.templates import publish_templates, renew_templates
from flows.office.workspace import Workspace, ensure_folders, load_workspace_register, now, open_workspace
from flows.office.workspace_ledger import open_ledger, recorded
from flows.office.workspace_lock import workspace_lock
from iku_rules.register_model.register import Register
from ledger.transactions import Ledger
from schemas.periode import Periode

READ_ATTEMPTS = 2  # a share that hiccups is read again; a wrong workbook is not


def _is_file_trouble(failed_task: Any, task_run: Any, state: State) -> bool:
    """Retry only what may pass: an input/output error, not a missing right or folder."""
    error = state.data if isinstance(state.data, BaseException) else None
    return isinstance(error, OSError) and not isinstance(error, (PermissionError, FileNotFoundError))


class Run:
    """What the steps of one run share.

    A plain class on purpose, like Intake: of a dataclass handed to a task Prefect walks through every value.
    """

    def __init__(
        self,
        workspace: Workspace,
        register: Register,
        ledger: Ledger,
        now: datetime,
        progress: Progress | None = None,
    ) -> None:
        self.workspace, self.register, self.ledger, self.now, self.progress = workspace, register, ledger, now, progress


@task(
    name="terima kiriman",
    cache_policy=NO_CACHE,
    retries=READ_ATTEMPTS,
    retry_delay_seconds=2,
    retry_condition_fn=_is_file_trouble,
)
def take_in_task(run: Run) -> Intake:
    """Read and check what lies in the inbox, and keep it on record."""
    return take_in(run.workspace, run.register, run.ledger, run.now, keep=True, progress=run.progress)


@task(name="jawab bagian", cache_policy=NO_CACHE)
def answer_task(run: Run, intake: Intake) -> None:
    """Answer every bagian where something is new; for the month before this one in any case."""
    give_answers(intake, run.workspace, run.register, _this_month(run).shift(-1))


@task(name="konsolidasi periode", cache_policy=NO_CACHE)
def consolidate_task(run: Run, intake: Intake, periode: Periode) -> Consolidation:
    """Compute a periode and write its workbook."""
    return consolidate(intake, run.workspace, run.register, run.ledger, periode, run.now)


@task(name="perbarui templat", cache_policy=NO_CACHE)
def templates_task(run: Run, intake: Intake) -> None:
    """Begin anew the templates of the months after a kiriman that has just changed."""
    renew_templates(run.workspace, run.register, run.ledger, intake.changed)


@flow(name="konsolidasi", validate_parameters=False)
def consolidation_flow(run: Run, periode: Periode) -> State:
    """Read the inbox, answer the bagian, compute and write; the caller holds the workspace's lock.

    Completed, or "SelesaiDenganInsiden" after an error of ours.
    """
    intake = take_in_task(run)
    consolidation = consolidate_task(run, intake, periode)
    templates_task(run, intake)
    return _final_state(intake, consolidation, f"{periode}: {consolidation.workbook.name}")


def _final_state(intake: Intake, data: Any, message: str) -> State:
    incidents = [str(d.incident) for d in intake.incidents]
    if incidents:
        return Completed(name="SelesaiDenganInsiden", message=f"{message}; insiden {', '.join(incidents)}", data=data)
    return Completed(message=message, data=data)


# What the schedules run. Parameters are plain text, since each run is a process of its own.


@flow(name="templat_bulanan")
def monthly_templates(folder: str) -> State:
    """The templates of the month that has begun."""
    run = _prepare(folder)
    periode = _this_month(run)
    with workspace_lock(run.workspace):
        written = publish_templates(run.workspace, run.register, periode, ledger=run.ledger)
    return Completed(message=f"{periode}: {len(written)} templat")


@flow(name="pantau_kotak_masuk")
def watch_inbox(folder: str) -> State:
    """Read the inbox and answer; consolidate again each month that has been consolidated and got something new."""
    run = _prepare(folder)
    with workspace_lock(run.workspace):
        intake = take_in_task(run)
        answer_task(run, intake)
        templates_task(run, intake)
        due = due_for_consolidation(intake, run.ledger, run.now)
        consolidations = [consolidate_task(run, intake, periode) for periode in due]
    new = [consolidation.workbook.name for consolidation in consolidations if consolidation.is_new]
    return _final_state(intake, None, ", ".join(new) or "tidak ada yang baru")


@flow(name="konsolidasi_bulanan")
def monthly_consolidation(folder: str) -> State:
    """The consolidation of the month before, once its deadline is over (an earlier call does nothing)."""
    run = _prepare(folder)
    periode = _this_month(run).shift(-1)
    if run.now < run.workspace.deadline(periode):
        return Completed(name="BelumWaktunya", message=f"{periode}: batas waktu belum lewat")
    with workspace_lock(run.workspace), recorded(run.ledger, "konsolidasi_bulanan", periode):
        intake = take_in_task(run)
        consolidation = consolidate_task(run, intake, periode)
        templates_task(run, intake)
    return _final_state(intake, None, f"{periode}: {consolidation.workbook.name}")


def _prepare(folder: str) -> Run:
    workspace = open_workspace(Path(folder), must_exist=True)
    register = load_workspace_register(workspace)
    ensure_folders(workspace, register)
    get_run_logger().info("Ruang kerja %s", workspace.folder)
    return Run(workspace, register, open_ledger(workspace), now())


def _this_month(run: Run) -> Periode:
    return Periode.from_date(run.now.astimezone(run.workspace.zone).date())


def run_consolidation(
    workspace: Workspace,
    register: Register,
    ledger: Ledger,
    periode: Periode,
    now: datetime,
    progress: Progress | None,
) -> Consolidation:
    """Run the consolidation flow in this process and give its result; an exception of a step comes through."""
    consolidation: Consolidation = consolidation_flow(Run(workspace, register, ledger, now, progress), periode)  # type: ignore[assignment]
    return consolidation
