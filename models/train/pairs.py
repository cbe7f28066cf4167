"""Prepare pairs for contrastive training: cleaned, parted, with hard negatives.

    python -m models.train.pairs --data ../shared/train --docs ../shared/docs \
        --questions models/train/data/questions --out FOLDER

Writes one ``<set>.jsonl`` a set into a folder of your own (never into the project: the
texts are third parties'). Rows are ``{"query", "positive", "negatives", "group"}``; rows of
one group have near-equal positives or equal queries and must not serve as each other's
negatives in a batch. Questions carry ``kind``, ``title``, ``source``, ``start`` and ``end``
too; ``questions_dev`` and ``questions_held`` are a tenth each, by the document they ask
about. Graded sets keep ``{"a", "b", "label"}``. ``counts.json`` tells what was kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.train import material, near, sparse

from fangan.nlp.shingles import bare

_PAIR_SETS = (
    "law_heading_article",
    "policy_heading_body",
    "wiki_question_passage",
    "csl_title_abstract",
    "consult_article",
)
_HEADINGS = frozenset({"law_heading_article", "policy_heading_body"})
_MOST_HEADING = 2  # a heading that stands in more documents names none of them
_MOST_ANSWER = 30  # rows that one passage may answer, so that divorce does not rule the model
_LOOKED_AT = 80
_DRAWN_FROM = 30
_TOO_CLOSE = 0.3  # of the shingles: a negative that shares more may hold the answer
_PARTS = 10
_LAWS_BLOCK = 50_000
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")


@dataclass(frozen=True, slots=True)
class Pair:
    """A query and a passage that answers it.

    ``source`` names the document and ``start``, ``end`` the place of the passage, where known.
    """

    query: str
    positive: str
    source: str = ""
    start: int = 0
    end: int = 0
    kind: str = ""
    title: str = ""

    @property
    def key(self) -> str:
        """The query without brackets and punctuation: versions of one law share it."""
        return bare(_BRACKETS.sub("", self.query))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may serve as negative; ``keys`` are queries that it answers."""

    text: str
    keys: frozenset[str] = frozenset()
    source: str = ""
    start: int = 0
    end: int = 0


def read_set(path: Path) -> list[Pair]:
    """The pairs of a set, without repeats; headings only where they name their passage."""
    pairs = list(dict.fromkeys(Pair(row["query"], row["positive"]) for row in material.rows(path)))
    name = path.name.partition(".")[0]
    if name not in _HEADINGS:
        answers = Counter[str]()
        kept: list[Pair] = []
        for pair in pairs:
            answers[pair.positive] += 1
            if answers[pair.positive] <= _MOST_ANSWER:
                kept.append(pair)
        return kept
    often = Counter(pair.key for pair in pairs)
    first = near.clusters([pair.positive for pair in pairs])
    return [
        pair
        for at, pair in enumerate(pairs)
        if first[at] == at and (often[pair.key] <= _MOST_HEADING or name.startswith("law"))
    ]


def read_questions(folders: Sequence[Path], docs: Path, data: Path) -> list[Pair]:
    """Our own questions with their passages, cut from the documents by offset."""
    names = material.titles(docs)
    texts: dict[str, str] = {}
    found: dict[tuple[str, str, int], Pair] = {}
    for path in sorted(path for folder in folders for path in folder.glob("*.jsonl")):
        for row in material.rows(path):
            source, start, end = row["source"], row["start"], row["end"]
            if source.startswith(material.NOT_FOR_TRAINING):
                raise ValueError(f"{path.name}: {source} is kept for evaluation")
            if source not in texts:
                laws = source == material.LAWS
                texts[source] = material.laws(data) if laws else material.document(docs, source)
            passage = material.mask(texts[source][start:end].strip())
            if not passage or end > len(texts[source]):
                raise ValueError(f"{path.name}: {source} has no passage at {start}-{end}")
            title = names.get(source, "")
            pair = Pair(row["query"], passage, source, start, end, row.get("kind", ""), title)
            found.setdefault((bare(pair.query), source, start), pair)
    return list(found.values())


def part(source: str, start: int, repeats: dict[str, str]) -> str:
    """The part a question belongs to (dev, held, train): by a hash of the document, copies of it together.

    The laws are one long text; there blocks of it stand for documents.
    """
    place = f"{source}:{start // _LAWS_BLOCK}" if source == material.LAWS else source
    digest = hashlib.sha256(repeats.get(place, place).encode()).hexdigest()
    return {0: "dev", 1: "held"}.get(int(digest[:8], 16) % _PARTS, "train")


