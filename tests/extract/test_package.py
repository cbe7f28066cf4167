"""Packages: names in old encodings, hostile archives, and which member is the plan."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from fangan.errors import (
    DamagedFileError,
    EncryptedFileError,
    InputError,
    MissingPartError,
    NoTextError,
    TooLargeError,
)
from fangan.extract import extract
from fangan.extract.package import open_package, plan_file
from fangan.extract.package_roles import role_of_name
from fangan.extract.package_unpack import is_clutter, safe_name
from fangan.settings import settings

PLAN = "某县实施方案\n\n一、总体要求\n要求。\n\n二、空间布局\n布局。\n\n三、重点任务\n任务。\n\n四、保障措施\n保障。\n"
LETTER = "承诺书\n\n我们承诺所报材料真实有效。\n"


def archive(path: Path, members: dict[str, str | bytes], *, encoding: str | None = None) -> Path:
    """A ZIP; with ``encoding`` the names are stored in it, without the mark of UTF-8."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            if encoding is None:
                target.writestr(name, data)
                continue
            entry = zipfile.ZipInfo(name.encode(encoding).decode("cp437"))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    if encoding is not None:
        clear_utf8_marks(path, members, encoding)
    return path


def clear_utf8_marks(path: Path, names, encoding: str) -> None:
    """Write the names as raw bytes of ``encoding`` and drop the flag that zipfile sets."""
    data = path.read_bytes()
    for name in names:
        raw = name.encode(encoding)
        wrong = raw.decode("cp437").encode("utf-8")
        data = data.replace(wrong, raw + b"_" * (len(wrong) - len(raw)))
    path.write_bytes(data)
    flags = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = flags.find(mark)
        while place >= 0:
            flags[place + offset + 1] &= ~0x08
            place = flags.find(mark, place + 4)
    path.write_bytes(bytes(flags))


def roles(path: Path) -> dict[str, str]:
    with open_package(path) as package:
        return {member.name: member.role for member in package.members}


def plan_of(path: Path) -> str | None:
    with open_package(path) as package:
        return package.plan.name if package.plan else None


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("某县现代农业示范区实施方案.docx", "plan"),
        ("实施方案（送审稿）.pdf", "plan"),
        ("建设方案0525定稿.doc", "plan"),
        ("重点项目建设实施方案.docx", "plan"),
        ("关于报送实施方案的请示.pdf", "request"),
        ("实施方案附件1：指标表.xlsx", "indicators"),
        ("附件2 重点项目清单.xls", "projects"),
        ("创建申报表.docx", "application"),
        ("空间布局图.jpg", "map"),
        ("真实性承诺书.pdf", "commitment"),
        ("产业发展规划（2021-2025年）.docx", "industry_plan"),
        ("配套资金证明.pdf", "funding"),
        ("银行存款证明.pdf", "funding"),
        ("02实施方案/正文.docx", "plan"),
        ("附图/1.png", "map"),
        ("扫描件001.pdf", None),
    ],
)
def test_the_role_by_name(name, role):
    assert role_of_name(name) == role


@pytest.mark.skipif(os.name == "nt", reason="names there are no bytes")
def test_names_of_a_folder_in_an_old_encoding_are_read(tmp_path):
    folder = os.fsencode(tmp_path) + "/申报材料".encode("gb18030")
    try:
        os.mkdir(folder)  # noqa: PTH102
    except OSError:
        pytest.skip("this disk takes no such names")
    Path(os.fsdecode(folder), "正文.txt").write_text(PLAN, encoding="utf-8")
    Path(os.fsdecode(folder + "/承诺书.txt".encode("gb18030"))).write_text(LETTER, encoding="utf-8")
    assert roles(tmp_path)["申报材料/承诺书.txt"] == "commitment"
    assert extract(tmp_path).source.filename.endswith("/申报材料/正文.txt")


