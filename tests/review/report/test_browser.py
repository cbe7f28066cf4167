"""The report in a real browser, without a network: what a click and a filter do."""

import os
import shutil

import pytest

from fangan.extract import extract
from fangan.extract.render import page_images
from fangan.review import review
from fangan.review.report import as_html, as_json, pages_shown, reading_html

PROGRAMS = ("chromium", "chromedriver")


@pytest.fixture(scope="module")
def made(root, shanxi):
    path = root / "corpora/samples/gaps.pdf"
    found = review(extract(path), shanxi)
    return found, as_html(found, images=dict(page_images(path, pages_shown(found))))


@pytest.fixture(scope="module")
def shanxi():
    from fangan.framework_file import load

    return load("shanxi-2020")


@pytest.fixture(scope="module")
def browser(made, tmp_path_factory):
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    if missing:
        if os.environ.get("FANGAN_REQUIRE_ALL") == "1":
            pytest.fail(f"not installed: {' '.join(missing)}")
        pytest.skip(f"needs {' and '.join(missing)}")
    from selenium import webdriver

    folder = tmp_path_factory.mktemp("browser")
    page = folder / "review.html"
    page.write_text(made[1], encoding="utf-8")
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for flag in (
        "headless",
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-dev-shm-usage",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        "window-size=1400,1000",
        f"user-data-dir={folder / 'profile'}",
    ):
        options.add_argument(f"--{flag}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    try:
        driver.get(page.as_uri())
        yield driver
    finally:
        driver.quit()


def _shown(browser, selector: str):
    return [e for e in browser.find_elements("css selector", selector) if e.is_displayed()]


def test_it_opens_without_an_error_and_asks_no_one_for_anything(browser):
    assert [entry["message"] for entry in browser.get_log("browser")] == []
    loaded = browser.execute_script(
        "return performance.getEntriesByType('resource').map((r) => r.name)"
    )
    assert [name for name in loaded if not name.startswith("data:")] == []


def test_the_filters_count_what_they_show(browser, made):
    form = browser.find_element("css selector", "#items form")
    form.find_element("name", "gap").click()
    gaps = as_json(made[0])["summary"]["must_missing"]
    rows = _shown(browser, "tr.item")
    assert [row.get_attribute("id") for row in rows] == [f"item-{id_}" for id_ in gaps]
    assert f"显示 {len(gaps)} / 100 条" in form.text
    form.find_element("css selector", "button[type=reset]").click()
    browser.execute_async_script("setTimeout(arguments[0], 50)")
    assert len(_shown(browser, "tr.item")) == 100


def test_a_quotation_turns_the_page_and_draws_its_box(browser, made):
    finding = next(f for f in made[0].items if f.evidence and f.evidence[0].page == 3)
    row = browser.find_element("id", f"item-{finding.item.id}")
    quotation = row.find_element("css selector", "button.quote")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", quotation)
    quotation.click()
    browser.execute_async_script("setTimeout(arguments[0], 400)")
    marks = browser.find_elements("css selector", "#page-3 .marks > *")
    assert len(marks) >= len(finding.evidence[0].anchors)
    assert marks[0].is_displayed()
    selected = browser.find_element("css selector", "select[name=page]").get_attribute("value")
    assert selected == "3"


def test_a_block_and_its_box_light_up_together(browser, root, tmp_path):
    review_page = browser.current_url
    path = root / "corpora/samples/gaps.pdf"
    document = extract(path)
    made = tmp_path / "reading.html"
    made.write_text(reading_html(document, images=dict(page_images(path, [1]))), encoding="utf-8")
    number = next(i for i, block in enumerate(document.blocks) if block.kind == "table")
    try:
        browser.get(made.as_uri())
        block = browser.find_element("css selector", f'.block[data-n="{number}"]')
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", block)
        block.click()
        boxes = browser.find_elements("css selector", f'rect[data-n="{number}"]')
        assert len(boxes) == sum(1 for _ in document.blocks[number].all_lines())
        assert all("on" in box.get_attribute("class").split() for box in boxes)
        browser.find_element("css selector", "input[name=table]").click()
        assert not block.is_displayed()
        assert browser.get_log("browser") == []
    finally:
        browser.get(review_page)
