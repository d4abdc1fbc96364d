"""The command on files alone: what it says, how it ends, what it needs."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from contracts.cli.main import main
from tests.contracts.odcs.texts import ORDERS, changed

BAD = changed(ORDERS, ("kind: DataContract", "kind: X"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "good.odcs.yaml").write_text(ORDERS)
    (tmp_path / "sub" / "bad.odcs.yml").write_text(BAD)
    (tmp_path / "notes.yaml").write_text("no contract")
    return tmp_path


def test_it_needs_no_django() -> None:
    code = "import sys, contracts.cli.main; sys.exit(any(name.split('.')[0] in ('django', 'rest_framework') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_valid_files_end_with_0_and_invalid_ones_with_1(folder: Path, capsys) -> None:
    assert main(["validate", str(folder / "good.odcs.yaml")]) == 0
    assert capsys.readouterr().out.endswith("1 of 1 contract valid.\n")
    assert main(["validate", str(folder)]) == 1
    assert "bad.odcs.yml:2: kind: “X” can't stand here" in capsys.readouterr().out


def test_remarks_count_when_asked_to(folder: Path) -> None:
    path = folder / "good.odcs.yaml"
    path.write_text(changed(ORDERS, ("version: 1.0.0", "version: latest")))
    assert (main(["validate", str(path)]), main(["validate", "--strict", str(path)])) == (0, 1)


def test_what_is_not_there_ends_with_2(tmp_path: Path, capsys) -> None:
    assert (main(["validate", str(tmp_path / "x")]), main(["validate", str(tmp_path)])) == (2, 2)
    assert "There is no file or folder" in capsys.readouterr().err


def test_a_dashboard_gets_a_case_for_each_file(folder: Path, capsys) -> None:
    main(["validate", "--output", "junit", str(folder)])
    suite = ET.fromstring(capsys.readouterr().out.encode())
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")


def test_a_pull_request_gets_annotations_with_lines(folder: Path, capsys) -> None:
    main(["validate", "--output", "github", str(folder)])
    assert f"::error file={folder}/sub/bad.odcs.yml,line=2::kind: " in capsys.readouterr().out


def test_a_script_gets_json(folder: Path, capsys) -> None:
    main(["validate", "--output", "json", str(folder)])
    told = json.loads(capsys.readouterr().out)
    assert (told["exit"], told["files"], told["valid"], told["findings"][0]["line"]) == (1, 2, 1, 2)


def test_a_breaking_difference_ends_with_1_unless_allowed(tmp_path: Path, capsys) -> None:
    old, new = tmp_path / "old.odcs.yaml", tmp_path / "new.odcs.yaml"
    old.write_text(ORDERS)
    new.write_text(changed(ORDERS, ("varchar(20)", "text"), ("1.0.0", "1.1.0")))
    assert main(["diff", str(old), str(new)]) == 1
    assert "the next version should be 2.0.0 (the file says 1.1.0)" in capsys.readouterr().out
    assert main(["diff", str(old), str(new), "--allow-breaking"]) == 0
    assert main(["diff", str(old), str(old)]) == 0


def test_a_difference_is_given_as_omds(tmp_path: Path, capsys) -> None:
    path = tmp_path / "a.odcs.yaml"
    path.write_text(ORDERS)
    main(["diff", str(path), str(path), "--omds"])
    assert json.loads(capsys.readouterr().out)["difference"]["kind"] == "MetadataDifference"


def test_a_server_that_is_not_there_ends_with_2(folder: Path, capsys) -> None:
    assert main(["plan", str(folder / "sub"), "--url", "ftp://x"]) == 2
    assert main(["gate", "1", "--url", "http://127.0.0.1:9"]) == 2
    assert "No Provender answers at http://127.0.0.1:9" in capsys.readouterr().err
