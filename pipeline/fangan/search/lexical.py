"""Ranking by words in common: BM25 over character pairs, in tantivy.

Queries are built term by term, never parsed, so no sign in a question can be an
operator or an error.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from fangan.search.tokens import bigrams, is_han, runs, without_asking
from fangan.search.words import words

Analysis = Literal["bigrams", "words", "both"]

# Tried on the development queries: a title at full weight drowns the passages.
_BOOST = {"title": 0.2, "path": 0.3, "body": 1.0}
_WORD_SHARE = 0.5  # of a field's boost, where words stand beside pairs
_MOST_TERMS = 1000
_WRITER_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as it is indexed; ``group`` names its document, for filters."""

    group: int
    title: str
    path: str
    body: str


@dataclass(frozen=True, slots=True)
class LexicalIndex:
    """An index over rows, in memory. Rows are known by their position."""

    engine: Any
    schema: Any
    analysis: Analysis
    size: int


def _analysers(analysis: Analysis) -> dict[str, tuple[Callable[[str], list[str]], float]]:
    if analysis == "bigrams":
        return {"pairs": (bigrams, 1.0)}
    if analysis == "words":
        return {"words": (words, 1.0)}
    return {"pairs": (bigrams, 1.0), "words": (words, _WORD_SHARE)}


def build(rows: Iterable[Row], *, analysis: Analysis = "bigrams") -> LexicalIndex:
    """Index ``rows``."""
    import tantivy

    analysers = _analysers(analysis)
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", stored=True)
    builder.add_integer_field("group", indexed=True)
    for field in _BOOST:
        for name in analysers:
            builder.add_text_field(f"{field}_{name}", tokenizer_name="given", index_option="freq")
    schema = builder.build()
    engine = tantivy.Index(schema)
    given = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    engine.register_tokenizer("given", given)
    # One thread keeps the rows in order, so that equal scores come out in reading order.
    writer = engine.writer(_WRITER_BYTES, 1)
    size = 0
    for size, row in enumerate(rows, start=1):
        texts = {"title": row.title, "path": row.path, "body": row.body}
        fields = {
            f"{field}_{name}": " ".join(cut(text))
            for field, text in texts.items()
            for name, (cut, _) in analysers.items()
        }
        writer.add_document(tantivy.Document(row=size - 1, group=row.group, **fields))
    writer.commit()
    writer.wait_merging_threads()
    engine.reload()
    return LexicalIndex(engine, schema, analysis, size)


def rank(
    index: LexicalIndex, query: str, *, limit: int, groups: Collection[int] | None = None
) -> list[tuple[int, float]]:
    """Rows that share terms with ``query``, best first, each with its BM25 score.

    With ``groups`` only rows of these groups; how rare a term is, is still counted
    over all rows.
    """
    if not index.size or limit < 1 or (groups is not None and not groups):
        return []
    import tantivy

    wanted = tantivy.Query.boolean_query(_term_queries(index, query))
    if groups is not None:
        inside = tantivy.Query.term_set_query(index.schema, "group", sorted(groups))
        wanted = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, wanted),
                (tantivy.Occur.Must, tantivy.Query.const_score_query(inside, 0.0)),
            ]
        )
    searcher = index.engine.searcher()
    found = searcher.search(wanted, min(limit, index.size)).hits
    return [(searcher.doc(address)["row"][0], score) for score, address in found]


def _term_queries(index: LexicalIndex, query: str) -> list[tuple[Any, Any]]:
    import tantivy

    asked = without_asking(query)
    made: list[tuple[Any, Any]] = []
    for name, (cut, share) in _analysers(index.analysis).items():
        terms = list(dict.fromkeys(cut(asked)))[:_MOST_TERMS]
        for field, boost in _BOOST.items():
            for term in terms:
                exact = tantivy.Query.term_query(index.schema, f"{field}_{name}", term, "freq")
                made.append((tantivy.Occur.Should, tantivy.Query.boost_query(exact, boost * share)))
    # A single character is in the index only as half of a pair.
    for char in (run for run in runs(asked) if len(run) == 1 and is_han(run)):
        for name in _analysers(index.analysis):
            pair = tantivy.Query.regex_query(index.schema, f"body_{name}", f".*{char}.*")
            made.append((tantivy.Occur.Should, tantivy.Query.boost_query(pair, 0.5)))
    return made
