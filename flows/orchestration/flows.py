"""The flows: the steps of intake and consolidation as Prefect runs them, each with an explicit final state.

A task handles a batch of files, never one file; results stay in memory. A flow is idempotent: run again on the same
inbox it writes nothing new.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from prefect.utilities.annotations import quote

from flows.incidents import in_one_line
from flows.intake.intake import Intake, take_in
from flows.month.answers import Unanswered, give_answers, places_to_answer
from flows.month.consolidation import consolidate, due_for_consolidation
from flows.month.gathering import Gathered, gather, gather_for_month
from flows.month.publication import Consolidation
from flows.month.templates import publish_templates, renew_templates, starts_of
from flows.office.settings import Settings
from flows.office.workspace import (
    FOLDER_VARIABLE,
    Workspace,
    ensure_folders,
    load_workspace_register,
    now,
    open_workspace,
)
from flows.office.workspace_ledger import open_ledger, recorded
from flows.office.workspace_lock import workspace_lock
from flows.orchestration.reports import CANNOT, WITH_INCIDENT
from flows.run import Run
from ledger.queries import Memory
from schemas.periode import Periode

_Value = TypeVar("_Value")

READ_ATTEMPTS = 2  # a share that hiccups is read again; a wrong workbook is not


def _is_file_trouble(failed_task: Any, task_run: Any, state: State) -> bool:
    """Retry only what may pass: an input/output error, not a missing right or folder."""
    error = state.data if isinstance(state.data, BaseException) else None
    return isinstance(error, OSError) and not isinstance(error, (PermissionError, FileNotFoundError))


def _whole(value: _Value) -> _Value:
    """For handing a value to a task or flow as it is: Prefect would walk through all that is in it, 0.3 s a run."""
    return cast(_Value, quote(value))


@task(
    name="terima kiriman",
    cache_policy=NO_CACHE,
    retries=READ_ATTEMPTS,
    retry_delay_seconds=2,
    retry_condition_fn=_is_file_trouble,
)
def take_in_task(run: Run) -> Intake:
    """Read and check what lies in the inbox, and keep it on record."""
    return take_in(run)


@task(name="jawab bagian", cache_policy=NO_CACHE)
def answer_task(run: Run, gathered: Gathered) -> tuple[Unanswered, ...]:
    """Answer every bagian where something is new or an answer is missing; gives where that failed."""
    return give_answers(run, gathered.to_answer)


@task(name="konsolidasi periode", cache_policy=NO_CACHE)
def consolidate_task(run: Run, intake: Intake, gathered: Gathered, periode: Periode) -> Consolidation:
    """Compute a periode and write its workbook."""
    return consolidate(run, intake, gathered, periode)


@task(name="perbarui templat", cache_policy=NO_CACHE)
def templates_task(run: Run, intake: Intake) -> None:
    """Begin anew the templates of the months after a kiriman that has just changed."""
    renew_templates(run, intake.memory, intake.changed)


@flow(name="konsolidasi", validate_parameters=False)
def consolidation_flow(run: Run, periode: Periode) -> State:
    """Read the inbox, answer the bagian, compute and write; the caller holds the workspace's lock.

    Completed, or "SelesaiDenganInsiden" after an error of ours.
    """
    intake, consolidation = _consolidate_month(run, periode)
    message = f"{periode}: {consolidation.workbook.name}"
    return _final_state(intake, consolidation.unanswered, consolidation, message)


def _consolidate_month(run: Run, periode: Periode) -> tuple[Intake, Consolidation]:
    intake = take_in_task(_whole(run))
    gathered = gather_for_month(run, intake, periode)
    unanswered = answer_task(_whole(run), _whole(gathered))
    consolidation = consolidate_task(_whole(run), _whole(intake), _whole(gathered), periode)
    templates_task(_whole(run), _whole(intake))
    return intake, replace(consolidation, unanswered=unanswered)


def _final_state(intake: Intake, unanswered: Sequence[Unanswered], data: Any, message: str) -> State:
    incidents = [str(d.incident) for d in intake.incidents] + [each.incident for each in unanswered if each.incident]
    troubles = [f"insiden {', '.join(incidents)}"] if incidents else []
    troubles += [f"{each.bagian} {each.periode}: {each.reason}" for each in unanswered if not each.incident]
    if troubles:
        return Completed(name=WITH_INCIDENT, message="; ".join([message, *troubles]), data=data)
    return Completed(message=message, data=data)


# What the schedules run. Each run is a process of its own.


@flow(name="templat_bulanan")
def monthly_templates() -> State:
    """The templates of the month that has begun."""
    return _in_own_workspace(_monthly_templates)


@flow(name="pantau_kotak_masuk")
def watch_inbox() -> State:
    """Read the inbox and answer; consolidate each open month past its deadline that has got something new."""
    return _in_own_workspace(_watch_inbox)


@flow(name="konsolidasi_bulanan")
def monthly_consolidation() -> State:
    """The consolidation of the month before, once its deadline is over (an earlier call does nothing)."""
    return _in_own_workspace(_monthly_consolidation)


def _in_own_workspace(work: Callable[[Run], State]) -> State:
    """Do the work in the workspace of the `iku jalankan` that started this run; say what cannot be done.

    A run takes nothing from its parameters, so whoever starts one cannot point it at another folder. An office below
    the workspace would have to be named by its code, and found here.
    """
    folder = Path(os.environ[FOLDER_VARIABLE])
    try:
        return work(_prepare(folder))
    except Exception as error:
        message = in_one_line(error, Workspace(folder, Settings()).state_folder, "iku jalankan")
        get_run_logger().error(message)
        return Failed(name=CANNOT, message=message)


def _prepare(folder: Path) -> Run:
    workspace = open_workspace(folder, must_exist=True)
    register = load_workspace_register(workspace)
    ensure_folders(workspace, register)
    get_run_logger().info("Ruang kerja %s", workspace.folder)
    return Run(workspace=workspace, register=register, ledger=open_ledger(workspace), now=now())


def _monthly_templates(run: Run) -> State:
    periode = run.this_month
    with workspace_lock(run.workspace):
        with run.look_up() as transaction:
            memory = Memory(transaction)
        written = publish_templates(run, periode, starts=starts_of(run, memory, periode))
    return Completed(message=f"{periode}: {len(written)} templat")


def _watch_inbox(run: Run) -> State:
    last_month = run.this_month.shift(-1)
    with workspace_lock(run.workspace):
        intake = take_in_task(_whole(run))
        due = due_for_consolidation(run, intake)
        to_answer = places_to_answer(run, intake, last_month)
        gathered = gather(run, intake, due, computed=due, to_answer=to_answer, answer_month=last_month)
        unanswered = answer_task(_whole(run), _whole(gathered))
        consolidations = [consolidate_task(_whole(run), _whole(intake), _whole(gathered), periode) for periode in due]
        templates_task(_whole(run), _whole(intake))
    new = [consolidation.workbook.name for consolidation in consolidations if consolidation.is_new]
    return _final_state(intake, unanswered, None, ", ".join(new) or "tidak ada yang baru")


def _monthly_consolidation(run: Run) -> State:
    periode = run.this_month.shift(-1)
    if run.now < run.workspace.deadline(periode):
        return Completed(name="BelumWaktunya", message=f"{periode}: batas waktu belum lewat")
    with workspace_lock(run.workspace), recorded(run.ledger, "konsolidasi_bulanan", periode):
        intake, consolidation = _consolidate_month(run, periode)
    return _final_state(intake, consolidation.unanswered, None, f"{periode}: {consolidation.workbook.name}")


def run_consolidation(run: Run, periode: Periode) -> Consolidation:
    """Run the consolidation flow in this process and give its result; an exception of a step comes through."""
    consolidation: Consolidation = consolidation_flow(_whole(run), periode)  # type: ignore[assignment]
    return consolidation
