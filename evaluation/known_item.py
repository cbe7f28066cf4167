"""Known-item search over questions of our own: which passage was each written for?

What the benchmarks may not decide (weights, titles, choice of model) is decided here: on
the tenth of the documents called "dev"; another tenth, "held", is reported. Questions
about the other documents train the models.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from evaluation.retrieval import Collection, Query
from models.train import material, near
from models.train.pairs import Pair, part, read_questions

_OVERLAP = 0.5  # of the shorter one: so much of a passage answers the question as well


def collections(data: Path, docs: Path, folders: Sequence[Path]) -> list[Collection]:
    """Two collections: questions about documents and questions about laws.

    The passages are those the documents are cut into. Of the laws only the blocks that hold
    the questions' passages are searched, two tenths of the text.
    """
    pairs = read_questions([data / "questions", *folders], docs, data)
    documents = list(material.training_documents(docs))
    repeats = near.repeating(documents)
    parts = {id(pair): part(pair.source, pair.start, repeats) for pair in pairs}
    asked = [pair for pair in pairs if parts[id(pair)] != "train"]
    held = {id(pair) for pair in asked if parts[id(pair)] == "held"}
    titles = material.titles(docs)
    of_documents = [
        (titles.get(source, ""), passage)
        for source, text in documents
        for passage in material.cut(source, text)
    ]
    made = [
        _collection(
            "own_documents", of_documents, [p for p in asked if p.source != material.LAWS], held
        )
    ]
    of_laws = [pair for pair in asked if pair.source == material.LAWS]
    if of_laws:
        passages = [
            ("", passage)
            for passage in material.cut(material.LAWS, material.laws(data))
            if part(passage.source, passage.start, repeats) != "train"
        ]
        made.append(_collection("own_laws", passages, of_laws, held))
    return made


def _collection(
    name: str,
    titled: Sequence[tuple[str, material.Passage]],
    pairs: Iterable[Pair],
    held: set[int],
) -> Collection:
    """Passages that overlap a question's own or repeat it are its answers."""
    passages = [passage for _, passage in titled]
    by_source: dict[str, list[int]] = defaultdict(list)
    for at, passage in enumerate(passages):
        by_source[passage.source].append(at)
    first = near.clusters([passage.text for passage in passages])
    repeats: dict[int, list[int]] = defaultdict(list)
    for at, head in enumerate(first):
        repeats[head].append(at)
    queries = []
    for number, pair in enumerate(pairs):
        own = [at for at in by_source[pair.source] if _overlap(pair, passages[at]) >= _OVERLAP]
        answers = {other for at in own for other in repeats[first[at]]}
        if answers:
            grades = {str(at): 1 for at in answers}
            queries.append(Query(str(number), pair.query, grades, pair.kind, id(pair) in held))
    return Collection(
        name,
        [str(at) for at in range(len(passages))],
        [title for title, _ in titled],
        [material.mask(passage.text) for passage in passages],
        queries,
    )


def _overlap(pair: Pair, passage: material.Passage) -> float:
    shared = min(pair.end, passage.end) - max(pair.start, passage.start)
    return shared / max(min(pair.end - pair.start, passage.end - passage.start), 1)
