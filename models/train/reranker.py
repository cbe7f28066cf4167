"""Train a reranker: a cross-encoder that reads query and passage together.

    python -m models.train.reranker --body FOLDER --pairs FOLDER --work FOLDER --minutes 60

Of a passage that answers and a few that only share words with the query (the hard
negatives of the pairs, and passages of other queries of the batch) the first must get the
highest score: softmax over the list (Cao et al., 2007, "Learning to Rank: From Pairwise
Approach to Listwise Approach"). The body is the one the encoders start from.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.train.budget import TimedRun
from models.train.contrastive import Pair, batches, read_pairs

if TYPE_CHECKING:
    import torch

LENGTH = 192
_CANDIDATES = 5  # passages a query is shown with
_PEAK = 3e-4
# Sets in which a passage answers its query; the two halves of a passage are only alike.
_SETS = (
    "consult_article",
    "csl_title_abstract",
    "law_heading_article",
    "policy_heading_body",
    "questions",
    "wiki_question_passage",
)


def candidates(pairs: list[Pair], *, turn: int) -> list[tuple[str, str]]:
    """For each pair its query with the answer first, then with ``_CANDIDATES - 1`` others."""
    rows = []
    for place, pair in enumerate(pairs):
        hard = pair.negatives
        others = [hard[(turn + i) % len(hard)] for i in range(min(3, len(hard)))]
        for step in range(1, len(pairs)):
            if len(others) == _CANDIDATES - 1:
                break
            other = pairs[(place + step) % len(pairs)]
            if other.positive != pair.positive and other.query != pair.query:
                others.append(other.positive)
        others += [""] * (_CANDIDATES - 1 - len(others))
        rows += [(pair.query, passage) for passage in (pair.positive, *others)]
    return rows


def list_loss(model: Any, tokenizer: Any, rows: list[tuple[str, str]]) -> torch.Tensor:  # noqa: ANN401
    """Cross-entropy of the first of each ``_CANDIDATES`` rows against the others."""
    import torch

    device = model.device
    made = tokenizer(
        [query for query, _ in rows],
        [passage for _, passage in rows],
        padding=True,
        truncation="only_second",
        max_length=LENGTH,
        return_tensors="pt",
        return_token_type_ids=True,
    ).to(device)
    with torch.autocast(device.type, torch.bfloat16):
        scores = model(**made).logits
    scores = scores.float().reshape(-1, _CANDIDATES)
    first = torch.zeros(len(scores), dtype=torch.long, device=device)
    return torch.nn.functional.cross_entropy(scores, first)


def main() -> None:
    """Read the pairs, train or go on, write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--body", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--batch", type=int, default=12)
    parser.add_argument("--steps", type=int)
    options = parser.parse_args()
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    options.work.mkdir(parents=True, exist_ok=True)
    sets = {
        name: read_pairs(path)
        for name in _SETS
        if (path := options.pairs / f"{name}.jsonl").is_file()
    }
    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(str(options.body))
    model = AutoModelForSequenceClassification.from_pretrained(str(options.body), num_labels=1)
    model.to("cuda" if torch.cuda.is_available() else "cpu")
    run = TimedRun(model, options.work, peak=_PEAK)
    run.load()
    drawn = batches(sets, size=options.batch, seed=run.step)

    def losses(step: int) -> dict[str, torch.Tensor]:
        name, pairs = next(drawn)
        return {name: list_loss(model, tokenizer, candidates(pairs, turn=step))}

    done = run.train(losses, minutes=options.minutes, steps=options.steps)
    model.eval().save_pretrained(str(options.work / "reranker"))
    tokenizer.save_pretrained(str(options.work / "reranker"))
    state = "done" if done else "not done"
    print(f"{run.step} steps, {run.used / 60:.0f} minutes, {state}: {options.work / 'reranker'}")


if __name__ == "__main__":
    main()
