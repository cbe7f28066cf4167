"""Pre-train a small transformer on official Chinese text.

    python -m models.train.pretrain TEXT.txt[.gz]… --tokenizer FOLDER --work FOLDER --minutes 120

Two losses share one pass over passages of 126 pieces: masked language modelling (Devlin
et al., 2019), and the prediction of a passage's words from the mean of its vectors alone
(Ma et al., 2024, "Drop your Decoder: Pre-training with Bag-of-Word Prediction for Dense
Passage Retrieval"), which makes the mean worth comparing before any pair has been seen.

The budget is wall time: the learning rate follows the share of it that is used. State is
saved every few minutes and when interrupted; the same command goes on where it stopped.
A processor with bfloat16 or a graphics card is used where present.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.train.cooccurrence import piece_vectors
from models.train.texts import paragraphs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.uint16]

LENGTH = 128
_MASKED = 25  # of 126: a fifth, for a small model that sees each text once or twice
_WORDS_WEIGHT = 0.2
_SAVE_EVERY = 300.0  # seconds
_PEAK = 8e-4
_WARM = 0.04


@dataclass(frozen=True)
class Shape:
    """Size of the transformer."""

    layers: int = 4
    width: int = 256
    heads: int = 4
    inner: int = 1024


def packed(texts: list[Path], tokenizer: Any) -> Rows:  # noqa: ANN401 - untyped library
    """All paragraphs in their order, cut into rows of ``LENGTH`` pieces with start and end."""
    import numpy as np

    stream: list[int] = []
    batch: list[str] = []

    def flush() -> None:
        for made in tokenizer(batch, add_special_tokens=False)["input_ids"]:
            stream.extend(made)
        batch.clear()

    for text in paragraphs(texts):
        batch.append(text)
        if len(batch) == 2_000:
            flush()
    flush()
    inside = LENGTH - 2
    count = len(stream) // inside
    rows = np.empty((count, LENGTH), dtype=np.uint16)
    rows[:, 0], rows[:, -1] = tokenizer.cls_token_id, tokenizer.sep_token_id
    rows[:, 1:-1] = np.asarray(stream[: count * inside], dtype=np.uint16).reshape(count, inside)
    return rows


def learning_rate(share: float) -> float:
    """Peak after a short warm-up, then down in a half cosine; ``share`` of the budget used."""
    if share < _WARM:
        return _PEAK * max(share, 1e-3) / _WARM
    return _PEAK * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(share, 1.0))))


class Run:
    """One training run and all that must be kept to go on with it."""

    def __init__(self, rows: Rows, tokenizer: Any, shape: Shape, work: Path) -> None:  # noqa: ANN401
        import numpy as np
        import torch
        from transformers import BertConfig, BertModel

        self.rows, self.work = rows, work
        self.mask_id, self.pieces = tokenizer.mask_token_id, len(tokenizer)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(0)
        config = BertConfig(
            vocab_size=self.pieces,
            hidden_size=shape.width,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.inner,
            max_position_embeddings=512,
            hidden_dropout_prob=0.0,  # each text is seen once or twice: nothing to overfit
            attention_probs_dropout_prob=0.0,
            pad_token_id=tokenizer.pad_token_id,
        )
        self.model = BertModel(config, add_pooling_layer=False).to(self.device)
        self.head = torch.nn.ModuleDict(
            {
                "masked": torch.nn.Sequential(
                    torch.nn.Linear(shape.width, shape.width),
                    torch.nn.GELU(),
                    torch.nn.LayerNorm(shape.width),
                ),
                "words": torch.nn.Linear(shape.width, shape.width),
            }
        ).to(self.device)
        self.bias = torch.nn.Parameter(torch.zeros(self.pieces, device=self.device))
        often = np.bincount(rows.ravel(), minlength=self.pieces)
        rarity = np.log(rows.shape[0] / (1 + np.minimum(often, rows.shape[0]))).clip(0)
        rarity[:5] = 0
        self.rarity = torch.tensor(rarity, dtype=torch.float32, device=self.device)
        parameters = [*self.model.parameters(), *self.head.parameters(), self.bias]
        self.optimizer = torch.optim.AdamW(parameters, lr=_PEAK, weight_decay=0.01)
        self.parameters = parameters
        self.step, self.used = 0, 0.0

    def start_from(self, vectors: Any) -> None:  # noqa: ANN401 - array of pieces by width
        """Take the first vectors of the pieces."""
        import torch

        with torch.no_grad():
            table = self.model.embeddings.word_embeddings.weight
            table.copy_(torch.tensor(vectors, device=self.device) * 0.04)

    def load(self) -> bool:
        """Go on from the saved state, if there is one."""
        import torch

        path = self.work / "state.pt"
        if not path.is_file():
            return False
        state = torch.load(path, map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.head.load_state_dict(state["head"])
        self.bias.data.copy_(state["bias"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.used = state["step"], state["used"]
        return True

    def save(self) -> None:
        """Write the state aside, then put it in place at once; and the body as it is now."""
        import torch

        aside = self.work / "state.part"
        torch.save(
            {
                "model": self.model.state_dict(),
                "head": self.head.state_dict(),
                "bias": self.bias.data,
                "optimizer": self.optimizer.state_dict(),
                "step": self.step,
                "used": self.used,
            },
            aside,
        )
        aside.replace(self.work / "state.pt")
        self.model.save_pretrained(str(self.work / "body"))

    def losses(self, rows: Any) -> tuple[Any, Any]:  # noqa: ANN401 - tensors
        """Loss of the masked pieces and of the passage's words (rows: batch by ``LENGTH``)."""
        import torch
        from torch.nn.functional import cross_entropy, log_softmax

        count = rows.shape[0]
        # The same number of masked places in each row keeps every shape fixed.
        places = torch.rand(count, LENGTH - 2, device=self.device).argsort(1)[:, :_MASKED] + 1
        truth = rows.gather(1, places)
        chance = torch.rand(count, _MASKED, device=self.device)
        other = torch.randint(5, self.pieces, (count, _MASKED), device=self.device)
        shown = torch.where(chance < 0.8, self.mask_id, torch.where(chance < 0.9, other, truth))
        seen = rows.scatter(1, places, shown)
        table = self.model.embeddings.word_embeddings.weight
        with torch.autocast(self.device, torch.bfloat16):
            states = self.model(seen, torch.ones_like(seen)).last_hidden_state
            hidden = states.gather(1, places.unsqueeze(-1).expand(-1, -1, states.shape[-1]))
            guesses = self.head["masked"](hidden.flatten(0, 1)) @ table.T + self.bias
            bag = self.head["words"](states.mean(1)) @ table.T + self.bias
        weight = self.rarity[rows]
        weight = weight / weight.sum(1, keepdim=True).clamp(min=1e-6)
        words = -(log_softmax(bag.float(), 1).gather(1, rows) * weight).sum(1).mean()
        return cross_entropy(guesses.float(), truth.flatten()), words

    def train(self, *, minutes: float, batch: int) -> None:
        """Steps until the budget is used; rows in a new order each time round."""
        import numpy as np
        import torch

        budget = minutes * 60
        a_round = len(self.rows) // batch
        saved = begun = time.monotonic()
        before = self.used
        shown: list[tuple[float, float]] = []
        try:
            while self.used < budget:
                turn, place = divmod(self.step, a_round)
                if place == 0 or not shown:
                    order = np.random.default_rng(turn).permutation(len(self.rows))
                for group in self.optimizer.param_groups:
                    group["lr"] = learning_rate(self.used / budget)
                chosen = self.rows[order[place * batch : (place + 1) * batch]].astype(np.int64)
                masked, words = self.losses(torch.from_numpy(chosen).to(self.device))
                (masked + _WORDS_WEIGHT * words).backward()
                torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
                self.optimizer.step()
                self.optimizer.zero_grad()
                self.step += 1
                now = time.monotonic()
                self.used = before + now - begun
                shown.append((masked.item(), words.item()))
                if self.step % 50 == 0:
                    self.tell(shown[-50:], now - begun, len(shown) * batch)
                if now - saved > _SAVE_EVERY:
                    self.save()
                    saved = now
        finally:
            self.save()

    def tell(self, recent: list[tuple[float, float]], seconds: float, rows: int) -> None:
        """One line of how it goes, on the screen and in the log."""
        masked, words = (sum(column) / len(recent) for column in zip(*recent, strict=True))
        line = {
            "step": self.step,
            "minutes": round(self.used / 60, 1),
            "masked": round(masked, 3),
            "words": round(words, 3),
            "pieces_per_second": round(rows * LENGTH / seconds),
        }
        with (self.work / "log.jsonl").open("a") as log:
            log.write(json.dumps(line) + "\n")
        print(line, flush=True)


def main() -> None:
    """Prepare the rows once, then train or go on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--batch", type=int, default=64)
    for name, value in asdict(Shape()).items():
        parser.add_argument(f"--{name}", type=int, default=value)
    options = parser.parse_args()
    import numpy as np
    from transformers import AutoTokenizer

    options.work.mkdir(parents=True, exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(str(options.tokenizer))
    kept = options.work / "rows.npy"
    if not kept.is_file():
        np.save(kept, packed(options.texts, tokenizer))
    rows = np.load(kept)
    shape = Shape(options.layers, options.width, options.heads, options.inner)
    run = Run(rows, tokenizer, shape, options.work)
    if not run.load():
        vectors = piece_vectors(rows, pieces=len(tokenizer), width=shape.width)
        run.start_from(vectors)
    run.train(minutes=options.minutes, batch=options.batch)
    tokenizer.save_pretrained(str(options.work / "body"))
    print(f"{run.step} steps, {run.used / 60:.0f} minutes: {options.work / 'body'}")


if __name__ == "__main__":
    main()
