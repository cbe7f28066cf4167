"""Train an encoder on pairs, from a pre-trained body.

    python -m models.train.contrastive --body FOLDER --pairs FOLDER --work FOLDER --minutes 90

A pair's passage must be nearer to its query than the other passages of the batch and than
the hard negatives found by words (InfoNCE, van den Oord et al., 2018). A batch comes from one
set of pairs, so that its passages are alike in kind and length is wasted on no padding.
Scored pairs are trained by their order (CoSENT). The vector of a text is the mean of its
pieces' vectors, of length one. The result is a folder that sentence-transformers loads.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.train.budget import TimedRun

if TYPE_CHECKING:
    import torch

QUERY_LENGTH, PASSAGE_LENGTH = 48, 128
_SCALE = 25.0  # of cosines before the softmax
_PEAK = 4e-4
_POOL = 16  # batches sorted by length together
# How often a set is drawn, as a power of its size and a factor: few rows that are most like
# what users ask are seen several times, many rows of headings less than once.
_POWER = 0.6
_FACTOR = {"questions": 4.0, "consult_article": 3.0, "cloze": 0.6, "nli_triples": 0.4}


@dataclass(frozen=True)
class Pair:
    """A query, the passage that answers it, and passages that only look so.

    ``title`` is that of the passage's document, where known. Pairs of one ``group`` have
    near-equal passages or queries, and are no negatives of each other.
    """

    query: str
    positive: str
    negatives: tuple[str, ...] = ()
    title: str = ""
    group: str = ""


def read_pairs(path: Path) -> list[Pair]:
    """The rows of one set."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Pair(
            row["query"],
            row["positive"],
            tuple(row.get("negatives", ())),
            row.get("title", ""),
            row.get("group", row["positive"]),
        )
        for row in rows
    ]


def batches(
    sets: dict[str, list[Pair]], *, size: int, seed: int
) -> Iterator[tuple[str, list[Pair]]]:
    """Endless batches, each of one set; the set drawn by its size and factor."""
    import numpy as np

    names = sorted(sets)
    chances = np.array([len(sets[name]) ** _POWER * _FACTOR.get(name, 1.0) for name in names])
    chances /= chances.sum()
    generator = np.random.default_rng(seed)
    waiting: dict[str, list[list[Pair]]] = {name: [] for name in names}
    left: dict[str, list[int]] = {name: [] for name in names}
    while True:
        name = names[int(generator.choice(len(names), p=chances))]
        if not waiting[name]:
            pool: list[Pair] = []
            while len(pool) < min(size * _POOL, len(sets[name])):
                if not left[name]:
                    left[name] = generator.permutation(len(sets[name])).tolist()
                pool.append(sets[name][left[name].pop()])
            pool.sort(key=lambda pair: len(pair.positive))
            cut = [pool[i : i + size] for i in range(0, len(pool) - size + 1, size)] or [pool]
            waiting[name] = [cut[i] for i in generator.permutation(len(cut))]
        yield name, waiting[name].pop()


class Encoder:
    """A transformer and its tokenizer; texts to vectors, with gradients."""

    def __init__(self, folder: Path) -> None:
        import torch
        from transformers import AutoModel, AutoTokenizer

        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.tokenizer = AutoTokenizer.from_pretrained(str(folder))
        self.body = AutoModel.from_pretrained(str(folder), add_pooling_layer=False).to(self.device)

    def __call__(self, texts: list[str], *, length: int) -> torch.Tensor:
        """Unit vectors (texts by width); a text beyond ``length`` pieces is cut."""
        import torch

        made = self.tokenizer(
            texts,
            padding=True,
            pad_to_multiple_of=8,  # a plan of computation is kept for every length seen
            truncation=True,
            max_length=length,
            return_tensors="pt",
        ).to(self.device)
        with torch.autocast(self.device, torch.bfloat16):
            states = self.body(made["input_ids"], made["attention_mask"]).last_hidden_state
        weight = made["attention_mask"].unsqueeze(-1).float()
        mean = (states.float() * weight).sum(1) / weight.sum(1)
        return torch.nn.functional.normalize(mean, dim=1)


