"""`plan`, `apply` and `export`: making a server say what a folder says, and the other way round."""

from argparse import Namespace
from pathlib import Path

from contracts.cli.folder import SUFFIXES, Local, files_in, read_all, twins
from contracts.cli.planning import Kind, Step, plan
from contracts.cli.report import CannotAsk, Exit, Finding, Level, Report
from contracts.cli.server import Server
from contracts.odcs.variables import variables_in

LEVELS = {Kind.BLOCKED: Level.ERROR, Kind.NOTHING: Level.OK}


def make_plan(arguments: Namespace) -> Report:
    """Say what `apply` would do; 1 when something stands in its way."""
    server = Server(arguments.url, arguments.key)
    locals_, findings = _readable(arguments.folder)
    if any(finding.level == Level.ERROR for finding in findings):
        return Report("plan", "Nothing was planned: put the files right first.", Exit.NO, tuple(findings))
    steps = plan(locals_, server.contracts(), root=_root(arguments), prune=arguments.prune)
    return _told("plan", steps, Exit.NO if any(step.kind == Kind.BLOCKED for step in steps) else Exit.YES)


def apply(arguments: Namespace) -> Report:
    """Do what the plan says, step by step; what is blocked or refused is said, the rest is done. 1 when something was not done."""
    if arguments.dry_run:
        return make_plan(arguments)
    server = Server(arguments.url, arguments.key)
    locals_, findings = _readable(arguments.folder)
    if any(finding.level == Level.ERROR for finding in findings):
        return Report("apply", "Nothing was applied: put the files right first.", Exit.NO, tuple(findings))
    steps = plan(locals_, server.contracts(), root=_root(arguments), prune=arguments.prune)
    by_path = {local.path: local for local in locals_}
    applier = Applier(server, arguments)
    refused: list[Finding] = []
    done: list[Step] = []
    for step in steps:
        if not step.changes:
            done.append(step)
        elif message := applier.take(step, by_path.get(step.path)):
            refused.append(Finding(Level.ERROR, step.path or step.key, f"{step.key} {step.number}: {message}"))
        else:
            done.append(step)
    is_whole = not refused and all(step.kind != Kind.BLOCKED for step in done)
    return _told("apply", done, Exit.YES if is_whole else Exit.NO, refused)


class Applier:
    """Takes steps on a server."""

    def __init__(self, server: Server, arguments: Namespace) -> None:
        """Know where, and with which environment and domain."""
        self.server, self.root = server, _root(arguments)
        self.environment, self.domain = arguments.environment, arguments.domain
        self.folder = arguments.folder

    def take(self, step: Step, local: Local | None) -> str:
        """Take a step; gives what the server refuses, empty when it is done."""
        pk = step.pk
        if step.sends and local is not None:
            answer = self.server.post(
                "contracts", local.document.raw, domain=self.domain, source="folder", path=self._place(local), environment=self.environment
            )
            if not answer.is_good:
                return answer.message
            pk = int(answer.body["id"])
        if step.kind == Kind.PRUNE and not step.states:
            answer = self.server.delete(f"contracts/{pk}/versions/{step.number}")
            return "" if answer.is_good else answer.message
        for state in step.states:
            answer = self.server.post(f"contracts/{pk}/versions/{step.number}/state", {"state": state, "environment": self.environment})
            if not answer.is_good:
                return answer.message
        return ""

    def _place(self, local: Local) -> str:
        path = Path(local.path)
        folder = Path(self.folder)
        return f"{self.root}/{path.relative_to(folder) if path.is_relative_to(folder) else path.name}"


def _readable(folder: str) -> tuple[list[Local], list[Finding]]:
    locals_, findings = read_all(files_in([folder]))
    nameless = [Finding(Level.ERROR, local.path, "The contract has no id.") for local in locals_ if not local.key]
    return locals_, [*findings, *nameless, *twins(locals_)]


def _root(arguments: Namespace) -> str:
    """Give the name under which a server remembers the folder: what came from it, and nothing else, is pruned."""
    return arguments.root or Path(arguments.folder).resolve().name


def _told(command: str, steps: list[Step], exit_: Exit, refused: list[Finding] | None = None) -> Report:
    changes = [step for step in steps if step.changes]
    blocked = [step for step in steps if step.kind == Kind.BLOCKED]
    findings = [
        Finding(LEVELS.get(step.kind, Level.NOTE), step.path or step.key, f"{step.key} {step.number}: {step.words}")
        for step in steps
        if step.kind != Kind.NOTHING
    ]
    verb = "to do" if command == "plan" else "done"
    told = [f"{len(changes)} step{'s' if len(changes) != 1 else ''} {verb}" if changes else "nothing to do"]
    told += [f"{len(blocked)} blocked"] if blocked else []
    told += [f"{len(refused)} refused"] if refused else []
    unchanged = sum(step.kind == Kind.NOTHING for step in steps)
    summary = f"{'; '.join(told).capitalize()} ({unchanged} unchanged)."
    listed = [{"kind": step.kind.value, "key": step.key, "version": step.number, "path": step.path, "words": step.words} for step in steps]
    return Report(command, summary, exit_, (*findings, *(refused or ())), {"steps": listed})


def export(arguments: Namespace) -> Report:
    """Write the server's documents into a folder, byte for byte; a file that says something else is left alone unless --force."""
    server = Server(arguments.url, arguments.key)
    folder = Path(arguments.folder)
    findings: list[Finding] = []
    told = {"state": arguments.state, "domain": arguments.domain}
    for contract in server.contracts(**{name: value for name, value in told.items() if value}):
        if arguments.id and contract["key"] not in arguments.id:
            continue
        findings.append(_exported(server, contract, folder, is_forced=arguments.force))
    if not findings:
        raise CannotAsk("The server has no contract like this that the key may see.")
    written = sum(finding.level == Level.NOTE for finding in findings)
    is_whole = all(finding.level != Level.ERROR for finding in findings)
    summary = f"{written} file{'s' if written != 1 else ''} written, {len(findings) - written} as they were."
    return Report("export", summary, Exit.YES if is_whole else Exit.NO, tuple(findings), {"files": [item.subject for item in findings]})


def _exported(server: Server, contract: dict[str, object], folder: Path, *, is_forced: bool) -> Finding:
    answer = server.get(f"contracts/{contract['id']}/raw")
    if not answer.is_good:
        return Finding(Level.ERROR, str(contract["key"]), answer.message)
    raw = answer.raw
    path = folder / _file_name(contract, is_json=raw.lstrip()[:1] == b"{")
    if path.exists() and path.read_bytes() == raw:
        return Finding(Level.OK, str(path), "as it was")
    if path.exists() and not is_forced:
        return Finding(Level.ERROR, str(path), "The file says something else; --force overwrites it.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    missing = [name for name, default in variables_in(answer.body).items() if default is None] if isinstance(answer.body, dict) else []
    return Finding(Level.NOTE, str(path), f"written{f'; it asks for {missing}' if missing else ''}")


def _file_name(contract: dict[str, object], *, is_json: bool) -> str:
    """Give the file it came from, without the folder's name; else its id. Never a path that leads out of the folder."""
    told = str(contract.get("source_path") or "").partition("/")[2]
    parts = [part for part in Path(told).parts if part not in ("..", "/", ".")]
    if told and told.endswith(SUFFIXES) and parts:
        return str(Path(*parts))
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in str(contract["key"])).strip(".") or "contract"
    return f"{safe}.odcs.{'json' if is_json else 'yaml'}"
