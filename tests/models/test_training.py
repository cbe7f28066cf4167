"""Each stage of training, in the small: it learns, stops, goes on, and what it writes loads."""

import json
import signal
import sys

import numpy as np
import pytest
from models.train import contrastive, export, pretrain, reranker, tokenizer
from models.train.budget import TimedRun, learning_rate
from models.train.cooccurrence import piece_vectors
from models.train.texts import mask, paragraphs

SUBJECTS = ("产业园区", "县人民政府", "开发区管委会", "企业服务中心", "自然资源局")
DEEDS = ("建设标准厂房", "发放创新补贴", "推行容缺受理", "开展亩均评价", "引进龙头企业")
ENDS = ("，年底前完成。", "，每年不少于20家。", "，投资3亿元。", "，由专班负责。")


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    path = tmp_path_factory.mktemp("texts") / "texts.txt"
    lines = [f"{a}{b}{c}" for a in SUBJECTS for b in DEEDS for c in ENDS] * 4
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def vocabulary(texts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("vocabulary")
    run(tokenizer, str(texts), "--size", "120", "--out", str(folder))
    return folder


@pytest.fixture(scope="module")
def body(texts, vocabulary, tmp_path_factory):
    work = tmp_path_factory.mktemp("pretrained")
    run(pretrain, str(texts), *small(vocabulary, work), "--steps", "4")
    return work / "body"


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pairs")
    rows = [
        {"query": f"谁来{deed}", "positive": f"{subject}{deed}", "negatives": [f"{subject}{other}"]}
        for subject, deed, other in zip(SUBJECTS, DEEDS, DEEDS[1:] + DEEDS[:1], strict=True)
    ]
    for name in ("questions", "questions_dev"):
        write(folder / f"{name}.jsonl", rows)
    scored = [{"a": a, "b": b, "label": float(a == b)} for a in DEEDS for b in DEEDS]
    write(folder / "stsb_scored.jsonl", scored)
    return folder


def write(path, rows):
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


def small(vocabulary, work):
    sizes = {"layers": 1, "width": 32, "heads": 2, "inner": 32, "batch": 4}
    named = [part for name, size in sizes.items() for part in (f"--{name}", str(size))]
    return ["--tokenizer", str(vocabulary), "--work", str(work), "--minutes", "5", *named]


def run(module, *arguments):
    before, sys.argv = sys.argv, [module.__name__, *arguments]
    try:
        module.main()
    finally:
        sys.argv = before


def test_private_numbers_are_masked(tmp_path):
    path = tmp_path / "t.txt"
    path.write_text("联系电话0350-1234567，手机13800001234\n\n邮箱 a.b@c.gov.cn", encoding="utf-8")
    assert list(paragraphs([path])) == ["联系电话某号码，手机某号码", "邮箱 某号码"]
    assert mask("总投资138000万元，2023年") == "总投资138000万元，2023年"


def test_the_rate_rises_then_falls_with_the_budget():
    rates = [learning_rate(share, peak=1.0) for share in (0.0, 0.02, 0.04, 0.5, 1.0)]
    assert rates[0] < rates[1] < rates[2] > rates[3] > rates[4] > 0


def test_pieces_with_the_same_neighbours_get_like_vectors():
    # 10 and 11 stand between the same pieces, 20 between others.
    rows = np.array([[1, 10, 2, 1, 11, 2], [3, 20, 4, 3, 20, 4]] * 50, dtype=np.uint16)
    vectors = piece_vectors(rows, pieces=24, width=4, window=1)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    assert vectors[10] @ vectors[11] > vectors[10] @ vectors[20] + 0.3


def test_numbers_are_read_digit_by_digit(vocabulary):
    from tokenizers import Tokenizer

    pieces = Tokenizer.from_file(str(vocabulary / "tokenizer.json")).encode("企业２０家").tokens
    assert pieces[:1] + pieces[-4:] == ["[CLS]", "2", "0", "家", "[SEP]"]


def test_pretraining_goes_on_where_it_stopped(texts, vocabulary, tmp_path):
    arguments = [str(texts), *small(vocabulary, tmp_path), "--steps", "2"]
    run(pretrain, *arguments)
    import torch

    first = torch.load(tmp_path / "state.pt", weights_only=True)
    run(pretrain, *arguments)
    second = torch.load(tmp_path / "state.pt", weights_only=True)
    assert (first["step"], second["step"]) == (2, 4)
    assert second["used"] > first["used"]


def test_a_run_told_to_end_keeps_what_it_learned(tmp_path):
    import torch

    module = torch.nn.Linear(2, 1)
    training = TimedRun(module, tmp_path, peak=0.1)

    def losses(step):
        if step == 3:
            signal.raise_signal(signal.SIGTERM)
        return {"loss": module(torch.ones(1, 2)).square().sum()}

    assert training.train(losses, minutes=5) is False
    again = TimedRun(torch.nn.Linear(2, 1), tmp_path, peak=0.1)
    assert again.load()
    assert again.step == 4
    assert torch.equal(again.module.weight, module.weight)


def test_an_encoder_is_trained_written_and_read_alike_by_both_readers(body, pairs, tmp_path):
    from sentence_transformers import SentenceTransformer

    from fangan.nlp.embed_onnx import is_onnx, onnx_embedder

    arguments = ["--body", str(body), "--pairs", str(pairs), "--work", str(tmp_path)]
    run(contrastive, *arguments, "--batch", "5", "--steps", "45")
    folder = tmp_path / "shipped"
    run(export, "--encoder", str(tmp_path / "encoder"), "--out", str(folder))
    assert is_onnx(folder)
    asked = ["谁来建设标准厂房", "短", "自然资源局引进龙头企业，由专班负责。" * 9]
    whole = SentenceTransformer(str(folder), device="cpu").encode(asked, normalize_embeddings=True)
    light = onnx_embedder(folder)(asked)
    assert light.shape == whole.shape
    assert (light * whole).sum(axis=1).min() > 0.99
    assert onnx_embedder(folder)([]).shape[0] == 0


def test_training_brings_a_query_to_its_passage(body, pairs, tmp_path):
    run(
        contrastive,
        *["--body", str(body), "--pairs", str(pairs), "--work", str(tmp_path)],
        *["--batch", "5", "--steps", "100"],
    )
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert log[-1]["questions"] < log[0]["questions"]


def test_near_equal_passages_are_no_negatives(body):
    from models.train.contrastive import Encoder, Pair, contrast

    encoder = Encoder(body)
    alike = [Pair(f"问{i}", "产业园区建设标准厂房", group="same") for i in range(3)]
    assert contrast(encoder, alike, turn=0).item() == pytest.approx(0, abs=1e-4)


def test_a_reranker_is_trained_and_written(body, pairs, tmp_path):
    import onnxruntime

    arguments = ["--body", str(body), "--pairs", str(pairs), "--work", str(tmp_path)]
    run(reranker, *arguments, "--batch", "2", "--steps", "2")
    folder = tmp_path / "shipped"
    run(export, "--reranker", str(tmp_path / "reranker"), "--out", str(folder))
    names = [i.name for i in onnxruntime.InferenceSession(str(folder / "model.onnx")).get_inputs()]
    assert names == ["input_ids", "attention_mask", "token_type_ids"]


def test_candidates_put_the_answer_first_and_never_repeat_it():
    pairs = [
        contrastive.Pair("问甲", "答甲", ("像甲",)),
        contrastive.Pair("问乙", "答甲"),
        contrastive.Pair("问丙", "答丙"),
    ]
    rows = reranker.candidates(pairs, turn=0)
    lists = [rows[at : at + 5] for at in range(0, len(rows), 5)]
    assert [shown[0] for shown in lists] == [("问甲", "答甲"), ("问乙", "答甲"), ("问丙", "答丙")]
    assert lists[0][1] == ("问甲", "像甲")
    assert ("问乙", "答甲") not in lists[1][1:]
