import gzip
import importlib.util

from fangan.nlp.commonplace import common_pairs, own_pairs


def test_general_words_are_common_and_names_are_not():
    assert own_pairs("大力推进改革创新，不断提高发展水平") <= 1
    assert own_pairs("岭北铜器厂的老炉烟道改接赵家窑热力站") >= 8


def test_known_pairs_and_numbers_do_not_count():
    text = "赵家窑2025年"
    assert own_pairs(text) > own_pairs(text, known={"赵家", "家窑"})
    assert own_pairs("20252030") == 0


def test_the_table_is_of_pairs():
    pairs = common_pairs()
    assert len(pairs) > 10_000
    assert all(len(pair) == 2 for pair in pairs)


def test_the_table_is_made_by_its_script(root, tmp_path, monkeypatch, capsys):
    source = tmp_path / "text.txt"
    source.write_text("大力发展\n大力发展经济\n铜器\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location(
        "official_pairs", root / "models/train/official_pairs.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    out = tmp_path / "made"
    monkeypatch.setattr("sys.argv", ["x", str(source), "--least", "2", "--out", str(out)])
    module.main()
    text = gzip.decompress((out / "pairs.txt.gz").read_bytes()).decode()
    assert text == "力发发展大力"
    assert "3 of" in capsys.readouterr().out
