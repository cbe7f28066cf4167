"""Which model serves, how it is read, and what it reads before a text."""

import json

import numpy as np
import pytest

from fangan.errors import SettingsError
from fangan.nlp import embed
from fangan.settings import settings


@pytest.fixture(autouse=True)
def fresh():
    embed.load.cache_clear()
    embed._whole.cache_clear()


@pytest.fixture(scope="module")
def transformer(tmp_path_factory):
    """A transformer of one layer with mean pooling, as a user may have in a folder."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Regex, Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    body = tmp_path_factory.mktemp("body")
    words = ["[PAD]", "[UNK]", *"企业用地查询：先租后让"]
    tokenizer = Tokenizer(WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Split(Regex("."), "isolated")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]"
    ).save_pretrained(str(body))
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = BertConfig(vocab_size=len(words), intermediate_size=16, **shape)
    BertModel(config).save_pretrained(str(body))
    folder = tmp_path_factory.mktemp("model")
    made = SentenceTransformer(
        modules=[Transformer(str(body)), Pooling(16, pooling_mode="mean")], device="cpu"
    )
    made.save(str(folder))
    return folder


def test_a_transformer_of_the_users_own_serves(transformer, monkeypatch):
    monkeypatch.setenv("FANGAN_EMBEDDING_MODEL", str(transformer))
    settings.cache_clear()
    serving = embed.encoder()
    vectors = serving.passages(["企业用地", "先租后让"])
    assert vectors.shape == (2, 16)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert serving.queries(["企业用地"]) == pytest.approx(vectors[:1], abs=1e-5)


def test_the_card_names_what_stands_before_a_query(transformer, tmp_path):
    import shutil

    folder = tmp_path / "named"
    shutil.copytree(transformer, folder)
    (folder / "model.toml").write_text('id = "own"\nprompt = "e5"\n', encoding="utf-8")
    serving, plain = embed.load(folder), embed.load(transformer)
    assert serving.name == "own"
    assert serving.queries(["企业"]) == pytest.approx(plain.queries(["query: 企业"]), abs=1e-5)
    assert serving.fingerprint != plain.fingerprint


def test_a_folder_that_brings_its_own_prompts_is_heard(transformer, tmp_path):
    import shutil

    folder = tmp_path / "own"
    shutil.copytree(transformer, folder)
    path = folder / "config_sentence_transformers.json"
    config = json.loads(path.read_text("utf-8")) | {"prompts": {"query": "查询："}}
    path.write_text(json.dumps(config), encoding="utf-8")
    serving, plain = embed.load(folder), embed.load(transformer)
    assert serving.queries(["企业"]) == pytest.approx(plain.queries(["查询：企业"]), abs=1e-5)
    assert serving.passages(["企业"]) == pytest.approx(plain.passages(["企业"]), abs=1e-5)


def test_an_unknown_set_of_prompts_is_told(transformer, tmp_path):
    import shutil

    folder = tmp_path / "wrong"
    shutil.copytree(transformer, folder)
    (folder / "model.toml").write_text('prompt = "什么"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"什么.*bge-zh"):
        embed.load(folder)


@pytest.mark.parametrize("content", [{}, {"modules.json": "[]"}, {"modules.json": "{"}])
def test_a_folder_that_holds_no_model_is_told_in_one_sentence(content, tmp_path):
    for name, text in content.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="sentence-transformers"):
        embed.load(tmp_path)


def test_very_many_texts_go_to_a_graphics_card_where_there_is_one(transformer, monkeypatch):
    monkeypatch.setattr(embed, "_WORTH_A_CARD", 2)
    monkeypatch.setattr(embed, "_has_graphics_card", lambda: True)
    served = embed._on_card_if_many(transformer, lambda texts: np.zeros((len(texts), 16)))
    assert not served(["企业"]).any()
    assert served(["企业", "用地"]).any()


def test_all_folders_of_models_are_read_as_their_cards_say():
    folder = embed.default_folder()
    assert folder is None or embed.load(folder).queries(["企业用地"]).shape[0] == 1


def test_broken_prompts_are_said_of_the_folder(transformer, tmp_path):
    import shutil

    folder = tmp_path / "broken"
    shutil.copytree(transformer, folder)
    (folder / "config_sentence_transformers.json").write_text("{", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"broken 不能用.*请"):
        embed.load(folder)
