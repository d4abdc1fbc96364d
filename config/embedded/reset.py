"""Forget everything kept on this machine: `make reset`. Asks first, and touches nothing while anything runs or with a database of your own."""

import os
import shutil
import sys
from pathlib import Path

from config.embedded.home import Home, home
from config.embedded.postgres import EmbeddedPostgres
from config.embedded.valkey import EmbeddedValkey

ROOT = Path(__file__).resolve().parent.parent.parent
WORD = "forget"


def reset(ours: Home, *, answer: str) -> str:
    """Remove the home folder and the sockets if the answer is the word, and say what was done."""
    if not ours.path.exists():
        return f"There is nothing in {ours.path}."
    if EmbeddedPostgres(ours).pid() or EmbeddedValkey(ours).pid():
        return "Provender is running; stop it first (Ctrl-C where `make up` runs)."
    if answer.strip() != WORD:
        return "Nothing was removed."
    for folder in (ours.socket_dir, ours.path):
        shutil.rmtree(folder, ignore_errors=folder == ours.socket_dir)
    return f"Removed {ours.path}. The next `make up` starts anew."


def main() -> None:
    """Ask, then reset."""
    if os.environ.get("DATABASE_URL"):
        sys.exit("DATABASE_URL is set: your data is in your own database, which `make reset` never touches.")
    ours = home(ROOT, os.environ)
    answer = input(f"This removes all data in {ours.path}. Type '{WORD}' to go on: ") if ours.path.exists() else ""
    print(reset(ours, answer=answer))


if __name__ == "__main__":
    main()
