"""Train the static encoder: one vector a word, a text is their weighted mean.

    python -m models.train.static laws.txt.gz government_documents.txt.gz --pairs FOLDER \
        --work FOLDER --minutes 20 --out models/<id>

Vectors begin as PPMI and SVD of which words stand near which (Levy and Goldberg, 2014),
weighed by how rare a word is (Arora et al., 2017, "A Simple but Tough-to-Beat Baseline for
Sentence Embeddings"). They are then trained on pairs: a query must be nearer to its passage
than to the others of its batch and to hard negatives (InfoNCE). A word's vector is the sum
of its own and the mean of those of the shorter words and characters in it, so that rare words
borrow from their parts; the sum is taken once, at the end, and the result is a table that
sentence-transformers loads (``StaticEmbedding``), in eight bits with a factor a word.

``--vocabulary`` compares: words (jieba's, as a unigram tokenizer), pieces (a tokenizer that
was trained before), or pairs (characters and overlapping pairs, which no tokenizer file can
express: for comparison only, nothing is written).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from models.train import words
from models.train.budget import TimedRun
from models.train.cooccurrence import piece_vectors
from models.train.texts import paragraphs
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

Ids = NDArray[np.int64]
Ragged = tuple[Ids, Ids]
"""Numbers of all texts in one row, and where each text begins and the last ends."""

_SCALE = 20.0
_PEAK = 2e-3
_DROPPED = 0.1
_RARITY = 1e-3
_ROW = 128
_LONGEST = 400
_NEGATIVES = 2
_TITLED = 0.5
_POWER = 0.6
_FACTOR = {"questions": 4.0, "consult_article": 3.0, "cloze": 0.6, "nli_triples": 0.4}
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class PairSet:
    """One set of pairs, as places in a store of texts; ``title`` is -1 where there is none."""

    query: Ids
    positive: Ids
    title: Ids
    group: Ids
    negatives: list[list[int]]


class Store:
    """Texts as numbers of words, each text once."""

    def __init__(self, encode: Callable[[Sequence[str]], list[list[int]]]) -> None:
        self._encode = encode
        self._places: dict[str, int] = {}
        self._ids = np.zeros(0, dtype=np.int64)
        self._bounds = np.zeros(1, dtype=np.int64)

    def place(self, text: str) -> int:
        """Where ``text`` is kept."""
        return self._places.setdefault(text, len(self._places))

    def finish(self) -> None:
        """Turn all texts into numbers."""
        texts = list(self._places)
        rows = []
        for begun in range(0, len(texts), _BATCH):
            made = self._encode(texts[begun : begun + _BATCH])
            rows += [np.array(row[:_LONGEST], dtype=np.int64) for row in made]
        self._ids = np.concatenate(rows) if rows else self._ids
        self._bounds = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)

    def take(self, places: Sequence[tuple[int, ...]]) -> Ragged:
        """The numbers of texts, each given as the places of its parts (-1: none)."""
        parts = [
            [
                self._ids[self._bounds[place] : self._bounds[place + 1]]
                for place in text
                if place >= 0
            ]
            for text in places
        ]
        lengths = [sum(map(len, text)) for text in parts]
        flat = [piece for text in parts for piece in text]
        ids = np.concatenate(flat) if flat else np.zeros(0, dtype=np.int64)
        return ids, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def read_sets(folder: Path, store: Store, *, names: Sequence[str] = ()) -> dict[str, PairSet]:
    """The pair sets of a folder, without the parts held aside (or those named)."""
    sets = {}
    for path in sorted(folder.glob("*.jsonl")):
        aside = path.stem.endswith(("_dev", "_held"))
        if aside if not names else path.stem not in names:
            continue
        with path.open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        if not rows or "positive" not in rows[0]:
            continue
        labels: dict[str, int] = {}
        sets[path.stem] = PairSet(
            np.array([store.place(row["query"]) for row in rows]),
            np.array([store.place(row["positive"]) for row in rows]),
            np.array([store.place(row["title"]) if row.get("title") else -1 for row in rows]),
            np.array(
                [labels.setdefault(row.get("group", row["positive"]), len(labels)) for row in rows]
            ),
            [[store.place(text) for text in row["negatives"]] for row in rows],
        )
    return sets


def graded_rows(folder: Path, store: Store) -> tuple[Ids, Ids, NDArray[np.float32]] | None:
    """Pairs with a graded similarity, where the folder has them."""
    path = folder / "stsb_scored.jsonl"
    if not path.is_file():
        return None
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    left = np.array([store.place(row["a"]) for row in rows])
    right = np.array([store.place(row["b"]) for row in rows])
    return left, right, np.array([row["label"] for row in rows], dtype=np.float32)


def unit_vectors(model: Any, texts: Ragged, *, dropped: float = 0.0) -> torch.Tensor:  # noqa: ANN401
    """Vectors of texts (texts by width); while training some words are left out."""
    import torch

    ids, bounds = texts
    unique, inverse = np.unique(ids, return_inverse=True)
    vectors = model(torch.from_numpy(unique))
    kept = torch.ones(len(ids))
    if dropped:
        kept = (torch.rand(len(ids)) >= dropped).float()
    made = torch.nn.functional.embedding_bag(
        torch.from_numpy(inverse), vectors, torch.from_numpy(bounds[:-1]),
        mode="sum", per_sample_weights=kept,
    )  # fmt: skip
    return torch.nn.functional.normalize(made, dim=1)


def make_module(
    first: NDArray[np.float32], weights: NDArray[np.float32], inside: list[list[int]]
) -> Any:  # noqa: ANN401
    """The table to be trained: a vector, a weight and the parts of each word."""
    import torch

    flat = torch.tensor([part for parts in inside for part in parts], dtype=torch.long)
    starts = np.concatenate([[0], np.cumsum([len(parts) for parts in inside])]).astype(np.int64)

    class Table(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.own = torch.nn.Parameter(torch.from_numpy(first))
            self.weight = torch.nn.Parameter(torch.from_numpy(np.log(weights))[:, None])

        def forward(self, ids: torch.Tensor) -> torch.Tensor:
            """The weighted vectors of the words with these numbers."""
            begun, ends = starts[ids.numpy()], starts[ids.numpy() + 1]
            sizes = ends - begun
            steps = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            parts = flat[torch.from_numpy(np.repeat(begun, sizes) + steps)]
            offsets = torch.from_numpy(np.cumsum(sizes) - sizes)
            borrowed = torch.nn.functional.embedding_bag(parts, self.own, offsets, mode="mean")
            return (self.own[ids] + borrowed) * self.weight[ids].exp()

    return Table()


def contrast(model: Any, store: Store, pairs: PairSet, rows: Ids, chance: Any) -> torch.Tensor:  # noqa: ANN401
    """InfoNCE over a batch, with hard negatives; passages that answer it too are left out."""
    import torch

    titled = chance.random(len(rows)) < _TITLED
    titles = np.where(titled, pairs.title[rows], -1)
    passages = [(int(t), int(p)) for t, p in zip(titles, pairs.positive[rows], strict=True)]
    groups = list(pairs.group[rows])
    for row in rows:
        own = pairs.negatives[row]
        for place in chance.permutation(len(own))[:_NEGATIVES]:
            passages.append((-1, own[place]))
            groups.append(-1)
    asked = unit_vectors(
        model, store.take([(int(q),) for q in pairs.query[rows]]), dropped=_DROPPED
    )
    found = unit_vectors(model, store.take(passages), dropped=_DROPPED)
    scores = asked @ found.T * _SCALE
    blocked = np.array(groups)[None, :] == pairs.group[rows][:, None]
    blocked |= np.array([p for _, p in passages])[None, :] == pairs.positive[rows][:, None]
    np.fill_diagonal(blocked, val=False)
    scores = scores.masked_fill(torch.from_numpy(blocked), -1e4)
    target = torch.arange(len(rows))
    back = scores[:, : len(rows)].T
    return (
        torch.nn.functional.cross_entropy(scores, target)
        + torch.nn.functional.cross_entropy(back, target)
    ) / 2


def order(model: Any, store: Store, graded: Any, rows: Ids) -> torch.Tensor:  # noqa: ANN401
    """CoSENT (Su, 2022): of two graded pairs the better must have the higher cosine."""
    import torch

    left, right, truth = (torch.from_numpy(part[rows]) for part in graded)
    one = unit_vectors(model, store.take([(int(at),) for at in left]))
    other = unit_vectors(model, store.take([(int(at),) for at in right]))
    cosines = (one * other).sum(1) * _SCALE
    wrong = (cosines[:, None] - cosines[None, :])[truth[:, None] < truth[None, :]]
    return torch.logsumexp(torch.cat([wrong, wrong.new_zeros(1)]), 0)


def batches(sets: dict[str, PairSet], *, size: int, chance: Any) -> Iterator[tuple[str, Ids]]:  # noqa: ANN401
    """Endless batches, each of one set, the set drawn by its size and factor."""
    names = sorted(sets)
    odds = np.array([len(sets[n].query) ** _POWER * _FACTOR.get(n, 1.0) for n in names])
    left: dict[str, Ids] = {name: np.zeros(0, dtype=np.int64) for name in names}
    while True:
        name = names[int(chance.choice(len(names), p=odds / odds.sum()))]
        if len(left[name]) < min(size, len(sets[name].query)):
            left[name] = chance.permutation(len(sets[name].query))
        rows, left[name] = left[name][:size], left[name][size:]
        yield name, rows


def reciprocal_rank(model: Any, store: Store, asked: PairSet, others: Sequence[PairSet]) -> float:  # noqa: ANN401
    """MRR@10 of the held-aside questions, among passages and negatives of all questions."""
    import torch

    places = {int(p) for s in (asked, *others) for p in s.positive}
    places |= {n for s in (asked, *others) for own in s.negatives for n in own}
    pool = sorted(places)
    with torch.no_grad():
        found = [
            unit_vectors(model, store.take([(p,) for p in pool[at : at + _BATCH]]))
            for at in range(0, len(pool), _BATCH)
        ]
        queries = unit_vectors(model, store.take([(int(q),) for q in asked.query]))
        scores = (queries @ torch.cat(found).T).numpy()
    at = np.searchsorted(pool, asked.positive)
    rank = (scores >= scores[np.arange(len(at)), at][:, None]).sum(axis=1)
    return float(np.where(rank <= 10, 1 / rank, 0).mean())


def first_vectors(
    encode: Callable[[Sequence[str]], list[list[int]]],
    texts: Sequence[str],
    *,
    pieces: int,
    width: int,
    window: int,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Vectors by co-occurrence, of length one, and weights by rarity."""
    stream: list[int] = []
    for begun in range(0, len(texts), _BATCH):
        for row in encode(texts[begun : begun + _BATCH]):
            stream += row
    rows = np.array(stream[: len(stream) // _ROW * _ROW], dtype=np.uint16).reshape(-1, _ROW)
    share = np.bincount(rows.ravel(), minlength=pieces) / max(rows.size, 1)
    vectors = piece_vectors(rows, pieces=pieces, width=width, window=window)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.nan_to_num(vectors).astype(np.float32), (_RARITY / (_RARITY + share)).astype(
        np.float32
    )


def save(
    table: NDArray[np.float32],
    tokenizer: Any,  # noqa: ANN401
    folder: Path,
    *,
    prompts: dict[str, str] | None = None,
) -> None:
    """Write the folder: eight-bit vectors with a factor a word, tokenizer, unit length."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    factors = np.maximum(np.abs(table).max(axis=1), 1e-9).astype(np.float32) / 127
    eight = np.rint(table / factors[:, None]).astype(np.int8)
    save_file({"embeddings": eight, "weights": factors}, str(folder / "model.safetensors"))
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    package = "sentence_transformers.sentence_transformer.modules"
    names = (("", "StaticEmbedding"), ("1_Normalize", "Normalize"))
    modules = [
        {"idx": at, "name": str(at), "path": path, "type": f"{package}.{name}"}
        for at, (path, name) in enumerate(names)
    ]
    config = {"prompts": prompts or {}, "similarity_fn_name": "cosine"}
    for name, value in (("modules", modules), ("config_sentence_transformers", config)):
        text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def vocabulary(
    kind: str, size: int, texts: Callable[[], Sequence[str]], trained: Path | None
) -> tuple[Callable[[Sequence[str]], list[list[int]]], list[str], Any]:
    """What turns texts into numbers, the pieces in their order, and the tokenizer, if any."""
    if kind == "pairs":
        numbers = words.pair_numbers(texts(), size=size)
        return lambda given: words.pair_ids(given, numbers), [words.UNKNOWN, *numbers], None
    from tokenizers import Tokenizer

    if kind == "pieces" or (trained is not None and trained.is_file()):
        tokenizer = Tokenizer.from_file(str(trained))
    else:
        tokenizer = words.word_tokenizer(texts(), size=size)
        if trained is not None:
            tokenizer.save(str(trained), pretty=False)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    pieces = [tokenizer.id_to_token(at) or "" for at in range(tokenizer.get_vocab_size())]

    def encode(given: Sequence[str]) -> list[list[int]]:
        return [made.ids for made in tokenizer.encode_batch(list(given), add_special_tokens=False)]

    return encode, pieces, tokenizer


def _everyday(folder: Path) -> Iterator[str]:
    """Queries and passages of the pairs: they hold words of daily life that laws lack."""
    for path in sorted(folder.glob("*.jsonl")):
        if path.stem.endswith(("_dev", "_held")) or path.stem == "cloze":
            continue
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield from (row[key] for key in ("query", "positive", "a", "b") if key in row)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--vocabulary", choices=("words", "pieces", "pairs"), default="words")
    parser.add_argument("--tokenizer", type=Path, help="tokenizer.json to use, or to keep")
    parser.add_argument("--size", type=int, default=60_000)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--window", type=int, default=5)
    parser.add_argument("--no-parts", action="store_true", help="words borrow nothing from parts")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def main() -> None:
    """Read, train or go on, write the folder."""
    options = _options()
    import torch

    torch.manual_seed(options.seed)
    options.work.mkdir(parents=True, exist_ok=True)

    @cache  # read only where something is left to be made of them
    def texts() -> list[str]:
        return [*paragraphs(options.texts), *dict.fromkeys(_everyday(options.pairs))]

    encode, pieces, tokenizer = vocabulary(
        options.vocabulary, options.size, texts, options.tokenizer
    )
    kept = options.work / "first.npz"
    if not kept.is_file():
        first, weights = first_vectors(
            encode, texts(), pieces=len(pieces), width=options.width, window=options.window
        )
        np.savez(kept, first=first, weights=weights)
    with np.load(kept) as begun:
        first, weights = begun["first"], begun["weights"]
    store = Store(encode)
    sets = read_sets(options.pairs, store)
    (dev,) = read_sets(options.pairs, store, names=["questions_dev"]).values()
    graded = graded_rows(options.pairs, store)
    store.finish()
    inside = [[] for _ in pieces] if options.no_parts else words.parts(pieces)
    model = make_module(first, weights, inside)
    run = TimedRun(model, options.work, peak=_PEAK)
    run.load()
    before = reciprocal_rank(model, store, dev, [sets["questions"]])
    losses = _losses(model, store, sets, graded, batch=options.batch, seed=options.seed + run.step)
    run.train(losses, minutes=options.minutes, steps=options.steps)
    model.eval()
    after = reciprocal_rank(model, store, dev, [sets["questions"]])
    print(
        f"{len(pieces)} pieces, {run.step} steps, {run.used / 60:.1f} minutes; "
        f"MRR@10 of questions held aside {before:.4f} before, {after:.4f} after"
    )
    if options.out is not None and tokenizer is not None:
        with torch.no_grad():
            table = model(torch.arange(len(pieces))).numpy()
        save(table, tokenizer, options.out)


def _losses(
    model: Any,  # noqa: ANN401
    store: Store,
    sets: dict[str, PairSet],
    graded: Any,  # noqa: ANN401
    *,
    batch: int,
    seed: int,
) -> Callable[[int], dict[str, torch.Tensor]]:
    chance = np.random.default_rng(seed)
    drawn = batches(sets, size=batch, chance=chance)

    def losses(step: int) -> dict[str, torch.Tensor]:
        if graded is not None and step % 20 == 19:
            rows = chance.permutation(len(graded[2]))[: batch // 2]
            return {"graded": 0.1 * order(model, store, graded, rows)}
        name, rows = next(drawn)
        return {name: contrast(model, store, sets[name], rows, chance)}

    return losses


if __name__ == "__main__":
    main()
