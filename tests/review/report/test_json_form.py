from __future__ import annotations

import json
import re

from fangan.review.report import as_json, evidence_json, indicator_json, tag_json


def test_has_the_fields_of_the_contract(cases):
    form = as_json(cases.paged)
    assert form["schema_version"] == 1
    assert {
        "schema_version", "version", "made_at", "document", "framework", "parts", "items",
        "areas", "indicators", "targets", "findings", "tags", "summary",
    } == set(form)  # fmt: skip
    assert {
        "id", "filename", "sha256", "media_type", "title", "number", "issuer", "date", "pages",
        "characters", "warnings",
    } <= set(form["document"])  # fmt: skip
    assert form["framework"] == {"id": "yunxi", "title": "竹编产业园总体方案"}
    assert set(form["items"][0]) == {
        "id", "name", "area", "task", "modality", "status", "confidence", "reason", "evidence",
    }  # fmt: skip
    assert set(form["indicators"][0]) == {
        "target", "name", "value", "unit", "comparator", "basis", "kind", "base_value",
        "base_year", "year", "scope", "owner", "nature", "evidence",
    }  # fmt: skip
    assert set(form["targets"][0]) == {"id", "name", "status", "lacks", "indicators"}
    assert set(form["findings"][0]) == {
        "check", "severity", "message", "confidence", "evidence",
    }  # fmt: skip
    assert set(form["parts"][0]) == {"id", "name", "status", "reason", "evidence"}


def test_is_written_by_json_without_help(cases):
    form = as_json(cases.paged)
    assert json.loads(json.dumps(form, ensure_ascii=False, allow_nan=False)) == form


def test_items_stand_in_the_frameworks_order(cases):
    ids = [item["id"] for item in as_json(cases.paged)["items"]]
    assert ids == ["T1.1.1", "T1.1.2", "T1.1.3", "T2.1.1", "T2.1.2", "G1.1"]
    assert ids == [item.id for item in cases.paged.framework.county_items]


def test_numbers_are_whole_where_they_are_whole(cases):
    first, second, third = as_json(cases.paged)["indicators"]
    assert first["value"] == 12
    assert isinstance(first["value"], int)
    assert second["value"] == [200, 350.5]
    assert isinstance(second["base_value"], int)
    assert third["value"] == -15
    assert as_json(cases.paged)["items"][0]["confidence"] == 0.93


def test_every_quotation_is_in_the_text_where_it_says(cases):
    text = cases.paged.document.text
    form = as_json(cases.paged)
    holders = [*form["parts"], *form["items"], *form["findings"]]
    found = [quote for holder in holders for quote in holder["evidence"]]
    found += [indicator["evidence"] for indicator in form["indicators"]]
    assert len(found) == 10
    for quotation in found:
        assert quotation["quote"] == text[quotation["start"] : quotation["end"]]


def test_page_and_box_repeat_the_first_of_the_lines(cases):
    crossing = as_json(cases.paged)["items"][1]["evidence"][0]
    assert [box["page"] for box in crossing["boxes"]] == [1, 2]
    assert (crossing["page"], crossing["bbox"]) == (1, crossing["boxes"][0]["bbox"])
    assert crossing["bbox"] == [round(edge, 2) for edge in crossing["bbox"]]
    assert crossing["path"] == ["一、总体要求"]


def test_without_pages_the_places_are_null(cases):
    form = as_json(cases.pageless)
    quotation = form["items"][0]["evidence"][0]
    assert (quotation["page"], quotation["bbox"], quotation["boxes"]) == (None, None, [])
    assert form["document"]["pages"] is None


def test_summary_counts_every_state(cases):
    summary = as_json(cases.paged)["summary"]
    assert summary == {
        "verdict": "incomplete",
        "must_missing": ["G1.1", "T1.1.3"],
        "copied_share": None,
        "counts": {
            "quantified": 1,
            "concrete": 1,
            "restated": 1,
            "missing": 2,
            "not_applicable": 1,
        },
    }


def test_unread_pages_are_named(cases):
    form = as_json(cases.unread)
    assert form["document"]["unread_pages"] == [2]
    assert form["summary"]["verdict"] == "unreadable"
    assert form["document"]["warnings"] == [
        {"code": "small_type", "message": "有很小的字", "page": 2}
    ]


def test_tags_stand_best_first_and_rounded(cases):
    tag = as_json(cases.paged)["tags"][0]
    assert (tag["start"], tag["end"]) == (0, 12)
    assert tag["areas"] == [{"id": "T1", "score": 0.9123}, {"id": "T2", "score": 0.2}]
    assert tag_json(cases.paged.tags[0]) == {"areas": tag["areas"], "items": []}


def test_single_forms_are_those_of_the_whole(cases):
    form = as_json(cases.paged)
    indicator = cases.paged.indicators[1]
    assert indicator_json(indicator) == form["indicators"][1]
    assert evidence_json(indicator.evidence) == form["indicators"][1]["evidence"]


def test_the_documentation_names_every_field(cases, root):
    described = set(re.findall(r"`([a-z_0-9]+)`", (root / "docs/formats.md").read_text("utf-8")))

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*map(keys, value.values()))
        if isinstance(value, list):
            return set().union(*map(keys, value))
        return set()

    assert keys(as_json(cases.paged)) - described == set()
