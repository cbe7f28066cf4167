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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.train.budget import TimedRun
from models.train.cooccurrence import piece_vectors
from models.train.texts import paragraphs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.uint16]

LENGTH = 128
_MASKED = 25  # of 126: a fifth, for a small model that sees each text once or twice
_WORDS_WEIGHT = 0.2
_PEAK = 8e-4


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


class Pretraining:
    """The body with its two heads; makes the losses of a batch of rows."""

    def __init__(self, rows: Rows, tokenizer: Any, shape: Shape) -> None:  # noqa: ANN401
        import numpy as np
        import torch
        from transformers import BertConfig, BertModel

        self.rows = rows
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
        self.module = torch.nn.ModuleDict(
            {
                "body": BertModel(config, add_pooling_layer=False),
                "masked": torch.nn.Sequential(
                    torch.nn.Linear(shape.width, shape.width),
                    torch.nn.GELU(),
                    torch.nn.LayerNorm(shape.width),
                ),
                "words": torch.nn.Linear(shape.width, shape.width),
                "bias": torch.nn.ParameterDict({"pieces": torch.zeros(self.pieces)}),
            }
        ).to(self.device)
        often = np.bincount(rows.ravel(), minlength=self.pieces)
        rarity = np.log(rows.shape[0] / (1 + np.minimum(often, rows.shape[0]))).clip(0)
        rarity[:5] = 0
        self.rarity = torch.tensor(rarity, dtype=torch.float32, device=self.device)
        self.turn, self.order = -1, np.arange(len(rows))

    def start_from(self, vectors: Any) -> None:  # noqa: ANN401 - array of pieces by width
        """Take the first vectors of the pieces."""
        import torch

        with torch.no_grad():
            table = self.module["body"].embeddings.word_embeddings.weight
            table.copy_(torch.tensor(vectors, device=self.device) * 0.04)

    def drawn(self, step: int, size: int) -> Any:  # noqa: ANN401 - tensor
        """The rows of a step (size by ``LENGTH``), in a new order each time round."""
        import numpy as np
        import torch

        turn, place = divmod(step, len(self.rows) // size)
        if turn != self.turn:
            self.turn, self.order = turn, np.random.default_rng(turn).permutation(len(self.rows))
        chosen = self.rows[self.order[place * size : (place + 1) * size]].astype(np.int64)
        return torch.from_numpy(chosen).to(self.device)

    def losses(self, rows: Any) -> dict[str, Any]:  # noqa: ANN401 - tensors
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
        body, bias = self.module["body"], self.module["bias"]["pieces"]
        table = body.embeddings.word_embeddings.weight
        with torch.autocast(self.device, torch.bfloat16):
            states = body(seen, torch.ones_like(seen)).last_hidden_state
            hidden = states.gather(1, places.unsqueeze(-1).expand(-1, -1, states.shape[-1]))
            guesses = self.module["masked"](hidden.flatten(0, 1)) @ table.T + bias
            bag = self.module["words"](states.mean(1)) @ table.T + bias
        weight = self.rarity[rows]
        weight = weight / weight.sum(1, keepdim=True).clamp(min=1e-6)
        words = -(log_softmax(bag.float(), 1).gather(1, rows) * weight).sum(1).mean()
        return {
            "masked": cross_entropy(guesses.float(), truth.flatten()),
            "words": _WORDS_WEIGHT * words,
        }


def main() -> None:
    """Prepare the rows once, then train or go on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--steps", type=int)
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
    pretraining = Pretraining(rows, tokenizer, shape)
    run = TimedRun(pretraining.module, options.work, peak=_PEAK)
    if not run.load():
        pretraining.start_from(piece_vectors(rows, pieces=len(tokenizer), width=shape.width))
    done = run.train(
        lambda step: pretraining.losses(pretraining.drawn(step, options.batch)),
        minutes=options.minutes,
        steps=options.steps,
    )
    body = options.work / "body"
    pretraining.module["body"].save_pretrained(str(body))
    tokenizer.save_pretrained(str(body))
    print(
        f"{run.step} steps, {run.used / 60:.0f} minutes, {'done' if done else 'not done'}: {body}"
    )


if __name__ == "__main__":
    main()