def test_a_submission(tmp_path):
    path = archive(
        tmp_path / "某县.zip",
        {
            "某县/实施方案.txt": PLAN,
            "某县/承诺书.txt": LETTER,
            "某县/指标表.csv": "指标,数值\n产值,3\n",
            "__MACOSX/某县/._实施方案.txt": "x",
            "某县/.DS_Store": "x",
            "某县/~$实施方案.docx": "x",
            "某县/Thumbs.db": "x",
        },
    )
    assert roles(path) == {
        "某县/实施方案.txt": "plan",
        "某县/承诺书.txt": "commitment",
        "某县/指标表.csv": "indicators",
    }
    document = extract(path)
    assert document.source.filename == "某县.zip/某县/实施方案.txt"
    assert document.text.startswith("某县实施方案\n一、总体要求")
    notice = document.warnings[0]
    assert notice.code == "package"
    assert "3 个文件" in notice.message
    assert "承诺书.txt（承诺书）" in notice.message


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", None])
def test_names_in_any_encoding(tmp_path, encoding):
    path = archive(tmp_path / "a.zip", {"某县实施方案.txt": PLAN}, encoding=encoding)
    with open_package(path) as package:
        assert package.members[0].name.startswith("某县实施方案.txt")


def test_the_plan_is_found_by_its_title_or_its_parts(tmp_path):
    by_title = archive(tmp_path / "a.zip", {"1.txt": LETTER, "2.txt": PLAN})
    assert plan_of(by_title) == "2.txt"
    assert roles(by_title)["1.txt"] == "commitment"
    untitled = PLAN.removeprefix("某县实施方案\n\n")
    by_parts = archive(tmp_path / "b.zip", {"1.txt": "会议很重要。\n", "2.txt": untitled})
    assert plan_of(by_parts) == "2.txt"


def test_of_several_candidates_the_whole_and_final_one_is_taken(tmp_path):
    path = archive(
        tmp_path / "a.zip",
        {
            "旧/实施方案（初稿）.txt": PLAN,
            "实施方案编制大纲方案.txt": "实施方案\n只有标题。\n",
            "某县实施方案.txt": PLAN,
        },
    )
    with open_package(path) as package:
        assert package.plan is not None
        assert package.plan.name == "某县实施方案.txt"
        assert "3 个候选" in package.reason
        others = [m for m in package.members if m is not package.plan]
        assert all(m.role == "other" and "另以" in m.reason for m in others)


def test_a_package_without_a_plan_says_so(tmp_path):
    path = archive(tmp_path / "a.zip", {"承诺书.txt": LETTER, "表.csv": "甲,乙\n1,2\n"})
    with open_package(path) as package:
        assert package.plan is None
    with pytest.raises(NoTextError, match="没有找到实施方案"):
        extract(path)
    with pytest.raises(NoTextError, match="没有文件"):
        extract(archive(tmp_path / "b.zip", {}))


def test_the_only_document_is_the_plan(tmp_path):
    path = archive(
        tmp_path / "a.zip", {"正文.txt": "这里只有一段文字。\n", "1.png": b"\x89PNG\r\n\x1a\n"}
    )
    assert plan_of(path) == "正文.txt"


def test_a_folder_is_a_package_too(tmp_path):
    folder = tmp_path / "某县"
    (folder / "附件").mkdir(parents=True)
    (folder / "实施方案.txt").write_text(PLAN, "utf-8")
    (folder / "附件" / "承诺书.txt").write_text(LETTER, "utf-8")
    (folder / "链接.txt").symlink_to("/etc/hostname")
    archive(folder / "附件" / "图.zip", {"布局图.png": b"\x89PNG\r\n\x1a\n"})
    with open_package(folder) as package:
        assert {m.name: m.role for m in package.members} == {
            "实施方案.txt": "plan",
            "附件/承诺书.txt": "commitment",
            "附件/图.zip/布局图.png": "map",
        }
        assert [n.code for n in package.notices] == ["member_refused"]


def test_archives_within_archives_to_a_depth(tmp_path):
    inner = {"实施方案.txt": PLAN}
    for level in range(4):
        data = archive(tmp_path / f"{level}.zip", inner).read_bytes()
        inner = {f"第{level}层.zip": data}
    with open_package(tmp_path / "2.zip") as package:
        assert [m.name for m in package.members] == ["第1层.zip/第0层.zip/实施方案.txt"]
    with open_package(tmp_path / "3.zip") as package:
        assert package.members == ()
        assert "嵌套" in package.notices[0].message


