"""The command line. Each command imports what it needs, so that `chaperone version` is quick."""

import asyncio
import contextlib
import re
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot import __version__, heap
from bot.core.errors import ChaperoneError
from bot.core.findings import Label
from bot.core.policy import ChannelMode, PolicyError
from bot.scan.readers import Format
from config.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

app = typer.Typer(
    help="Chaperone keeps professional medical communities on Discord and Slack safe and respectful.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
retention = typer.Typer(help="Delete what is due, or prove that nothing is overdue.", no_args_is_help=True)
app.add_typer(retention, name="retention")
listing = typer.Typer(help="Update or show the lists of hosts that sharpen the rules.", no_args_is_help=True)
app.add_typer(listing, name="lists")
log = typer.Typer(help="Look whether the log of deeds is whole, or write it out.", no_args_is_help=True)
app.add_typer(log, name="log")
keys = typer.Typer(help="See which keys seal what is kept, or change them.", no_args_is_help=True)
app.add_typer(keys, name="keys")

USAGE = 2


def main() -> None:
    """Run the command line; what we foresaw ends in one sentence, without a traceback."""
    try:
        app()
    except _FORESEEN as error:
        _fail(str(error))
    except ExceptionGroup as group:
        foreseen, unforeseen = group.split(_FORESEEN)
        if foreseen is None or unforeseen is not None:
            raise
        _fail("; ".join(str(error) for error in _leaves(foreseen)))


_FORESEEN = (ChaperoneError, PolicyError, SettingsError)


def _leaves(group: BaseExceptionGroup[BaseException]) -> "Iterator[BaseException]":
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error


def _fail(sentence: str) -> NoReturn:
    typer.echo(f"chaperone: {sentence}", err=True)
    sys.exit(USAGE)


def _settings() -> Settings:
    return load_settings()


def _until_stopped(work: "Coroutine[object, object, None]") -> None:
    """Run until the work ends or somebody stops us by Ctrl-C or SIGTERM, and then tidy up."""

    async def supervise() -> None:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(supervise())


@app.command()
def run() -> None:
    """Run on every configured platform; where none is, open the playground."""
    heap.build()
    from bot import serve

    settings = _settings()
    if settings.is_configured:
        _until_stopped(serve.serve_platforms(settings, typer.echo))
        return
    typer.echo("No platform is configured, so this is the playground: nothing to sign up for.", err=True)
    _until_stopped(serve.serve(settings, typer.echo))


@app.command()
def play(
    console: Annotated[bool, typer.Option(help="Play in the terminal instead of a web page.")] = False,
    script: Annotated[
        Path | None,
        typer.Argument(exists=True, dir_okay=False, help="A script for the console; without one, it reads lines."),
    ] = None,
    memory: Annotated[
        bool,
        typer.Option(
            help="Keep nothing: a database for this run only, under keys that are in memory and nowhere else."
        ),
    ] = False,
) -> None:
    """Open the playground: a small community to try everything out."""
    heap.build()
    from bot import serve

    settings = _settings()
    if console or script is not None:
        try:
            lines = script.read_text(encoding="utf-8").splitlines() if script else None
        except UnicodeDecodeError:
            _fail(f"{script} is not written in UTF-8")
        sys.exit(asyncio.run(serve.play_console(settings, lines, memory=memory)))
    _until_stopped(serve.serve(settings, typer.echo, memory=memory))


@app.command()
def scan(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; - or nothing reads standard input.")
    ] = None,
    format: Annotated[Format, typer.Option(help="What the files hold.")] = Format.JSONL,  # noqa: A002 - the option's name
    output: Annotated[str, typer.Option(help="jsonl, table or summary.")] = "jsonl",
    policy: Annotated[Path | None, typer.Option(help="A community's policy; the default one otherwise.")] = None,
    channel_mode: Annotated[ChannelMode | None, typer.Option(help="Judge every message as in such a channel.")] = None,
    fail_on: Annotated[list[Label] | None, typer.Option(help="Exit with 1 when this label is flagged.")] = None,
    show_text: Annotated[bool, typer.Option(help="Print the messages themselves in the table.")] = False,
) -> None:
    """Judge messages that were already posted: an audit, or a measure of Chaperone itself."""
    from bot.detectors.spam import lists
    from bot.scan.command import Output, Request
    from bot.scan.command import scan as scan_

    settings = _settings()
    lists.use(settings.data_dir)
    if output not in tuple(Output):
        _fail(f"--output {output}: expected {', '.join(Output)}")
    request = Request(
        paths=paths or (),
        written_as=format,
        output=Output(output),
        policy=policy,
        mode=channel_mode,
        show_text=show_text,
        fail_on=frozenset(fail_on or ()),
        reader=settings.reader,
    )
    with contextlib.suppress(BrokenPipeError):
        sys.exit(scan_(request, sys.stdout, sys.stderr, sys.stdin.buffer if sys.stdin else None))


@app.command()
def bench(
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    long: Annotated[bool, typer.Option(help="Ten minutes more, to see whether memory stays steady.")] = False,
    part: Annotated[
        str, typer.Option(help="line (all of it), core, discord, slack, or queue (100,000 cases).")
    ] = "line",
) -> None:
    """Measure speed and memory on this machine."""
    from bot.benchmark import Part
    from bot.benchmark import bench as bench_

    if part not in tuple(Part):
        _fail(f"--part {part}: expected {', '.join(Part)}")
    bench_(as_json=json, part=Part(part), long=long, reader=_settings().reader)


