"""Search with a model of the user's own: a tiny static one, made here, loaded from a folder."""

import pytest

from fangan.errors import SettingsError
from fangan.search import search, starter_index
from fangan.settings import settings


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A table of vectors in which 钱 and 资金 mean the same and nothing else means anything."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Regex, Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    words = {"[UNK]": 0, "钱": 1, "资": 2, "金": 3, "地": 4}
    tokenizer = Tokenizer(WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Split(Regex("."), "isolated")
    weights = torch.zeros(len(words), 4)
    weights[1, 0] = weights[2, 0] = weights[3, 0] = weights[4, 1] = 1.0
    weights[0, 3] = 0.05
    folder = tmp_path_factory.mktemp("model")
    made = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights.numpy())], device="cpu"
    )
    made.save(str(folder))
    return folder


@pytest.fixture
def index(model, monkeypatch):
    monkeypatch.setenv("FANGAN_EMBEDDING_MODEL", str(model))
    settings.cache_clear()
    return starter_index()


def test_meaning_finds_what_words_do_not(index):
    hits = search(index, "钱", limit=5)
    assert hits
    assert "资金" in "".join(hit.quote for hit in hits)
    assert all(0 < hit.dense <= 1.001 for hit in hits)
    assert hits[0].as_json()["scores"]["dense"] > 0.5


def test_a_number_still_comes_first(index):
    number = index.policies[0].number
    assert search(index, f"{number} 钱")[0].number == number


def test_filters_hold_for_meaning_too(index):
    kind = index.policies[0].kind
    hits = search(index, "钱", kind=kind, limit=50)
    assert hits
    assert {hit.kind for hit in hits} == {kind}


def test_without_a_model_there_are_no_vectors():
    index = starter_index()
    assert index.dense is None
    assert search(index, "资金")[0].as_json()["scores"]["dense"] is None


def test_a_folder_without_a_model_is_said_so(tmp_path, monkeypatch):
    monkeypatch.setenv("FANGAN_EMBEDDING_MODEL", str(tmp_path))
    settings.cache_clear()
    with pytest.raises(SettingsError, match="语义模型文件夹"):
        starter_index()
