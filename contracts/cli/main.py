"""The `provender` command: its arguments, and which function answers each word."""

import os
import sys
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Callable, Sequence

from contracts.cli import applying, asking, checking
from contracts.cli.printing import FORMATS
from contracts.cli.report import CannotAsk, Exit

DEFAULT_URL = "http://127.0.0.1:8080"
EPILOG = "Exit codes: 0 yes, 1 no, 2 nobody knows, or it could not be asked. PROVENDER_URL and PROVENDER_KEY say where and as whom."
Words = _SubParsersAction


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    told = _parser().parse_args(arguments)
    try:
        report = told.run(told)
    except CannotAsk as error:
        sys.stderr.write(f"{error}\n")
        return Exit.UNKNOWN
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return Exit.UNKNOWN
    is_document = "difference" in report.data
    sys.stdout.write(FORMATS["json" if is_document else told.output](report) + "\n")
    return int(report.exit)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="provender", description="Data contracts as code.", epilog=EPILOG)
    words = parser.add_subparsers(required=True, metavar="command")
    for add in (_validate, _diff, _plan, _apply, _export, _can_i_change, _gate):
        add(words)
    return parser


def _word(words: "Words[ArgumentParser]", name: str, run: Callable[..., object], about: str, *, needs_server: bool) -> ArgumentParser:
    parser = words.add_parser(name, help=about, description=about, epilog=EPILOG)
    parser.set_defaults(run=run)
    parser.add_argument("--output", choices=sorted(FORMATS), default="human", help="human (default), json, junit or github annotations")
    if needs_server:
        url = os.environ.get("PROVENDER_URL") or DEFAULT_URL
        parser.add_argument("--url", default=url, help=f"where Provender answers (default: $PROVENDER_URL or {DEFAULT_URL})")
        parser.add_argument("--key", default=os.environ.get("PROVENDER_KEY", ""), help="an API key (default: $PROVENDER_KEY)")
    return parser


def _validate(words: "Words[ArgumentParser]") -> None:
    parser = _word(words, "validate", checking.validate, "Check contracts against the standard (ODCS 2.2 to 3.2).", needs_server=False)
    parser.add_argument("paths", nargs="+", help="files, or folders of *.odcs.yaml")
    parser.add_argument("--strict", action="store_true", help="remarks count, too")


def _diff(words: "Words[ArgumentParser]") -> None:
    about = "Say what changed between two contracts, or since what the server holds; 1 when the change may let somebody down."
    parser = _word(words, "diff", checking.diff, about, needs_server=True)
    parser.add_argument("old", help="the older file; alone, it is the newer one and the server holds the older")
    parser.add_argument("new", nargs="?", help="the newer file")
    parser.add_argument("--omds", action="store_true", help="answer a MetadataDifference document")
    parser.add_argument("--allow-breaking", action="store_true", help="exit 0 all the same")


def _folder(parser: ArgumentParser) -> None:
    parser.add_argument("folder", help="the folder of contracts: what it says is the truth")
    parser.add_argument("--prune", action="store_true", help="retire what came from this folder and is no longer in it")
    parser.add_argument("--root", default="", help="the name the server remembers the folder by (default: its own name)")
    parser.add_argument("--domain", default="", help="domain of new contracts that name none (short name)")
    parser.add_argument("--environment", default="", help="whose variables fill ${…} when a version comes into force")


def _plan(words: "Words[ArgumentParser]") -> None:
    parser = _word(words, "plan", applying.make_plan, "Say what apply would do; 1 when something stands in its way.", needs_server=True)
    _folder(parser)


def _apply(words: "Words[ArgumentParser]") -> None:
    parser = _word(
        words, "apply", applying.apply, "Make the server say what the folder says; a second time there is nothing to do.", needs_server=True
    )
    _folder(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done, as plan does")


def _export(words: "Words[ArgumentParser]") -> None:
    parser = _word(words, "export", applying.export, "Write the server's contracts into a folder, byte for byte.", needs_server=True)
    parser.add_argument("folder", help="where to")
    parser.add_argument("--id", action="append", default=[], help="only this contract (again for more)")
    parser.add_argument("--state", default="", help="only contracts with a version in this state")
    parser.add_argument("--domain", default="", help="only contracts of this domain (short name)")
    parser.add_argument("--force", action="store_true", help="overwrite files that say something else")


def _can_i_change(words: "Words[ArgumentParser]") -> None:
    about = "Ask who breaks if a contract or a table changes: 0 nobody, 1 somebody, 2 nobody knows."
    parser = _word(words, "can-i-change", asking.can_i_change, about, needs_server=True)
    parser.add_argument("file", nargs="?", default="", help="the changed contract")
    parser.add_argument("--asset", default="", help="the asset: its number, or namespace/name")
    parser.add_argument("--sql", default="", help="a file with the changed CREATE TABLE, or an ALTER TABLE, for --asset")
    parser.add_argument("--dialect", default="", help="the dialect of --sql (default: the platform's)")
    parser.add_argument("--observed", action="store_true", help="ask about the columns seen last")


def _gate(words: "Words[ArgumentParser]") -> None:
    parser = _word(
        words, "gate", asking.gate, "Ask whether an asset keeps its promises now: 0 yes, 1 no, 2 nobody knows.", needs_server=True
    )
    parser.add_argument("asset", help="its number, or namespace/name")
    parser.add_argument("--purpose", choices=["read", "continue"], default="read", help="read it, or let its pipeline continue")


if __name__ == "__main__":
    sys.exit(main())
