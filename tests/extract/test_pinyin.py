"""Pinyin that web copies hold goes; what an author wrote stays."""

from __future__ import annotations

import pytest

from fangan.extract import text
from fangan.extract.pinyin import pinyin_lines, without_pinyin


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("发fā展zhǎn产chǎn业yè，加jiā快kuài建jiàn设shè园区。", "发展产业，加快建设园区。"),
        ("加快发展fāzhǎn产业chǎnyè集群jíqún。", "加快发展产业集群。"),
        ("发(fā)展(zhǎn)产（chǎn）业（yè）", "发展产业"),
        ("发 fā 展 zhǎn 产 chǎn 业 yè 园区", "发展产业园区"),
        ("发fa展zhan产chan业ye", "发展产业"),
        ("发fɑ̄展zhǎn", "发展"),
        ("西安Xī'ān市", "西安市"),
        ("女nǚ工，绿lǜ色", "女工，绿色"),
    ],
)
def test_readings_go(written, meant):
    assert without_pinyin(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "亳（bó）州市实施方案",
        "推广“入企e码通”，建设乡村e镇、税费e站和“深i企”平台",
        "办好啤酒节meet青岛",
        "提(a)供、公(e)开、删(o)除",
        "道路3km，面积20hm，产能can达到5万吨",
        "甲型an乙型ba",
        "No Chinese at all, only an English line",
        "A区B区C区，甲a乙b丙c",
    ],
)
def test_what_an_author_wrote_stays(written):
    assert without_pinyin(written) == written


def test_lines_of_readings():
    lines = ["一、要求", "fā zhǎn chǎn yè", "发展产业", "we can go", "去那里"]
    assert pinyin_lines(lines) == {1}


def test_plain_text_loses_them_too(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("发fā展zhǎn产chǎn业yè。\njiàn shè yuán qū\n建设园区。\n", "utf-8")
    words = "".join(element.text for element in text.read(path).elements)
    assert words == "发展产业。建设园区。"


def test_no_real_text_is_taken_for_pinyin(shared):
    found = [
        line
        for path in sorted((shared / "docs" / "policies_central").glob("*.txt"))
        for line in path.read_text("utf-8", "replace").splitlines()
        if without_pinyin(line) != line
    ]
    assert found == []
