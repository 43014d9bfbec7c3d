"""What goes back to the terminal: tables on standard output; beside them lines and a progress bar; the exit code."""

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

EXIT_OK, EXIT_GALAT, EXIT_CANNOT = 0, 1, 2
EXIT_LOOK = 1  # something of the list before a lock has to be looked at

error_console = Console(stderr=True, highlight=False, soft_wrap=True)


def output_console() -> Console:
    """Standard output, for tables; numbers in them are not coloured."""
    return Console(highlight=False)


def say(text: str) -> None:
    """A line for people who watch; on standard error, so that standard output stays the result's."""
    error_console.print(Text(text))


@contextlib.contextmanager
def progress_bar(title: str, count: int | None) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on standard error, where someone watches it."""
    if not error_console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=error_console, transient=True) as bar:
        task = bar.add_task(title, total=count)
        yield lambda done, total: bar.update(task, completed=done, total=total)
