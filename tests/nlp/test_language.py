"""The spaCy pipeline keeps the text and carries the quantities."""

import pytest

pytestmark = pytest.mark.filterwarnings("default")  # spaCy's and jieba's own imports warn

TEXT = "到2026年，集聚区产值达到 80 亿元以上，\n培育“小巨人”企业３家。 新设企业2个工作日内办结  "


def test_the_text_stays_as_it_is() -> None:
    from fangan.nlp.language import language

    doc = language()(TEXT)
    assert doc.text == TEXT
    assert "".join(token.text_with_ws for token in doc) == TEXT


def test_quantities_stand_in_a_span_group() -> None:
    from fangan.nlp.language import SPANS, language
    from fangan.nlp.quantities import quantities

    doc = language()(TEXT)
    spans = list(doc.spans[SPANS])
    found = quantities(TEXT)
    assert [span.label_ for span in spans] == [one.role for one in found]
    for span, one in zip(spans, found, strict=True):
        assert span.start_char <= one.start < one.end <= span.end_char


def test_the_pipeline_is_made_once_and_leaves_no_extension() -> None:
    from spacy.tokens import Doc

    from fangan.nlp.language import language

    assert language() is language()
    assert not Doc.has_extension("quantities")
