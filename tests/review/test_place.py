import pytest

from fangan.review.place import place
from fangan.review.units import units


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("集聚区位于岭北经济技术开发区东区，面积3平方公里。", True),
        ("集聚区全部落在岭北高新技术产业开发区批准范围以内。", True),
        ("集聚区设在铜河镇，不在任何开发区范围内。", False),
        ("集聚区地处开发区之外，另设服务中心。", False),
        ("全部位于开发区批准界线之内，不属于开发区外的集聚区。", True),
        ("县里发展铜器产业。", None),
    ],
)
def test_where_the_zone_lies(read, text: str, inside):
    document = read("岭北县实施方案", "一、范围", text)
    found = place(document, units(document))
    assert found.inside is inside
    assert all(document.text[start:end] in text for start, end in found.spans)
    assert bool(found.spans) == (inside is not None)


def test_a_title_that_names_the_zone_is_quoted(read):
    document = read("岭北经济技术开发区铜器产业实施方案", "一、范围", "县里发展铜器产业。")
    found = place(document, units(document))
    assert found.inside is True
    assert [document.text[start:end] for start, end in found.spans] == [
        "岭北经济技术开发区铜器产业实施方案"
    ]
