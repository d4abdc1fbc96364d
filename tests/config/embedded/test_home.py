"""Where everything is kept."""

import os
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.embedded import CannotUseFolder, home, secret_key
from config.embedded.home import LONGEST_SOCKET_PATH, SHORT_FOLDER, SYSTEM_FOLDER

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")


def test_the_home_is_beside_the_code_unless_it_is_named(place: Path) -> None:
    assert home(place, {}).path == place / ".provender"
    assert home(place, {"PROVENDER_HOME": str(place / "other")}).path == place / "other"


def test_choosing_a_home_creates_nothing(place: Path) -> None:
    home(place, {})
    assert list(place.iterdir()) == []


def test_the_urls_go_through_sockets_and_survive_blanks(place: Path) -> None:
    found = home(place, {"PROVENDER_HOME": str(place / "my data")})
    assert found.database_url == f"postgresql:///provender?host={place}/my%20data/sockets&user=provender"
    assert found.broker_url == f"redis+socket://{place}/my%20data/sockets/valkey.sock?virtual_host=0"


def test_a_long_path_gets_a_short_socket_folder_of_its_own(place: Path) -> None:
    one, two = (home(place, {"PROVENDER_HOME": str(place / (letter * 80))}) for letter in "ab")
    assert one.socket_dir.parent == SHORT_FOLDER
    assert len(os.fsencode(one.socket_dir / ".s.PGSQL.5432")) < LONGEST_SOCKET_PATH
    assert one.socket_dir != two.socket_dir


@as_root
def test_root_in_a_closed_project_keeps_its_data_where_the_database_user_can_go(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    assert home(closed, {}).path.parent == SYSTEM_FOLDER


@as_root
def test_root_with_a_closed_home_is_told_what_to_do(place: Path) -> None:
    place.chmod(0o700)
    with pytest.raises(CannotUseFolder, match=r"can't enter .* Set PROVENDER_HOME"):
        home(place, {"PROVENDER_HOME": str(place / "h")}).create()


@as_root
def test_a_home_of_another_user_is_refused(place: Path) -> None:
    theirs = place / "h"
    theirs.mkdir(mode=0o755)
    os.chown(theirs, 12345, 12345)
    with pytest.raises(CannotUseFolder, match=r"belongs to the user 12345"):
        home(place, {"PROVENDER_HOME": str(theirs)}).create()


def test_a_planted_link_is_no_socket_folder(place: Path) -> None:
    found = home(place, {"PROVENDER_HOME": str(place / "h")})
    found.path.mkdir(mode=0o711)
    found.socket_dir.symlink_to(place)
    with pytest.raises(CannotUseFolder, match="is not a folder"):
        found.create()


@as_root
def test_those_who_make_the_folders_at_once_wait_for_root_to_hand_them_over(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_over = os.chown

    def slowly(path: Path, uid: int, gid: int) -> None:
        time.sleep(0.05)
        hand_over(path, uid, gid)

    monkeypatch.setattr(os, "chown", slowly)
    shared = home(place, {"PROVENDER_HOME": str(place / "h")})
    shared.path.mkdir(mode=0o711)
    with ThreadPoolExecutor(max_workers=3) as starters:
        for starter in [starters.submit(shared.create) for _ in range(3)]:
            starter.result()


def test_the_secret_key_is_made_once_and_only_for_us(place: Path) -> None:
    found = home(place, {})
    key = secret_key(found)
    assert len(key) >= 50
    assert secret_key(found) == key
    assert stat.S_IMODE((found.path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in found.path.iterdir()] == ["secret_key"]
