from fangan.review.units import units


def test_sentences_list_points_and_rows_are_units_and_headings_are_not(read):
    document = read(
        "岭北县实施方案",
        "一、发展目标",
        "到2025年产值达到30亿元；规上企业20户。其余见表1。",
        [["指标", "单位", "2025年"], ["产值", "亿元", "30"], ["合 计", "—", "30"]],
        "二、保障措施",
        "（一）加强领导。县长任组长，发展改革局承担日常工作。",
        "（二）加强考核。每季度通报一次，年底兑现奖惩。",
    )
    found = units(document)
    assert [span.text for span in found] == [
        "到2025年产值达到30亿元；",
        "规上企业20户。",
        "其余见表1。",
        "产值\t亿元\t30",
        "县长任组长，发展改革局承担日常工作。",
        "每季度通报一次，年底兑现奖惩。",
    ]
    assert [span.kind for span in found] == ["sentence"] * 3 + ["row"] + ["sentence"] * 2
    assert found[0].path == ("一、发展目标",)
    assert found[4].path == ("二、保障措施", "（一）加强领导")
    assert all(document.text[span.start : span.end] == span.text for span in found)


def test_attachments_and_lines_of_responsibility_are_no_statements(read):
    document = read(
        "岭北县实施方案",
        "一、任务",
        "铜河热力站改造老炉房。责任单位：县住建局；完成时限：2022年6月。",
        "牵头单位：县工信局",
        "附件：1.重点项目表",
        "2.任务分工表",
        "岭北县人民政府在2021年公布本方案。",
    )
    assert [span.text for span in units(document)] == [
        "铜河热力站改造老炉房。",
        "完成时限：2022年6月。",
        "岭北县人民政府在2021年公布本方案。",
    ]
