from __future__ import annotations

import pytest

from detente.graph.atomic import replacing, replacing_folder
from detente.graph.errors import OutputError


def test_text_is_utf8_with_plain_line_ends(tmp_path):
    with replacing(tmp_path / "a.txt") as stream:
        stream.write("Türkiye\nŠ\n")
    assert (tmp_path / "a.txt").read_bytes() == "Türkiye\nŠ\n".encode()


def test_binary_is_written_as_it_is(tmp_path):
    with replacing(tmp_path / "a.bin", binary=True) as stream:
        stream.write(b"\r\n\x00")
    assert (tmp_path / "a.bin").read_bytes() == b"\r\n\x00"


def test_a_failure_keeps_the_old_file_and_leaves_nothing_behind(tmp_path):
    (tmp_path / "a.txt").write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError), replacing(tmp_path / "a.txt") as stream:
        stream.write("half" * 10_000 + "\ud800")
    assert [(f.name, f.read_text(encoding="utf-8")) for f in tmp_path.iterdir()] == [("a.txt", "old")]


def test_a_link_is_followed(tmp_path):
    (tmp_path / "real.txt").write_text("old", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    with replacing(tmp_path / "link.txt") as stream:
        stream.write("new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize(("name", "reason"), [("no/a.txt", "no folder"), (".", "is a folder")])
def test_a_bad_place_is_one_line(tmp_path, name, reason):
    with pytest.raises(OutputError, match=reason) as caught, replacing(tmp_path / name):
        pass
    assert "\n" not in str(caught.value)


def test_a_folder_appears_whole_or_not_at_all(tmp_path):
    with pytest.raises(UnicodeEncodeError), replacing_folder(tmp_path / "out") as folder:
        (folder / "a.csv").write_text("a" * 10_000 + "\ud800", encoding="utf-8")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_keeps_other_files(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    with replacing_folder(tmp_path / "out") as folder:
        (folder / "a.csv").write_text("a", encoding="utf-8")
    assert sorted(f.name for f in (tmp_path / "out").iterdir()) == ["a.csv", "mine.txt"]
    assert [f.name for f in tmp_path.iterdir()] == ["out"]


def test_a_file_in_the_way_of_a_folder_is_an_error(tmp_path):
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="in the way"), replacing_folder(tmp_path / "out"):
        pass