@app.command()
def doctor() -> None:
    """Check configuration, database, keys and permissions: what works, what does not, what to do."""
    from bot.doctor import examine

    sys.exit(examine(typer.echo))


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema; `run` does so by itself."""
    from bot.storage import make_directory
    from bot.storage import migrate as migrate_

    settings = _settings()
    make_directory(settings.data_dir)
    asyncio.run(migrate_(settings.database_url))
    typer.echo("The database is up to date.")


@retention.command("verify")
def retention_verify() -> None:
    """Count what should have been deleted; exit with 1 when there is any."""
    from bot.serve import count_overdue

    overdue = asyncio.run(count_overdue(_settings(), typer.echo))
    sys.exit(1 if overdue else 0)


@retention.command("purge")
def retention_purge() -> None:
    """Delete what is due now."""
    from bot.serve import purge_now

    asyncio.run(purge_now(_settings(), typer.echo))


_REFUSALS_SHOWN = 20


@listing.command("import")
def lists_import(
    kind: Annotated[str, typer.Argument(help="What the hosts of the file are: scam-domains or predatory-publishers.")],
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A host or an address a line, or JSON lines.")
    ],
    source: Annotated[str, typer.Option(help="Who made the list and where it is from; kept with it.")],
    date: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Its date; today otherwise.")] = None,
) -> None:
    """Put a list in the place of the earlier one of its kind; it is known from the next start on."""
    from bot.detectors.spam import lists

    if kind not in tuple(lists.ListKind):
        _fail(f"{kind}: expected {', '.join(lists.ListKind)}")
    dated = (date or datetime.now(UTC)).date()
    try:
        with file.open(encoding="utf-8") as rows:
            read = lists.read_rows(rows, lists.ListKind(kind), source=source, dated=dated)
    except (OSError, UnicodeDecodeError) as error:
        _fail(f"{file}: {error}")
    for line, reason in read.refused[:_REFUSALS_SHOWN]:
        typer.echo(f"{file}, line {line}: {reason}", err=True)
    if len(read.refused) > _REFUSALS_SHOWN:
        typer.echo(f"… and {len(read.refused) - _REFUSALS_SHOWN:,} more lines were refused.", err=True)
    if not read.list.hosts:
        _fail("there is no host in it that can be listed; nothing was changed")
    before = next((one for one in lists.load(_settings().data_dir) if one.kind == kind), None)
    lists.save(_settings().data_dir, read.list)
    typer.echo(
        f"{kind}: {len(read.list.hosts):,} hosts kept, {read.repeated:,} said twice, "
        f"{len(read.refused):,} lines refused; {len(before.hosts) if before else 0:,} before. Restart to use it."
    )
    sys.exit(1 if read.refused else 0)


@listing.command("show")
def lists_show() -> None:
    """Say which lists there are, from whom and when."""
    from bot.detectors.spam import lists

    found = tuple(lists.load(_settings().data_dir))
    for one in found:
        typer.echo(f"{one.kind}: {len(one.hosts):,} hosts, {one.dated.isoformat()}, {one.source}")
    if not found:
        typer.echo("No list was imported.")


@log.command("verify")
def log_verify() -> None:
    """Say how many rows each community's log has, and whether it is whole; exit with 1 when one is broken."""
    from bot.custody import verify_log

    sys.exit(1 if asyncio.run(verify_log(_settings(), typer.echo)) else 0)


@log.command("export")
def log_export() -> None:
    """Write the log of deeds as JSON lines: identifiers, kinds, case numbers and times."""
    from bot.custody import export_log

    asyncio.run(export_log(_settings(), typer.echo))


@keys.command("list")
def keys_list() -> None:
    """Say of each key when it was made and how many rows it seals; never the key."""
    from bot.custody import list_keys

    asyncio.run(list_keys(_settings(), typer.echo))


@keys.command("rotate")
def keys_rotate() -> None:
    """Put a new key in front and seal everything anew under it; the bot may go on running."""
    from bot.custody import rotate_keys

    sys.exit(1 if asyncio.run(rotate_keys(_settings(), typer.echo)) else 0)


@app.command("slack-manifest")
def slack_manifest(
    address: Annotated[
        str,
        typer.Argument(help="Where Slack reaches the bot, such as https://chaperone.example.org; none: Socket Mode."),
    ] = "",
    removal: Annotated[
        bool, typer.Option(help="Ask for what an admin's own token needs, with which others' messages can be removed.")
    ] = False,
    language: Annotated[str, typer.Option(help="What the descriptions are written in.")] = "en",
) -> None:
    """Print the manifest of the Slack app: paste it at https://api.slack.com/apps."""
    from bot.platforms.slack import written_manifest as manifest
    from config.catalogue import languages

    if address and not _ADDRESS.fullmatch(address):
        _fail(f"{address}: expected an address such as https://chaperone.example.org")
    if language not in languages():
        _fail(f"--language {language}: expected {', '.join(languages())}")
    typer.echo(manifest(address=address, removal=removal, language=language), nl=False)


_ADDRESS = re.compile(r"https://[^\s/?#]+(/[^\s?#]*)?")


@app.command("copy-database")
def copy_database(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The address of the database that is there.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The address of an empty one.")],
) -> None:
    """Copy a community's database into an empty one, say from SQLite to PostgreSQL; stop the bot first."""
    from bot.custody import move_database

    asyncio.run(move_database(source, target, typer.echo))


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


if __name__ == "__main__":
    main()
