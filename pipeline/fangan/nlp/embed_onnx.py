"""Vectors from a transformer in eight bits, with onnxruntime and tokenizers alone.

A folder with ``model.onnx`` and ``tokenizer.json`` (models/train/export.py writes both). A
query is answered in milliseconds, without the ten seconds that sentence-transformers takes
to load.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

_PIECES_AT_A_TIME = 4096
_LONGEST = 128


def is_onnx(folder: Path) -> bool:
    """Whether ``folder`` holds a network for onnxruntime with its tokenizer."""
    return (folder / "model.onnx").is_file() and (folder / "tokenizer.json").is_file()


def network(path: Path) -> Any:  # noqa: ANN401 - untyped library
    """The network in ``path``, on the processor, with a thread a core."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # a warning of the library says nothing to a user
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def pieces_of(folder: Path) -> Any:  # noqa: ANN401 - untyped library
    """The tokenizer of a folder; a text is cut at the length the model was trained with."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    own = folder / "sentence_bert_config.json"
    length = json.loads(own.read_text("utf-8")).get("max_seq_length") if own.is_file() else None
    tokenizer.enable_truncation(length or _LONGEST)
    tokenizer.no_padding()
    return tokenizer


def by_length(lengths: Sequence[int], *, most: int) -> list[list[int]]:
    """Places of texts, the short together, so that a batch has ``most`` pieces at the most.

    Padding costs as much as text; a batch of like lengths has next to none.
    """
    batches: list[list[int]] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batches and (len(batches[-1]) + 1) * lengths[place] <= most:
            batches[-1].append(place)
        else:
            batches.append([place])
    return batches


def onnx_embedder(folder: Path) -> Callable[[Sequence[str]], Vectors]:
    """The function that makes unit vectors of texts (texts by width) with this network."""
    import numpy as np

    tokenizer, session = pieces_of(folder), network(folder / "model.onnx")
    width = session.get_outputs()[0].shape[-1]

    def embed(texts: Sequence[str]) -> Vectors:
        encoded = tokenizer.encode_batch(list(texts))
        lengths = [len(row.ids) for row in encoded]
        made: Vectors | None = None
        for places in by_length(lengths, most=_PIECES_AT_A_TIME):
            longest = max(lengths[place] for place in places)
            ids = np.zeros((len(places), longest), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, place in enumerate(places):
                ids[row, : lengths[place]] = encoded[place].ids
                mask[row, : lengths[place]] = 1
            vectors = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
            if made is None:
                made = np.empty((len(texts), vectors.shape[1]), dtype=np.float32)
            made[places] = vectors
        if made is None:
            return np.zeros((0, width if isinstance(width, int) else 0), dtype=np.float32)
        return made

    return embed
