"""no_owner."""

TITLE = "青岭县铜器特色产业集聚区建设方案"
OWNER = "责任单位：县工信局。"


def _plan(*owned: bool, extra=()):
    tasks = []
    for number, has in zip("一二三四五", owned, strict=False):
        tasks += [f"（{number}）第{number}项任务", "改造锣钹车间。"]
        tasks += [OWNER] if has else []
    return (
        TITLE,
        "一、发展目标",
        "做大产业。",
        "二、重点任务",
        *tasks,
        "三、保障措施",
        "县长负责。",
        *extra,
    )


def test_a_plan_without_owners_draws_one_warning(found):
    faults = found("no_owner", *_plan(False, False, False, False))
    assert [fault.severity for fault in faults] == ["warning"]
    assert faults[0].evidence[0].quote == "二、重点任务"


def test_all_tasks_named_draw_nothing(found):
    assert found("no_owner", *_plan(True, True, True, True)) == []


def test_a_task_that_stands_out_is_named(found):
    (fault,) = found("no_owner", *_plan(True, True, False, True))
    assert "（三）第三项任务" in fault.message


def test_a_last_line_holds_for_the_whole_section(found):
    assert found("no_owner", *_plan(False, False, False, True)) == []


def test_a_table_of_duties_covers_the_tasks_and_its_blanks_are_named(found):
    table = [
        ["序号", "任务", "牵头单位"],
        ["1", "改造锣钹车间", "县工信局"],
        ["2", "修路", "县交通局"],
        ["3", "办培训", "县人社局"],
    ]
    assert found("no_owner", *_plan(False, False, False, extra=(table,))) == []
    table[2][2] = "—"
    (fault,) = found("no_owner", *_plan(False, False, False, extra=(table,)))
    assert "修路" in fault.evidence[0].quote