def mined(
    pairs: Sequence[Pair],
    pool: Sequence[Candidate],
    *,
    count: int,
    repeats: dict[str, str],
    seed: int,
) -> Iterator[list[str]]:
    """Hard negatives of each pair: passages that share words with the query, not the answer.

    Drawn from the best thirty by BM25 that neither resemble the positive, nor overlap it, nor
    answer the same query, nor stand in another document that repeats the positive's.
    """
    index = sparse.fit([candidate.text for candidate in pool])
    sets = [near.shingles(candidate.text) for candidate in pool]
    answers: dict[str, list[near.Shingles]] = defaultdict(list)
    for pair in pairs:
        answers[pair.key].append(near.shingles(pair.positive))
    queries = [pair.query for pair in pairs]
    for at, best in enumerate(sparse.top(index, queries, _LOOKED_AT)):
        pair = pairs[at]
        fit = (
            place
            for place in best
            if _apart(pair, pool[place], repeats)
            and all(near.containment(sets[place], own) < _TOO_CLOSE for own in answers[pair.key])
        )
        chance = random.Random(f"{seed} {pair.query}")  # noqa: S311 - nothing secret
        chosen = _drawn(fit, sets, chance, count)
        yield [pool[place].text for place in chosen]


def _apart(pair: Pair, candidate: Candidate, repeats: dict[str, str]) -> bool:
    if pair.key in candidate.keys:
        return False
    if not pair.source or not candidate.source:
        return True
    if pair.source == candidate.source:
        return candidate.end <= pair.start or pair.end <= candidate.start
    return repeats.get(pair.source, pair.source) != repeats.get(candidate.source, candidate.source)


def _drawn(
    fit: Iterable[int], sets: Sequence[near.Shingles], chance: random.Random, count: int
) -> list[int]:
    """``count`` of the first thirty, none a repeat of another, in order of rank."""
    kept: list[int] = []
    for place in fit:
        if all(near.containment(sets[place], sets[other]) < near.NEAR for other in kept):
            kept.append(place)
        if len(kept) == _DRAWN_FROM:
            break
    return sorted(chance.sample(kept, min(count, len(kept))), key=kept.index)


def groups(name: str, pairs: Sequence[Pair]) -> list[str]:
    """A label a pair: equal where one's positive would answer the other's query as well.

    That is where positives are near-equal, and under one heading, whose passages were made
    different before.
    """
    first: Sequence[int]
    if name in _HEADINGS:
        by_key: dict[str, int] = {}
        first = [by_key.setdefault(pair.key, at) for at, pair in enumerate(pairs)]
    else:
        first = near.clusters([pair.positive for pair in pairs])
    return [f"{name}:{label}" for label in first]


def cloze(paragraphs: Iterable[str], *, limit: int, seed: int) -> Iterator[dict[str, Any]]:
    """A sentence of a paragraph asks for the rest of it (the inverse cloze task of Lee et al., 2019).

    In one row of ten the sentence stays, so that shared words keep counting.
    """
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    seen: set[str] = set()
    fit = []
    for paragraph in paragraphs:
        sentences = [
            s for s in re.split(r"(?<=[。；！？])", paragraph.strip()) if len(bare(s)) >= 10
        ]
        start = bare(paragraph)[:40]
        if 80 <= len(paragraph) <= 800 and len(sentences) >= 2 and start not in seen:
            seen.add(start)
            fit.append(sentences)
    for sentences in chance.sample(fit, min(limit, len(fit))):
        at = chance.randrange(len(sentences))
        stays = chance.random() < 0.1
        rest = "".join(s for place, s in enumerate(sentences) if stays or place != at)
        yield {
            "query": material.mask(sentences[at].strip()),
            "positive": material.mask(rest),
            "negatives": [],
        }


def graded(path: Path) -> Iterator[dict[str, Any]]:
    """Rows ``{"a", "b", "label"}`` of a set, without repeats."""
    seen: set[tuple[str, str]] = set()
    for row in material.rows(path):
        pair = (row["a"], row["b"])
        if pair not in seen and row["a"] != row["b"]:
            seen.add(pair)
            yield row


