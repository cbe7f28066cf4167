"""Sentence vectors: a model of the user's own, from a folder on this machine.

No model is fetched: the option ``FANGAN_EMBEDDING_MODEL`` names a folder that
sentence-transformers can load (a transformer with its tokenizer, or a static table).
Without it the program works by words alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangan.errors import SettingsError
from fangan.settings import settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

Embed = Callable[[Sequence[str]], "Vectors"]
_BATCH = 32


def embedder() -> Embed | None:
    """The function that makes unit vectors of texts (texts by dimensions), if there is one.

    Raises:
        SettingsError: the folder named cannot be loaded.
    """
    folder = settings().embedding_model
    if folder is None:
        return None
    model = _model(folder)

    def embed(texts: Sequence[str]) -> Vectors:
        made: Vectors = model.encode(
            list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return made

    return embed


@lru_cache(maxsize=1)
def _model(folder: Path) -> Any:  # noqa: ANN401 - the library's type is not loaded here
    problem = f"语义模型文件夹 {folder} 不能用：其中应有 sentence-transformers 保存的完整模型。"
    if not (folder / "modules.json").is_file():
        raise SettingsError(problem)
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise SettingsError(problem) from error
