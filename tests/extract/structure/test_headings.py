import pytest

from fangan.extract.structure.headings import read_attachment, read_mark


@pytest.mark.parametrize(
    ("text", "style", "ordinal", "number", "title"),
    [
        ("一、总体要求", "han", 1, "一、", "总体要求"),
        ("十二、附则", "han", 12, "十二、", "附则"),
        ("二十 一、附则", "han", 21, "二十 一、", "附则"),
        ("一．总体要求", "han", 1, "一．", "总体要求"),
        ("—、总体要求", "han", 1, "—、", "总体要求"),
        ("（三）空间布局", "han_paren", 3, "（三）", "空间布局"),
        ("(三)空间布局", "han_paren", 3, "(三)", "空间布局"),
        ("（ 三 )、空间布局", "han_paren", 3, "（ 三 )", "空间布局"),
        ("〔三〕空间布局", "han_paren", 3, "〔三〕", "空间布局"),
        ("㈢空间布局", "han_paren", 3, "㈢", "空间布局"),
        ("1.抓产业", "arabic", 1, "1.", "抓产业"),
        ("１．抓产业", "arabic", 1, "１．", "抓产业"),
        ("12、抓产业", "arabic", 12, "12、", "抓产业"),
        ("3﹒抓产业", "arabic", 3, "3﹒", "抓产业"),
        ("⒊抓产业", "arabic", 3, "⒊", "抓产业"),
        ("3.2025年底前建成", "arabic", 3, "3.", "2025年底前建成"),
        ("2.5G基站建设", "arabic", 2, "2.", "5G基站建设"),
        ("（4）上项目", "arabic_paren", 4, "（4）", "上项目"),
        ("⑷上项目", "arabic_paren", 4, "⑷", "上项目"),
        ("4）上项目", "half_paren", 4, "4）", "上项目"),
        ("②提质量", "circled", 2, "②", "提质量"),
        ("1.2 工作目标", "decimal2", 2, "1.2", "工作目标"),
        ("1.2.3 工作目标", "decimal3", 3, "1.2.3", "工作目标"),
        ("第三章 监督管理", "chapter", 3, "第三章", "监督管理"),
        ("第 三 章 监督管理", "chapter", 3, "第 三 章", "监督管理"),
        ("第二节 布局", "section", 2, "第二节", "布局"),
        ("第一编　总则", "part", 1, "第一编", "总则"),
        (
            "第十五条 本办法自印发之日起施行。",
            "article",
            15,
            "第十五条",
            "本办法自印发之日起施行。",
        ),
        ("第一步，打底子。", "step", 1, "第一步", "打底子。"),
        ("专栏2：示范工程", "column", 2, "专栏2", "示范工程"),
        ("一是抓招商。", "point", 1, "一是", "抓招商。"),
    ],
)
def test_marks(text: str, style: str, ordinal: int, number: str, title: str) -> None:
    mark = read_mark(text)
    assert mark is not None
    assert (mark.style, mark.ordinal, mark.number, text[mark.end :]) == (
        style,
        ordinal,
        number,
        title,
    )


@pytest.mark.parametrize(
    "text",
    [
        "2025年，全县产值达到45亿元。",
        "一批重点项目落地见效。",
        "第一产业增加值增长4%。",
        "第十五条例外情形",
        "三江源地区",
        "（以下简称集聚区）",
        "100万元以上的项目",
        "（2021—2025年）",
        "",
        "附则",
    ],
)
def test_no_mark(text: str) -> None:
    assert read_mark(text) is None


@pytest.mark.parametrize(
    ("text", "ordinal", "number"),
    [
        ("附件1 重点项目表", 1, "附件1"),
        ("附件二：任务分工表", 2, "附件二"),
        ("附 件", 0, "附件"),
        ("附表3", 3, "附表3"),
        ("附录B 术语", 2, "附录B"),
    ],
)
def test_attachments(text: str, ordinal: int, number: str) -> None:
    mark = read_attachment(text)
    assert mark is not None
    assert (mark.ordinal, mark.number) == (ordinal, number)


def test_a_word_that_begins_like_an_attachment() -> None:
    assert read_attachment("附近企业") is None
