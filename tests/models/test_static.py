"""The static encoder: vocabulary, training, and the folder that comes out."""

import json
import random
import sys

import numpy as np
import pytest

MATTERS = ("养老保险", "渔船登记", "林业补贴", "水质检测", "道路运输", "食品抽检", "社区矫正")


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """Running text and pairs, a few of each."""
    folder = tmp_path_factory.mktemp("static")
    chance = random.Random(3)
    verbs = ("办理", "申请", "公布", "检查", "报送", "修改")
    lines = [
        f"{m}由主管部门负责{chance.choice(verbs)}，每{chance.randrange(2, 9)}个月"
        f"{chance.choice(verbs)}一次，结果向社会{chance.choice(verbs)}。"
        for m in MATTERS * 60
    ]
    (folder / "laws.txt").write_text("\n".join(lines), encoding="utf-8")
    pairs = folder / "pairs"
    pairs.mkdir()

    def write(name, rows):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (pairs / f"{name}.jsonl").write_text(text, encoding="utf-8")

    made = [
        {"query": f"{m}怎么办理", "positive": line, "negatives": [lines[at - 1]], "group": m}
        for at, (m, line) in enumerate(zip(MATTERS * 60, lines, strict=True))
    ]
    write("questions", made[:300])
    write("questions_dev", made[300:320])
    write("stsb_scored", [{"a": MATTERS[0], "b": m, "label": 0.1} for m in MATTERS])
    return folder


def train(work, monkeypatch, *more):
    from models.train import static

    given = [str(work / "laws.txt"), "--pairs", str(work / "pairs"), "--width", "16"]
    sizes = ["--size", "300", "--batch", "32", "--minutes", "30"]
    monkeypatch.setattr(sys, "argv", ["static", *given, *sizes, *map(str, more)])
    static.main()


@pytest.fixture
def trained(work, monkeypatch, tmp_path):
    train(work, monkeypatch, "--work", tmp_path, "--steps", 4, "--out", tmp_path / "made")
    return tmp_path


def test_training_goes_on_where_it_stopped(trained, work, monkeypatch, capsys):
    capsys.readouterr()
    train(work, monkeypatch, "--work", trained, "--steps", 3)
    assert "7 steps" in capsys.readouterr().out


def test_the_folder_gives_the_same_vectors_with_and_without_the_library(trained):
    from sentence_transformers import SentenceTransformer

    from fangan.nlp.embed_static import is_static, static_embedder

    folder = trained / "made"
    assert is_static(folder)
    texts = ["养老保险怎么办理", "渔船登记每3个月检查一次，结果向社会公布。", "", "😀", "Ａ２级"]
    light = static_embedder(folder)(texts)
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    assert np.allclose(light, model.encode(texts, normalize_embeddings=True), atol=1e-5)
    assert np.linalg.norm(light, axis=1)[:2].tolist() == pytest.approx([1, 1], abs=1e-5)


def test_pairs_of_characters_can_be_compared_but_not_written(work, monkeypatch, tmp_path, capsys):
    given = ("--work", tmp_path, "--steps", 2, "--out", tmp_path / "made")
    train(work, monkeypatch, *given, "--vocabulary", "pairs")
    assert "after" in capsys.readouterr().out
    assert not (tmp_path / "made").exists()


def test_words_phrases_and_numbers_are_pieces_and_punctuation_is_none(work):
    from models.train.words import word_tokenizer

    lines = (work / "laws.txt").read_text(encoding="utf-8").splitlines()
    # Neighbours differ: what always stands beside a phrase would be taken for a part of it.
    near = [
        "企业",
        "名单",
        "产品",
        "政策",
        "园区",
        "评定",
        "培育",
        "发展",
        "服务",
        "扶持",
        "城市",
        "农村",
        "道路",
        "学校",
        "医院",
        "工厂",
    ]
    for phrase in ("专精特新", "养老保险"):
        lines += [f"2026年{one}{phrase}{other}" for one in near for other in near]
    made = word_tokenizer(lines, size=400)
    assert made.encode("２０２６年，专精特新养老保险！").tokens == [
        "2026",
        "年",
        "专精特新",
        "养老保险",
    ]


def test_parts_are_the_shorter_pieces_inside_a_word():
    from models.train.words import parts

    assert parts(["养", "老", "养老", "保险", "养老保险", "ab", "a"]) == [
        [],
        [],
        [0, 1],
        [],
        [0, 1, 2, 3],
        [],
        [],
    ]


def test_eight_bits_change_a_vector_by_less_than_half_a_step(tmp_path):
    from models.train.static import save
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer, models

    table = np.random.default_rng(0).standard_normal((5, 8)).astype(np.float32)
    save(table, Tokenizer(models.Unigram([("甲", -1.0)] * 1, unk_id=0)), tmp_path)
    parts = load_file(str(tmp_path / "model.safetensors"))
    steps = parts["weights"][:, None]
    assert np.all(np.abs(parts["embeddings"] * steps - table) <= steps / 2 + 1e-6)