def contrast(encoder: Encoder, pairs: list[Pair], *, turn: int) -> torch.Tensor:
    """InfoNCE of a batch; each pair brings one of its hard negatives, another each turn.

    Every second turn a passage stands under its document's title, as it does in an index.
    """
    import torch

    passages = [
        f"{pair.title} {pair.positive}" if pair.title and (turn + place) % 2 else pair.positive
        for place, pair in enumerate(pairs)
    ]
    groups = [pair.group for pair in pairs]
    for pair in pairs:
        if pair.negatives:
            passages.append(pair.negatives[turn % len(pair.negatives)])
            groups.append("")
    queries = encoder([pair.query for pair in pairs], length=QUERY_LENGTH)
    scores = queries @ encoder(passages, length=PASSAGE_LENGTH).T * _SCALE
    blocked = [
        [
            column != row and (group == pair.group or passage == pair.positive)
            for column, (group, passage) in enumerate(zip(groups, passages, strict=True))
        ]
        for row, pair in enumerate(pairs)
    ]
    scores = scores.masked_fill(torch.tensor(blocked, device=scores.device), -1e4)
    return torch.nn.functional.cross_entropy(scores, torch.arange(len(pairs), device=scores.device))


def order(encoder: Encoder, rows: list[dict[str, Any]]) -> torch.Tensor:
    """CoSENT (Su, 2022): of two scored pairs the better must have the higher cosine."""
    import torch

    left = encoder([row["a"] for row in rows], length=QUERY_LENGTH)
    right = encoder([row["b"] for row in rows], length=QUERY_LENGTH)
    cosines = (left * right).sum(1) * 20
    truth = torch.tensor([float(row["label"]) for row in rows], device=cosines.device)
    wrong = (cosines[:, None] - cosines[None, :])[truth[:, None] < truth[None, :]]
    return torch.logsumexp(torch.cat([wrong, wrong.new_zeros(1)]), 0)


def save_encoder(encoder: Encoder, folder: Path) -> None:
    """Write what sentence-transformers loads: body, tokenizer, mean pooling, unit length."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    body = folder.with_suffix(".body")
    encoder.body.save_pretrained(str(body))
    encoder.tokenizer.save_pretrained(str(body))
    transformer = Transformer(str(body), max_seq_length=PASSAGE_LENGTH)
    width = encoder.body.config.hidden_size
    SentenceTransformer(
        modules=[transformer, Pooling(width, pooling_mode="mean"), Normalize()], device="cpu"
    ).save(str(folder))


def main() -> None:
    """Read the pairs, train or go on, write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--body", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--steps", type=int)
    options = parser.parse_args()
    import torch

    options.work.mkdir(parents=True, exist_ok=True)
    sets, scored = {}, []
    for path in sorted(options.pairs.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            first = json.loads(next(lines))
        if "positive" in first and not path.stem.endswith(("_dev", "_held")):
            sets[path.stem] = read_pairs(path)
        elif isinstance(first.get("label"), float):
            scored = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    torch.manual_seed(0)
    encoder = Encoder(options.body)
    run = TimedRun(encoder.body, options.work, peak=_PEAK)
    run.load()
    drawn = batches(sets, size=options.batch, seed=run.step)

    def losses(step: int) -> dict[str, torch.Tensor]:
        if scored and step % 40 == 39:
            start = step // 40 * options.batch % len(scored)
            return {"scored": 0.1 * order(encoder, scored[start : start + options.batch])}
        name, pairs = next(drawn)
        return {name: contrast(encoder, pairs, turn=step)}

    done = run.train(losses, minutes=options.minutes, steps=options.steps)
    encoder.body.eval()
    save_encoder(encoder, options.work / "encoder")
    state = "done" if done else "not done"
    print(f"{run.step} steps, {run.used / 60:.0f} minutes, {state}: {options.work / 'encoder'}")


if __name__ == "__main__":
    main()
