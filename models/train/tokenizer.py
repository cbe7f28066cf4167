"""Train the subword vocabulary of the encoders.

    python -m models.train.tokenizer TEXT.txt[.gz]… --size 16000 --out FOLDER

A unigram vocabulary (Kudo, 2018, "Subword Regularization") is learned from text that jieba
has cut into words, so that its pieces are words or parts of words and never run across
them; at run time the pieces are found by the unigram model alone, without jieba. Digits
stand one by one: a number is read digit by digit, and no year is a word.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from models.train.texts import paragraphs

PAD, UNKNOWN, START, END, MASK = "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"


def words(texts: Iterable[str]) -> Iterator[str]:
    """Each text as jieba's words with a space between them."""
    import jieba

    jieba.setLogLevel(60)
    own = jieba.Tokenizer()  # the common one may hold words that the program has added
    for text in texts:
        yield " ".join(own.cut(text, HMM=False))


def train(texts: Iterable[str], *, size: int) -> Any:  # noqa: ANN401 - untyped library
    """The tokenizer (of the tokenizers library) with about ``size`` pieces."""
    from tokenizers import (
        Regex,
        Tokenizer,
        models,
        normalizers,
        pre_tokenizers,
        processors,
        trainers,
    )

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Punctuation(),
            pre_tokenizers.Digits(individual_digits=True),
        ]
    )
    tokenizer.train_from_iterator(
        words(texts),
        trainers.UnigramTrainer(
            vocab_size=size,
            special_tokens=[PAD, UNKNOWN, START, END, MASK],
            unk_token=UNKNOWN,
            max_piece_length=6,
            show_progress=False,
        ),
    )
    start, end = tokenizer.token_to_id(START), tokenizer.token_to_id(END)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{START} $A {END}",
        pair=f"{START} $A {END} $B:1 {END}:1",
        special_tokens=[(START, start), (END, end)],
    )
    return tokenizer


def main() -> None:
    """Read the texts, write the tokenizer as transformers loads it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--size", type=int, default=16_000)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    from transformers import PreTrainedTokenizerFast

    tokenizer = train(paragraphs(options.texts), size=options.size)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        unk_token=UNKNOWN,
        cls_token=START,
        sep_token=END,
        mask_token=MASK,
        model_max_length=512,
    ).save_pretrained(str(options.out))
    print(f"{tokenizer.get_vocab_size()} pieces in {options.out}")


if __name__ == "__main__":
    main()
