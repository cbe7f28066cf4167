"""Sentence vectors: the encoder that comes with the program, or one of the user's own.

No model is fetched. The option ``FANGAN_EMBEDDING_MODEL`` names a folder that
sentence-transformers can load; without it the encoder named in ``models/default.toml``
serves. A folder is read in the lightest way it allows: a static table with numpy, a network
in ``model.onnx`` with onnxruntime, anything else with sentence-transformers.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangan.errors import DataFolderError, SettingsError
from fangan.nlp.embed_onnx import is_onnx, onnx_embedder
from fangan.nlp.embed_static import is_static, static_embedder
from fangan.settings import data_folder, settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

Embed = Callable[[Sequence[str]], "Vectors"]
_BATCH = 64
# With fewer texts than this a graphics card has done its work before its library is loaded.
_WORTH_A_CARD = 20_000
_DECIDING = frozenset({".json", ".safetensors", ".onnx", ".bin", ".txt", ".model", ".toml"})


@dataclass(frozen=True, slots=True)
class Encoder:
    """Two functions that make unit vectors of texts (texts by width).

    ``fingerprint`` changes with the files of the model: vectors of two encoders can be
    compared only if it is the same.
    """

    name: str
    fingerprint: str
    queries: Embed
    passages: Embed


def encoder() -> Encoder | None:
    """The encoder of this installation; None where the program came without one.

    Raises:
        SettingsError: the folder named cannot be loaded.
    """
    folder = settings().embedding_model or default_folder()
    return load(folder) if folder else None


def default_folder() -> Path | None:
    """The folder of the encoder that comes with the program."""
    try:
        models = data_folder("models")
    except DataFolderError:
        return None
    named = models / "default.toml"
    if not named.is_file():
        return None
    return models / str(tomllib.loads(named.read_text("utf-8"))["encoder"])


@lru_cache(maxsize=2)
def load(folder: Path) -> Encoder:
    """The encoder in ``folder``.

    Raises:
        SettingsError: it cannot be loaded.
    """
    try:
        card, embed = _card(folder), _lightest(folder)
        before = _prompts(folder, card)
    except SettingsError:
        raise
    except Exception as error:  # the libraries raise of every kind, onnxruntime its own
        raise SettingsError(
            f"语义模型文件夹 {folder} 不能用：其中应有 sentence-transformers 保存的完整模型；"
            "请重新复制该文件夹，或改设环境变量 FANGAN_EMBEDDING_MODEL。"
        ) from error
    return Encoder(
        str(card.get("id", folder.name)),
        _fingerprint(folder),
        _prefixed(embed, before.get("query", "")),
        _prefixed(embed, before.get("passage", "")),
    )


def _lightest(folder: Path) -> Embed:
    """The folder read by the lightest reader that can."""
    if is_static(folder):
        return static_embedder(folder)
    if is_onnx(folder):
        return _on_card_if_many(folder, onnx_embedder(folder))
    if not (folder / "modules.json").is_file():
        raise FileNotFoundError(folder / "modules.json")
    return _whole(folder)


def _card(folder: Path) -> dict[str, Any]:
    path = folder / "model.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def _prompts(folder: Path, card: dict[str, Any]) -> dict[str, str]:
    """What stands before queries and passages: the set that the card names, else its own.

    Raises:
        SettingsError: the card names a set that is not there.
    """
    own = folder / "config_sentence_transformers.json"
    if "prompt" not in card and own.is_file():
        given = json.loads(own.read_text("utf-8")).get("prompts", {})
        return {"query": given.get("query", ""), "passage": given.get("document", "")}
    name = card.get("prompt", "plain")
    known = tomllib.loads((data_folder("prompts") / "encoders.toml").read_text("utf-8"))
    if name not in known:
        raise SettingsError(
            f"语义模型 {folder} 的 model.toml 中 prompt = “{name}” 不认识；"
            f"可用的有 {'、'.join(known)}，或在 prompts/encoders.toml 中添加。"
        )
    chosen: dict[str, str] = known[name]
    return chosen


def _prefixed(embed: Embed, before: str) -> Embed:
    if not before:
        return embed
    return lambda texts: embed([before + text for text in texts])


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _DECIDING:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _has_graphics_card() -> bool:
    """Whether it pays to load torch and ask it."""
    if not shutil.which("nvidia-smi"):
        return False
    import torch

    return torch.cuda.is_available()


def _on_card_if_many(folder: Path, light: Embed) -> Embed:
    """On the processor, but very many texts on a graphics card where there is one."""

    def embed(texts: Sequence[str]) -> Vectors:
        if len(texts) >= _WORTH_A_CARD and _has_graphics_card():
            return _whole(folder)(texts)
        return light(texts)

    return embed


@lru_cache(maxsize=1)
def _whole(folder: Path) -> Embed:
    """The folder as sentence-transformers reads it, on the best device there is."""
    import torch
    from sentence_transformers import SentenceTransformer

    half = {"dtype": torch.bfloat16} if torch.cuda.is_available() else {}
    model = SentenceTransformer(str(folder), local_files_only=True, model_kwargs=half)

    def embed(texts: Sequence[str]) -> Vectors:
        made: Vectors = model.encode(
            list(texts),
            batch_size=_BATCH,
            prompt="",
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return made

    return embed