def inferences(path: Path) -> Iterator[dict[str, Any]]:
    """NLI as pairs: a sentence, what follows from it, and what contradicts it (Gao et al., 2021)."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in graded(path):
        said[row["a"]][row["label"]].append(row["b"])
    for premise, by_label in said.items():
        for follows in by_label["entailment"]:
            yield {"query": premise, "positive": follows, "negatives": by_label["contradiction"]}


def write(out: Path, name: str, made: Iterable[dict[str, Any]]) -> int:
    """Write rows as ``<name>.jsonl``; gives their number."""
    count = 0
    partial = out / f"{name}.jsonl.partial"
    with partial.open("w", encoding="utf-8") as file:
        for row in made:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    partial.replace(out / f"{name}.jsonl")
    return count


def _as_rows(
    name: str, pairs: Sequence[Pair], negatives: Iterable[list[str]]
) -> Iterator[dict[str, Any]]:
    for pair, group, wrong in zip(pairs, groups(name, pairs), negatives, strict=True):
        row: dict[str, Any] = {
            "query": pair.query,
            "positive": pair.positive,
            "negatives": wrong,
            "group": group,
        }
        if pair.source:
            row |= {"kind": pair.kind, "title": pair.title, "source": pair.source}
            row |= {"start": pair.start, "end": pair.end}
        yield row


def _own_pool(sets: Iterable[Sequence[Pair]]) -> list[Candidate]:
    """The passages of the sets themselves, each with the queries that it answers."""
    keys: dict[str, set[str]] = defaultdict(set)
    for pairs in sets:
        for pair in pairs:
            keys[pair.positive].add(pair.key)
    return [Candidate(text, frozenset(asked)) for text, asked in keys.items()]


def _document_pool(documents: Iterable[tuple[str, str]]) -> list[Candidate]:
    """Passages of documents, near-equal ones once."""
    cut = [passage for source, text in documents for passage in material.cut(source, text)]
    first = near.clusters([passage.text for passage in cut])
    return [
        Candidate(material.mask(p.text), source=p.source, start=p.start, end=p.end)
        for at, p in enumerate(cut)
        if first[at] == at
    ]


def question_rows(
    pairs: Sequence[Pair], docs: Path, data: Path, *, count: int, seed: int
) -> dict[str, list[dict[str, Any]]]:
    """Our questions by part, each with negatives from the documents of its own kind."""
    made: dict[str, list[dict[str, Any]]] = {"train": [], "dev": [], "held": []}
    documents = list(material.training_documents(docs))
    repeats = near.repeating(documents)
    places: list[tuple[Sequence[Pair], Callable[[], Iterable[tuple[str, str]]]]] = [
        ([p for p in pairs if p.source != material.LAWS], lambda: documents),
        (
            [p for p in pairs if p.source == material.LAWS],
            lambda: [(material.LAWS, material.laws(data))],
        ),
    ]
    for asked, texts in places:
        if not asked:
            continue
        negatives = mined(asked, _document_pool(texts()), count=count, repeats=repeats, seed=seed)
        # The label of a group must be the same whichever documents its questions are about.
        name = "laws_question" if asked[0].source == material.LAWS else "question"
        for row in _as_rows(name, asked, negatives):
            made[part(row["source"], row["start"], repeats)].append(row)
    return made


def prepare(
    data: Path,
    docs: Path,
    out: Path,
    *,
    questions: Sequence[Path] = (),
    count: int = 8,
    cloze_rows: int = 60_000,
    unlicensed: bool = False,
    seed: int = 7,
    report: Callable[[str], None] = lambda _: None,
) -> dict[str, int]:
    """Write every set into ``out``; gives the number of rows of each.

    Args:
        data: the folder of training material.
        docs: the folder of documents that our questions ask about.
        out: where to write, outside the project.
        questions: folders of further questions of ours, beside ``data/questions``.
        count: hard negatives a pair at most.
        cloze_rows: rows to make from running text.
        unlicensed: whether to add the sets without a stated licence (for comparison).
        seed: of every draw.
        report: told of each set when it is done.
    """
    out.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}

    def done(name: str, made: Iterable[dict[str, Any]]) -> None:
        counts[name] = write(out, name, made)
        report(f"{name}: {counts[name]}")

    asked = read_questions([data / "questions", *questions], docs, data)
    for name, rows in question_rows(asked, docs, data, count=count, seed=seed).items():
        done("questions" if name == "train" else f"questions_{name}", rows)
    names = (*_PAIR_SETS, "ncp_question_answer") if unlicensed else _PAIR_SETS
    sets = {name: read_set(data / f"{name}.jsonl.gz") for name in names}
    law = ("law_heading_article", "consult_article")
    for name, pairs in sets.items():
        pool = _own_pool(sets[other] for other in (law if name in law else (name,)))
        done(name, _as_rows(name, pairs, mined(pairs, pool, count=count, repeats={}, seed=seed)))
    scored = ("stsb_scored", "nli_translated", *(["paraphrase_labelled"] if unlicensed else []))
    for name in scored:
        done(name, graded(data / f"{name}.jsonl.gz"))
    done("nli_triples", inferences(data / "nli_translated.jsonl.gz"))
    running = [*material.laws(data).splitlines(), *_government(data)]
    done("cloze", cloze(running, limit=cloze_rows, seed=seed))
    summary = json.dumps(counts, ensure_ascii=False, indent=2) + "\n"
    (out / "counts.json").write_text(summary, encoding="utf-8")
    return counts


def _government(data: Path) -> Iterator[str]:
    import gzip

    with gzip.open(data / "government_documents.txt.gz", "rt", encoding="utf-8") as lines:
        yield from lines


def main() -> None:
    """Read the command line and prepare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--docs", type=Path, required=True)
    parser.add_argument("--questions", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--negatives", type=int, default=8)
    parser.add_argument("--cloze", type=int, default=60_000)
    parser.add_argument("--all", action="store_true", help="also sets without a licence")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    prepare(
        options.data,
        options.docs,
        options.out,
        questions=options.questions,
        count=options.negatives,
        cloze_rows=options.cloze,
        unlicensed=options.all,
        seed=options.seed,
        report=print,
    )


if __name__ == "__main__":
    main()
