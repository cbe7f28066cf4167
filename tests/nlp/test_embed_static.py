"""Static vectors without sentence-transformers."""

import json
import subprocess
import sys

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from fangan.nlp.embed_static import is_static, static_embedder

PIECES = ["[UNK]", "粮食", "储备", "水质", "检测"]


@pytest.fixture
def folder(tmp_path):
    tokenizer = Tokenizer(models.Unigram([(piece, -2.0) for piece in PIECES], unk_id=0))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    kind = "sentence_transformers.models.StaticEmbedding"
    modules = [{"idx": 0, "name": "0", "path": "", "type": kind}]
    (tmp_path / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    return tmp_path


TABLE = np.array([[0, 0], [1, 0], [0, 1], [2, 0], [0, 4]], dtype=np.float32)


@pytest.mark.parametrize(
    "parts",
    [
        {"embedding.weight": TABLE},
        {"embedding.weight": TABLE.astype(np.float16)},
        {"embeddings": TABLE.astype(np.int8), "weights": np.ones(5, dtype=np.float32)},
        {
            "embeddings": np.array([[0, 0], [1, 0], [0, 1]], dtype=np.int8),
            "mapping": np.array([0, 1, 2, 1, 2]),
            "weights": np.array([1, 1, 1, 2, 4], dtype=np.float32),
        },
    ],
    ids=["whole", "half", "eight bits", "shared rows"],
)
def test_the_mean_of_the_words_vectors_is_given_with_length_one(folder, parts):
    save_file(parts, str(folder / "model.safetensors"))
    assert is_static(folder)
    made = static_embedder(folder)(["粮食储备", "水质检测检测", "", "粮食"])
    wanted = [[0.5**0.5, 0.5**0.5], [2 / 68**0.5, 8 / 68**0.5], [0, 0], [1, 0]]
    assert np.allclose(made, wanted, atol=1e-6)
    assert made.dtype == np.float32


def test_many_texts_come_back_in_their_order(folder):
    save_file({"embedding.weight": TABLE}, str(folder / "model.safetensors"))
    texts = ["粮食", "储备"] * 1500
    assert np.array_equal(static_embedder(folder)(texts), np.tile(np.eye(2), (1500, 1)))


def test_other_models_are_not_taken_for_a_table(tmp_path, folder):
    assert not is_static(tmp_path / "none")
    other = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"}
    ]
    (folder / "modules.json").write_text(json.dumps(other), encoding="utf-8")
    assert not is_static(folder)


def test_a_vector_is_made_without_the_heavy_libraries(folder):
    save_file({"embedding.weight": TABLE}, str(folder / "model.safetensors"))
    program = (
        "import sys; from pathlib import Path; from fangan.nlp.embed_static import *;"
        "static_embedder(Path(sys.argv[1]))(['粮食']);"
        "print({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    made = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True
    )
    assert made.stdout.strip() == "set()"
