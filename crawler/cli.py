"""The command line: verbs in `crawler.commands`, one place for exit codes and for errors a person can read.

Exit codes: 0 all done; 1 finished, but some inputs failed; 2 wrong usage or configuration; 3 nothing
could be done; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from crawler import jsonlogs
from crawler.commands import (
    archive,
    backup,
    corpus,
    coverage,
    crawl,
    database,
    demo,
    export,
    feed,
    ingest,
    parse,
    review,
    show,
    spiders,
    state,
    titles,
    watch,
)
from crawler.commands.console import say

app = typer.Typer(
    name="nianbao",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (
    demo,
    crawl,
    ingest,
    watch,
    feed,
    parse,
    show,
    review,
    titles,
    corpus,
    state,
    coverage,
    export,
    spiders,
    database,
    archive,
    backup,
):
    module.register(app)

OK, SOME_FAILED, USAGE, NOTHING_DONE, INTERRUPTED = 0, 1, 2, 3, 130


def main() -> None:
    """Entry point of the program `nianbao`."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; never raises, never prints a traceback unasked."""
    try:
        command = typer.main.get_command(app)
        result = command.main(args=_without_log_option(arguments), prog_name="nianbao", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()  # not left to the end of the program, where a closed pipe has no handler
        if result == INTERRUPTED:
            say("interrupted")
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        return unheard()
    except SystemExit as end:
        # The command line library makes an exit with code 1 of a closed pipe.
        if isinstance(end.__context__, BrokenPipeError):
            return unheard()
        raise
    except Exception as error:
        if os.environ.get("NIANBAO_DEBUG") == "1":
            raise
        return explain(error)
    finally:
        jsonlogs.end()
    return result if isinstance(result, int) else OK


@app.callback()
def options(
    log_json: Annotated[
        bool,
        typer.Option(
            jsonlogs.FLAG, help="Logs and progress as JSON, one object a line; after the verb, too."
        ),
    ] = False,
) -> None:
    """Annual reports on government information disclosure (政府信息公开工作年度报告) as relational data."""


def _without_log_option(arguments: Sequence[str]) -> list[str]:
    """Obey `--log-json` wherever it stands: before the verb is known, its words are to be objects already."""
    if jsonlogs.FLAG not in arguments:
        return list(arguments)
    jsonlogs.begin()
    return [argument for argument in arguments if argument != jsonlogs.FLAG]


def unheard() -> int:
    """The reader of our output has gone (`| head`): nothing is wrong, and nothing more can be said."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK


def explain(error: Exception) -> int:
    """Say what went wrong in one sentence and return the exit code."""
    show = getattr(error, "show", None)
    if show is not None:  # usage errors of the command line library
        show()
        return int(getattr(error, "exit_code", USAGE))
    kind = type(error).__name__
    if kind == "Abort":
        say("interrupted")
        return INTERRUPTED
    if kind in {"ConfigError", "UsageError", "CorpusUsageError", "RegistryError"}:
        say(f"nianbao: {error}")
        return USAGE
    if kind in {"CorpusError", "ArchiveError", "BackupError", "WriterFailed", "CrawlFailed"}:
        say(f"nianbao: {error}")
        return NOTHING_DONE
    if isinstance(error, OSError):
        place = f" ({error.filename})" if error.filename else ""
        say(f"nianbao: {error.strerror or error}{place}")
        return NOTHING_DONE
    say(f"nianbao: unexpected {kind}: {error} (NIANBAO_DEBUG=1 shows where)")
    return NOTHING_DONE


if __name__ == "__main__":
    main()
