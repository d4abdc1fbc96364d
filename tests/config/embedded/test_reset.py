"""`make reset` forgets only what it was told to."""

from pathlib import Path

from config.embedded import home
from config.embedded.reset import reset


def test_nothing_goes_without_the_word(tmp_path: Path) -> None:
    ours = home(tmp_path, {"PROVENDER_HOME": str(tmp_path / "h")})
    ours.path.mkdir()
    assert reset(ours, answer="yes") == "Nothing was removed."
    assert ours.path.exists()


def test_the_word_removes_the_folder(tmp_path: Path) -> None:
    ours = home(tmp_path, {"PROVENDER_HOME": str(tmp_path / "h")})
    (ours.path / "postgres").mkdir(parents=True)
    assert reset(ours, answer="forget\n").startswith("Removed")
    assert not ours.path.exists()
