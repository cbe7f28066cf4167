from fangan.review.parts import part_findings
from fangan.review.tag import tag


def _parts(document, framework):
    found = part_findings(document, framework, tag(document, framework))
    return {finding.id: finding for finding in found}


def test_a_part_is_found_by_an_alias_and_judged_by_its_contents(read, shanxi):
    document = read(
        "岭北县实施方案",
        "一、总体定位",
        "主导产业为铜器一个，对接全省转型部署，建成北方铜器加工基地和集散中心，以器立县。",
        "二、区域范围",
        "东至铜河，西至省道，南至二道街，北至铁路，面积3平方公里，分熔铸、加工两个片区，"
        "不在任何开发区范围内，边界见附图。",
        "三、组织实施",
        "各单位要高度重视。",
    )
    found = _parts(document, shanxi)
    assert found["S1"].status == "present"
    assert found["S3"].status == "present"
    assert found["S5"].status == "thin"
    assert found["S2"].status == "missing"
    assert found["S3"].evidence[0].quote == "二、区域范围"


def test_the_closer_heading_wins(read, shanxi):
    document = read(
        "方案",
        "一、定位与目标",
        "（一）定位",
        "打造全省铜器产业高地，主导产业一个。",
        "（二）目标",
        "到2025年产值30亿元。",
    )
    assert _parts(document, shanxi)["S1"].evidence[0].quote == "（一）定位"


def test_contents_without_a_heading_are_found(read, shanxi):
    document = read(
        "方案",
        "一、基础",
        "集聚区东至铜河，西至省道，面积3平方公里，分两个片区，在开发区内，见附图。",
    )
    found = _parts(document, shanxi)["S3"]
    assert found.status == "thin"
    assert "没有以“空间布局”为题" in found.reason


def test_blanks_make_a_part_thin(read, shanxi):
    document = read(
        "方案",
        "一、发展目标",
        "到2025年各项指标大幅提高，比2020年翻番，具体见表。",
        [["指标", "2020年", "2025年"], *[[name, "1", "XX"] for name in "甲乙丙丁戊"]],
    )
    found = _parts(document, shanxi)["S2"]
    assert found.status == "thin"
    assert "空白" in found.reason