def test_a_docx_in_a_package_is_no_package(tmp_path):
    word = archive(
        tmp_path / "x.docx", {"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}
    ).read_bytes()
    path = archive(tmp_path / "a.zip", {"实施方案.docx": word})
    with open_package(path) as package:
        assert [(m.name, m.kind) for m in package.members] == [("实施方案.docx", "docx")]


@pytest.mark.parametrize(
    "name",
    [
        "__MACOSX/某县/._方案.docx", ".DS_Store", "某县/Thumbs.db", "desktop.ini", "~$实施方案.docx",
        "某县/.~实施方案.docx", "~WRL0003.tmp", "~wps12.tmp", "备份/方案.wbk", "方案.asd",
        "$RECYCLE.BIN/S-1/a.docx", "方案.docx.crdownload", ".git/config", "方案.docx~",
    ],
)  # fmt: skip
def test_what_systems_and_programs_leave_is_no_member(name):
    assert is_clutter(name)


@pytest.mark.parametrize(
    "name", ["方案.docx", "某县/~方案.docx", "1.部分/方案.pdf", "a/b.c/方案.ofd"]
)
def test_what_people_write_is_a_member(name):
    assert not is_clutter(name)


def test_a_folder_is_read_as_one_submission(tmp_path):
    folder = tmp_path / "某县"
    folder.mkdir()
    with pytest.raises(NoTextError, match="其中没有文件"):
        extract(folder)
    (folder / "实施方案.txt").write_text(PLAN, "utf-8")
    (folder / "大.txt").write_text(LETTER, "utf-8")
    document = extract(folder)
    assert document.source.filename == "某县/实施方案.txt"
    assert document.id == extract(folder / "实施方案.txt").id
    assert document.warnings[0].code == "package"
    with plan_file(folder) as file:
        assert file == folder / "实施方案.txt"


def test_a_member_over_the_size_of_a_file_is_left_unread(tmp_path, monkeypatch):
    folder = tmp_path / "某县"
    folder.mkdir()
    (folder / "实施方案.txt").write_text(PLAN, "utf-8")
    with (folder / "录像.mp4").open("wb") as video:
        video.truncate(3 * 1024 * 1024)
    monkeypatch.setenv("FANGAN_MAX_MEGABYTES", "2")
    settings.cache_clear()
    assert any("录像.mp4 有 3 MB" in n.message for n in extract(folder).warnings)


@pytest.mark.parametrize(
    "name", ["../外.txt", "a/../../外.txt", "/etc/外.txt", r"..\外.txt", r"C:\外.txt", "", "."]
)
def test_no_name_leads_out(name):
    assert safe_name(name) is None


def test_members_that_lead_out_and_links_are_refused(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("../外面.txt", "x")
        link = zipfile.ZipInfo("链接.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        target.writestr(link, "/etc/passwd")
        target.writestr("实施方案.txt", PLAN)
    with open_package(path) as package:
        assert [m.name for m in package.members] == ["实施方案.txt"]
        assert [n.code for n in package.notices] == ["member_refused"] * 2
    assert not (tmp_path.parent / "外面.txt").exists()


def test_nothing_is_left_behind(tmp_path):
    path = archive(tmp_path / "a.zip", {"实施方案.txt": PLAN})
    with open_package(path) as package:
        place = package.members[0].path
        assert place.read_text("utf-8") == PLAN
    assert not place.exists()


def test_the_file_to_show(tmp_path):
    path = archive(tmp_path / "a.zip", {"实施方案.txt": PLAN, "承诺书.txt": LETTER})
    with plan_file(path) as file:
        assert file.read_text("utf-8") == PLAN
    with plan_file(tmp_path / "x.pdf") as file:
        assert file == tmp_path / "x.pdf"


def test_limits(tmp_path, monkeypatch):
    bomb = archive(tmp_path / "bomb.zip", {"实施方案.txt": "0" * 60_000_000})
    with pytest.raises(TooLargeError, match="压缩比"):
        extract(bomb)
    many = archive(tmp_path / "many.zip", {f"{n}.txt": "x" for n in range(30)})
    monkeypatch.setenv("FANGAN_MAX_MEMBERS", "20")
    settings.cache_clear()
    with pytest.raises(TooLargeError, match="FANGAN_MAX_MEMBERS"):
        extract(many)
    monkeypatch.setenv("FANGAN_MAX_UNPACKED_MEGABYTES", "1")
    settings.cache_clear()
    large = archive(tmp_path / "large.zip", {"实施方案.txt": os.urandom(1_500_000)})
    with pytest.raises(TooLargeError, match="1 MB"):
        extract(large)


def test_passwords_and_damage(tmp_path):
    path = archive(tmp_path / "a.zip", {"实施方案.txt": PLAN})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    locked = tmp_path / "locked.zip"
    locked.write_bytes(bytes(data))
    with pytest.raises(EncryptedFileError, match="密码"):
        extract(locked)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(path.read_bytes()[:80])
    with pytest.raises(DamagedFileError):
        extract(cut)


def test_one_broken_member_does_not_stop_the_rest(tmp_path):
    path = archive(
        tmp_path / "a.zip",
        {
            "实施方案.txt": PLAN,
            "坏.zip": b"PK\x05\x06" + b"\x00" * 3,
            "附件.rar": b"Rar!\x1a\x07\x00",
        },
    )
    with open_package(path) as package:
        assert package.plan is not None
        rar = next(m for m in package.members if m.name == "附件.rar")
        assert rar.kind is None
        assert "ZIP" in rar.reason


@pytest.mark.parametrize(
    ("name", "data", "advice"),
    [
        ("a.rar", b"Rar!\x1a\x07\x01\x00", "改存为 ZIP"),
        ("a.eml", b"From: a@b.c\nTo: d@e.f\nMIME-Version: 1.0\n\nx", "附件另存"),
    ],
)
def test_what_is_refused_says_what_to_do(tmp_path, name, data, advice):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=advice):
        extract(path)


def seven(tmp_path: Path, *options: str) -> Path:
    program = shutil.which("7z") or shutil.which("7zz")
    if program is None or shutil.which("bsdtar") is None:
        message = "7z and bsdtar are not installed"
        if os.environ.get("FANGAN_REQUIRE_ALL") == "1":
            pytest.fail(message)
        pytest.skip(message)
    folder = tmp_path / "某县"
    folder.mkdir()
    (folder / "实施方案.txt").write_text(PLAN, "utf-8")
    (folder / "承诺书.txt").write_text(LETTER, "utf-8")
    path = tmp_path / "某县.7z"
    command = [program, "a", *options, str(path), folder.name]
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env=environment)
    return path


def test_seven_zip(tmp_path):
    path = seven(tmp_path)
    assert roles(path) == {"某县/实施方案.txt": "plan", "某县/承诺书.txt": "commitment"}
    assert extract(path).text.startswith("某县实施方案")


def test_seven_zip_with_a_password_or_damage(tmp_path):
    path = seven(tmp_path, "-psecret")
    with pytest.raises(DamagedFileError, match="密码"):
        extract(path)
    path.unlink()
    shutil.rmtree(tmp_path / "某县")
    path = seven(tmp_path, "-psecret", "-mhe=on")
    with pytest.raises(EncryptedFileError):
        extract(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(DamagedFileError):
        extract(path)


def test_seven_zip_without_its_program(tmp_path, monkeypatch):
    path = tmp_path / "a.7z"
    path.write_bytes(b"7z\xbc\xaf\x27\x1c\x00\x04")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPartError, match="bsdtar"):
        extract(path)


def test_the_real_archive_with_chinese_names(shared):
    with open_package(shared / "files/nasty/tika__gbk.zip") as package:
        assert [m.name for m in package.members] == [
            "审计压缩包文件检索测试/集团邮件审计系统2021年自动巡检需求文档_V4.0.doc"
        ]
        assert package.plan is None
