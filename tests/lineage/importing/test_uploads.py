import io
import zipfile

import pytest

from lineage.importing import uploads
from lineage.importing.sqlfiles import is_sql
from lineage.importing.uploads import open_upload
from lineage.importing.words import UnreadableSource


def packed(**entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name.replace("__", "/"), body)
    return out.getvalue()


def test_a_zip_gives_the_wanted_files_and_names_the_others():
    found, skipped = open_upload("x.zip", packed(**{"a__b.sql": "select 1", "readme.md": "hi", ".DS_Store": ""}), is_sql)
    assert found == {"a/b.sql": b"select 1"}
    assert [entry.what for entry in skipped] == ["readme.md"]


def test_a_plain_file_is_itself_and_a_path_upwards_is_only_a_name():
    assert open_upload("q.sql", b"select 1", is_sql)[0] == {"q.sql": b"select 1"}
    assert list(open_upload("x.zip", packed(**{"..__..__etc.sql": "x"}), is_sql)[0]) == ["etc.sql"]


def test_a_bomb_stops_early():
    with pytest.raises(UnreadableSource, match="inflates to more than"):
        open_upload("x.zip", packed(**{"bomb.sql": b"0" * 30_000_000}), is_sql)


def test_too_many_files_and_broken_archives_are_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_FILES", 1)
    with pytest.raises(UnreadableSource, match="at most 1"):
        open_upload("x.zip", packed(**{"a.sql": "", "b.sql": ""}), is_sql)
    with pytest.raises(UnreadableSource, match="can't be opened"):
        open_upload("x.zip", packed(**{"a.sql": "select 1"})[:40], is_sql)
