"""The models to be measured, and a store of the vectors that they made before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fangan.nlp.embed import Encoder, load

Vectors = NDArray[np.float32]


def named(argument: str) -> Encoder:
    """The encoder in a folder, or in ``name=folder`` for one that is not part of the project."""
    name, _, folder = argument.rpartition("=")
    encoder = load(Path(folder).resolve())
    return replace(encoder, name=name) if name else encoder


def vectors(encoder: Encoder, texts: Sequence[str], cache: Path) -> Vectors:
    """Vectors of passages, from ``cache`` if this model made vectors of these texts before."""
    digest = hashlib.sha256(encoder.fingerprint.encode())
    for text in texts:
        digest.update(text.encode() + b"\0")
    path = cache / f"{digest.hexdigest()[:32]}.npy"
    if path.is_file():
        return np.load(path).astype(np.float32)
    made = encoder.passages(texts)
    cache.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npy")
    np.save(partial, made.astype(np.float16))
    partial.replace(path)
    return made
