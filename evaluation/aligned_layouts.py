"""Pages with tables without rules, and pages that only look like tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

HEIGHT = 842.0
PROSE = (
    "青禾县食用菌产业从山脚的几间菇棚起步，十年间长成全县农户增收的主要门路，合作社从三家增加到"
    "四十二家，鲜菇日产量超过一百吨，产品销往周边六省，带动一万二千户农户就近就业。"
)
HEAD = ("指标", "单位", "2020年", "2025年")
ROWS = (
    ("鲜菇产量", "万吨", "3.2", "5.5"),
    ("菇棚数量", "座", "4100", "5200"),
    ("加工转化率", "%", "35", "52"),
    ("从业人数", "人", "12000", "18000"),
    ("合作社数量", "家", "28", "42"),
)
LONG = "县级以上农业产业化重点龙头企业带动农户数量"
Grid = tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Sheet:
    """A page on which text is put at places counted from the top left corner."""

    canvas: Canvas
    size: float = 12.0

    def put(self, x: float, top: float, text: str, *, align: str = "l", size: float = 0) -> None:
        size = size or self.size
        self.canvas.setFont("STSong-Light", size)
        draw = {
            "l": self.canvas.drawString,
            "r": self.canvas.drawRightString,
            "c": self.canvas.drawCentredString,
        }[align]
        draw(x, HEIGHT - top - 0.88 * size, text)

    def rows(
        self, grid: Grid, top: float, places: Iterable[float], aligns: str, *, pitch: float = 22.0
    ) -> float:
        for row in grid:
            for x, align, text in zip(places, aligns, row, strict=True):
                for line, part in enumerate(text.split("\n")):
                    self.put(x, top + line * 1.25 * self.size, part, align=align)
            top += pitch + 1.25 * self.size * max(text.count("\n") for text in row)
        return top

    def rule(self, top: float, x0: float = 80, x1: float = 515, width: float = 0.7) -> None:
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, HEIGHT - top, x1, HEIGHT - top)

    def prose(self, top: float, *, x: float = 80, width: int = 36, lines: int = 6) -> float:
        text = PROSE * 6
        for number in range(lines):
            first = number == 0
            cut, text = text[: width - 2 * first], text[width - 2 * first :]
            self.put(x + 2 * self.size * first, top, cut)
            top += 1.6 * self.size
        return top


def plain(sheet: Sheet) -> list[Grid]:
    top = sheet.prose(90)
    sheet.put(297, top + 10, "表1 主要指标", align="c")
    top = sheet.rows((HEAD, *ROWS), top + 36, (80, 220, 300, 400), "llll")
    sheet.prose(top + 20)
    return [(HEAD, *ROWS)]


def no_caption(sheet: Sheet) -> list[Grid]:
    top = sheet.prose(90)
    top = sheet.rows((HEAD, *ROWS), top + 8, (80, 220, 360, 480), "llrr")
    sheet.prose(top + 8)
    return [(HEAD, *ROWS)]


def centred(sheet: Sheet) -> list[Grid]:
    sheet.rows((HEAD, *ROWS), 120, (130, 260, 370, 470), "cccc", pitch=26)
    return [(HEAD, *ROWS)]


def three_rules(sheet: Sheet) -> list[Grid]:
    top = sheet.prose(90)
    sheet.put(297, top + 10, "表2-1 发展目标", align="c")
    sheet.rule(top + 32, width=1.5)
    sheet.rule(top + 56)
    end = sheet.rows((HEAD, *ROWS), top + 38, (90, 240, 390, 500), "llrr")
    sheet.rule(end, width=1.5)
    sheet.prose(end + 16)
    return [(HEAD, *ROWS)]


def broken_cells(sheet: Sheet) -> list[Grid]:
    rows = (
        HEAD,
        ROWS[0],
        (f"{LONG[:11]}\n{LONG[11:]}", "户", "1200", "3600"),
        ROWS[1],
        ("食用菌产业链\n综合产值", "亿元", "18.6", "30.0"),
        ROWS[3],
    )
    sheet.rows(rows, 120, (80, 240, 320, 420), "llll", pitch=26)
    return [tuple(tuple(cell.replace("\n", "") for cell in row) for row in rows)]


def tight_pitch(sheet: Sheet) -> list[Grid]:
    sheet.size = 10.5
    sheet.rows((HEAD, *ROWS), 120, (80, 200, 260, 330), "lccc", pitch=16)
    return [(HEAD, *ROWS)]


def six_columns(sheet: Sheet) -> list[Grid]:
    sheet.size = 10.5
    head = ("序号", "指标名称", "单位", "2020年", "2023年", "2025年")
    rows = tuple(
        (str(number), row[0], row[1], row[2], str(number * 7), row[3])
        for number, row in enumerate(ROWS, 1)
    )
    sheet.rows((head, *rows), 120, (80, 120, 230, 300, 370, 440), "llcrrr", pitch=20)
    return [(head, *rows)]


def empty_cells(sheet: Sheet) -> list[Grid]:
    rows = (
        HEAD,
        ROWS[0],
        ("菇棚数量", "座", "", "5200"),
        ROWS[2],
        ("从业人数", "人", "—", "18000"),
        ("其中：女性", "", "", "9000"),
        ROWS[4],
    )
    sheet.rows(rows, 120, (80, 220, 300, 400), "llll")
    return [rows]


def words(sheet: Sheet) -> list[Grid]:
    rows = (
        ("任务", "责任单位", "完成时限"),
        ("建设菌种研发中心", "县农业农村局", "2023年底"),
        ("改造冷链仓储设施", "县商务局、县供销社", "2024年6月"),
        ("组建产业发展联盟", "县工商联", "2023年9月"),
        ("开展品牌宣传推介", "县委宣传部", "长期坚持"),
    )
    top = sheet.prose(90)
    sheet.rows(rows, top + 20, (80, 250, 420), "lll", pitch=24)
    return [rows]


def two_columns(sheet: Sheet) -> list[Grid]:
    rows = (("指标", "目标值"), *((row[0], row[3] + row[1]) for row in ROWS))
    top = sheet.prose(90)
    sheet.put(297, top + 8, "表3 2025年目标", align="c")
    sheet.rows(rows, top + 34, (120, 400), "lr")
    return [rows]


def small_gaps(sheet: Sheet) -> list[Grid]:
    sheet.rows((HEAD, *ROWS), 120, (80, 160, 202, 258), "llll")
    return [(HEAD, *ROWS)]


def two_tables(sheet: Sheet) -> list[Grid]:
    top = sheet.rows((HEAD, *ROWS[:3]), 100, (80, 220, 300, 400), "llll")
    top = sheet.prose(top + 14)
    head = ("项目", "投资（万元）", "建设年限")
    rows = (
        ("菌棒加工中心", "3,200.00", "2021—2022"),
        ("冷库", "850.50", "2022"),
        ("检验检测中心", "1,060.00", "2022—2023"),
    )
    sheet.rows((head, *rows), top + 14, (80, 340, 400), "lrl")
    return [(HEAD, *ROWS[:3]), (head, *rows)]


def group_head(sheet: Sheet) -> list[Grid]:
    rows = (HEAD, ROWS[0], ROWS[1], ("二、社会效益", "", "", ""), ROWS[3], ROWS[4])
    sheet.rows(rows, 120, (80, 240, 330, 430), "llll")
    return [rows]


def with_note(sheet: Sheet) -> list[Grid]:
    sheet.put(297, 100, "表4 主要指标", align="c")
    sheet.put(515, 122, "单位：万吨、座", align="r", size=10.5)
    top = sheet.rows((HEAD, *ROWS), 142, (80, 230, 330, 440), "llll")
    sheet.put(80, top + 2, "注：2020年数据来自县农业农村局统计台账，2025年为规划目标。", size=10.5)
    return [(HEAD, *ROWS)]


def two_row_head(sheet: Sheet) -> list[Grid]:
    rows = (
        ("指标", "单位", "现状", "", "目标", ""),
        ("", "", "2020年", "2021年", "2023年", "2025年"),
        *((row[0], row[1], row[2], row[2] + "1", row[3], row[3] + "2") for row in ROWS),
    )
    sheet.rows(rows, 120, (80, 200, 265, 330, 395, 460), "llllll", pitch=20)
    return [rows]


def under_text(sheet: Sheet) -> list[Grid]:
    top = sheet.prose(90)
    top = sheet.rows((HEAD, *ROWS), top, (104, 220, 300, 400), "llll", pitch=19.2)
    sheet.prose(top)
    return [(HEAD, *ROWS)]


def indented(sheet: Sheet) -> list[Grid]:
    rows = (
        HEAD,
        ROWS[0],
        ("　其中：香菇", "万吨", "2.1", "3.0"),
        ("　　　　木耳", "万吨", "1.1", "2.5"),
        ROWS[1],
        ROWS[2],
    )
    sheet.rows(rows, 120, (80, 240, 330, 430), "lccc")
    return [tuple(tuple(cell.strip("　") for cell in row) for row in rows)]


def middle_cells(sheet: Sheet) -> list[Grid]:
    names = (
        ("食用菌全产业链", "综合产值"),
        ("菇棚数量",),
        ("市级以上农业", "龙头企业数量"),
        ("从业人数",),
    )
    rows = [HEAD]
    sheet.rows((HEAD,), 120, (80, 220, 300, 400), "llll")
    top = 146.0
    for parts, row in zip(names, ROWS, strict=False):
        for line, part in enumerate(parts):
            sheet.put(80, top + line * 15, part)
        for x, text in zip((220, 300, 400), row[1:], strict=True):
            sheet.put(x, top + (len(parts) - 1) * 7.5, text)
        rows.append(("".join(parts), *row[1:]))
        top += 15 * len(parts) + 9
    return [tuple(rows)]


def wrapped(sheet: Sheet) -> list[Grid]:
    rows = (
        ("重点任务", "主要内容", "责任单位"),
        (
            "菌种研发",
            "建设菌种研发中心，选育适宜本地\n气候的香菇新品种三个",
            "县农业农村局、\n县科技局",
        ),
        ("冷链仓储", "改造冷库十二座，新增库容八千吨", "县商务局"),
        (
            "品牌建设",
            "注册区域公用品牌，建立产品追溯\n平台，每年举办推介活动两次以上",
            "县市场监管局",
        ),
        ("人才培训", "轮训菇农三千人次", "县人社局"),
    )
    sheet.rows(rows, 120, (80, 170, 390), "lll", pitch=28)
    return [tuple(tuple(cell.replace("\n", "") for cell in row) for row in rows)]


def three_rows(sheet: Sheet) -> list[Grid]:
    top = sheet.prose(90)
    sheet.put(297, top + 8, "表5 投入", align="c")
    rows = (("年份", "中央资金", "县级资金"), ("2022年", "1200", "300"), ("2023年", "1500", "420"))
    sheet.rows(rows, top + 32, (120, 260, 400), "lrr")
    return [rows]


def columns_of_text(sheet: Sheet) -> list[Grid]:
    sheet.prose(90, width=16, lines=30)
    sheet.prose(90, x=310, width=16, lines=30)
    return []


def signatures(sheet: Sheet) -> list[Grid]:
    top = sheet.prose(90)
    for left, right in (("甲方：（盖章）", "乙方：（盖章）"), ("代表人：", "代表人："),
                        ("2023年5月6日", "2023年5月6日")):  # fmt: skip
        sheet.put(100, top + 40, left)
        sheet.put(340, top + 40, right)
        top += 28
    return []


def contents(sheet: Sheet) -> list[Grid]:
    sheet.put(297, 90, "目  录", align="c", size=18)
    for number, title in enumerate(("基本情况", "发展目标", "重点任务", "保障措施", "附表")):
        sheet.put(80, 130 + 24 * number, f"{'一二三四五'[number]}、{title}")
        sheet.put(510, 130 + 24 * number, str(number * 3 + 1), align="r")
    return []


def dialogue(sheet: Sheet) -> list[Grid]:
    top = 90.0
    for number in range(6):
        sheet.put(80, top, "问：" if number % 2 == 0 else "答：")
        sheet.put(125, top, PROSE[number * 7 : number * 7 + 26])
        top += 22
    return []


def listed(sheet: Sheet) -> list[Grid]:
    top = 90.0
    for number in range(1, 8):
        sheet.put(80, top, f"{number}.")
        sheet.put(110, top, PROSE[number * 8 : number * 8 + 28])
        top += 22
    return []


def justified(sheet: Sheet) -> list[Grid]:
    found = [
        "The",
        "county",
        "keeps",
        "its",
        "mushroom",
        "sheds",
        "warm",
        "through",
        "the",
        "winter",
        "and",
        "pays",
        "each",
        "cooperative",
        "for",
        "what",
        "it",
        "brings",
        "to",
        "the",
        "yard",
        "before",
        "noon",
        "while",
        "buyers",
        "from",
        "six",
        "provinces",
        "wait",
        "there",
    ]
    top = 90.0
    for number in range(12):
        line = [found[(number * 7 + i) % len(found)] for i in range(7 + number % 3)]
        widths = [pdfmetrics.stringWidth(word, "STSong-Light", sheet.size) for word in line]
        gap = (435 - sum(widths)) / (len(line) - 1)
        x = 80.0
        for word, width in zip(line, widths, strict=True):
            sheet.put(x, top, word)
            x += width + gap
        top += 18
    return []


def copied_to(sheet: Sheet) -> list[Grid]:
    top = sheet.prose(90, lines=10)
    sheet.put(80, top + 200, "抄送：县委办公室，县人大常委会办公室，县政协办公室。")
    sheet.put(80, top + 226, "青禾县人民政府办公室")
    sheet.put(515, top + 226, "2023年5月6日印发", align="r")
    return []


def names(sheet: Sheet) -> list[Grid]:
    for number, (post, name) in enumerate(
        (("组    长：", "林安禾"), ("副 组 长：", "周小满"), ("成    员：", "陈谷雨"),
         ("", "沈白露"), ("", "方立夏"))):  # fmt: skip
        sheet.put(112, 100 + 26 * number, post)
        sheet.put(200, 100 + 26 * number, name)
        sheet.put(280, 100 + 26 * number, ("县长", "副县长", "县农业农村局局长", "县财政局局长",
                                           "县商务局局长")[number])  # fmt: skip
    return []


LAYOUTS: tuple[Callable[[Sheet], list[Grid]], ...] = (
    plain, no_caption, centred, three_rules, broken_cells, tight_pitch, six_columns, empty_cells,
    words, two_columns, small_gaps, two_tables, group_head, with_note,
    two_row_head, under_text, indented, middle_cells, wrapped, three_rows,
    columns_of_text, signatures, contents, dialogue, listed, justified, copied_to,
)  # fmt: skip
TABLES = 20  # of the layouts hold tables
EITHER = (names,)  # a list of posts and names is a table to some readers, and none to others
