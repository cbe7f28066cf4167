"""Models that make vectors of texts, from a folder, and a store of vectors made before.

Three kinds of folder: a static table of ours (read without sentence-transformers), a
network exported to ONNX with its tokenizer, and whatever sentence-transformers loads.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fangan.nlp.embed_static import is_static, static_embedder

Vectors = NDArray[np.float32]
_BATCH = 64
_LONGEST = 512


@dataclass(frozen=True, slots=True)
class Encoder:
    """Two functions that give unit vectors; ``fingerprint`` changes with the model's files."""

    name: str
    fingerprint: str
    queries: Callable[[Sequence[str]], Vectors]
    passages: Callable[[Sequence[str]], Vectors]


def load(folder: Path, *, name: str = "") -> Encoder:
    """The encoder in ``folder``."""
    prefix = prompts(folder)
    networks = sorted(folder.glob("*.onnx"))
    if networks:
        made = network(networks[0], folder / "tokenizer.json")
    elif is_static(folder):
        made = static_embedder(folder)
    else:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(folder), local_files_only=True)

        def made(texts: Sequence[str]) -> Vectors:
            return model.encode(
                list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )

    def prefixed(kind: str) -> Callable[[Sequence[str]], Vectors]:
        before = prefix.get(kind, "")
        return (lambda texts: made([before + text for text in texts])) if before else made

    return Encoder(
        name or folder.name, fingerprint(folder), prefixed("query"), prefixed("document")
    )


def prompts(folder: Path) -> dict[str, str]:
    """What the model wants before queries and before documents, as its folder says."""
    config = folder / "config_sentence_transformers.json"
    if not config.is_file():
        return {}
    return json.loads(config.read_text(encoding="utf-8")).get("prompts", {})


def fingerprint(folder: Path) -> str:
    """A hash of the files that decide what vectors come out."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".json", ".safetensors", ".onnx", ".bin", ".txt"}:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def network(path: Path, tokenizer_file: Path) -> Callable[[Sequence[str]], Vectors]:
    """An exported network: the vector it gives of a text, or the mean of those of its tokens."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(
        str(path), options, providers=onnxruntime.get_available_providers()
    )
    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    longest = min((tokenizer.truncation or {}).get("max_length", _LONGEST), _LONGEST)
    tokenizer.enable_truncation(longest)
    tokenizer.no_padding()
    wanted = {entry.name for entry in session.get_inputs()}

    def batch(encodings: Sequence[Any]) -> Vectors:
        width = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(encodings), width), dtype=np.int64)
        seen = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            seen[row, : len(encoding.ids)] = 1
        given = {"input_ids": ids, "attention_mask": seen, "token_type_ids": np.zeros_like(ids)}
        (out, *_) = session.run(None, {key: given[key] for key in wanted})
        if out.ndim == 3:
            out = (out * seen[:, :, None]).sum(axis=1) / seen.sum(axis=1, keepdims=True)
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)

    def embed(texts: Sequence[str]) -> Vectors:
        encodings = tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda at: len(encodings[at].ids))
        parts = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
        first = [batch([encodings[at] for at in part]) for part in parts]
        made = np.empty((len(texts), first[0].shape[1]), dtype=np.float32)
        for part, vectors in zip(parts, first, strict=True):
            made[part] = vectors
        return made

    return embed


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
