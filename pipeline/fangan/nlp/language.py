"""The Chinese language pipeline: spaCy with jieba's cuts and the grammar of quantities.

Tokens serve ranking and features; the text is kept exactly, so that offsets into a
spaCy document are offsets into the text. Quantities stand in ``doc.spans["quantities"]``.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

from fangan.nlp.quantities import quantities

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

COMPONENT = "fangan_quantities"
SPANS = "quantities"


@lru_cache(maxsize=1)
def language() -> Language:
    """The pipeline, made once: a blank ``zh`` with jieba and the component of quantities."""
    import jieba
    from spacy.lang.zh import Chinese
    from spacy.language import Language

    jieba.setLogLevel(logging.WARNING)
    if not Language.has_factory(COMPONENT):
        Language.component(COMPONENT, func=mark_quantities)
    pipeline = Chinese.from_config({"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    pipeline.add_pipe(COMPONENT)
    return pipeline


def mark_quantities(doc: Doc) -> Doc:
    """Put the quantities of ``doc`` into its span group, stretched to whole tokens.

    The role of each (measure, base, threshold…) is the span's label.
    """
    spans = [
        doc.char_span(one.start, one.end, label=one.role, alignment_mode="expand")
        for one in quantities(doc.text)
    ]
    doc.spans[SPANS] = [span for span in spans if span is not None]
    return doc
