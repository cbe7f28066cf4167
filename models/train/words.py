"""Vocabularies of the static encoder: whole words, or characters and their pairs.

Words are found without jieba at run time: a unigram tokenizer (of the tokenizers library)
over jieba's dictionary and its frequencies takes the same most probable path, ten times
as fast. Phrases that the dictionary lacks are found as pairs of words that keep together
(Mikolov et al., 2013, "Distributed Representations of Words and Phrases").
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

UNKNOWN = "[UNK]"
_RUN = re.compile(r"[a-z][a-z0-9]*|\d+")
_LONGEST = 8
_NUMERAL = re.compile(r"[0-9a-z零〇一二三四五六七八九十百千万亿两第]")
_SAMPLED = 3  # words are counted in one text of three
_LEAST_PHRASE, _LEAST_TIES = 20, 0.5
_ROUNDS = 2  # a phrase of three words takes two
_BATCH = 2000


def word_tokenizer(texts: Sequence[str], *, size: int) -> Any:  # noqa: ANN401 - untyped library
    """A tokenizer whose ``size`` pieces are words, frequent phrases, numbers and characters."""
    import jieba

    jieba.setLogLevel(60)
    own = jieba.Tokenizer()  # the common one may hold words that the program has added
    own.initialize()
    frequencies = {word.lower(): count for word, count in own.FREQ.items() if count}
    chars = Counter(char for text in texts for char in normal(text))
    runs = Counter(run for text in texts for run in _RUN.findall(normal(text)))
    dictionary = Counter({char: 1 for char in chars if not char.isspace()})
    dictionary.update({run: count for run, count in runs.items() if count >= 20})
    dictionary.update({word: count for word, count in frequencies.items() if len(word) <= _LONGEST})
    found: dict[str, int] = {}
    for _ in range(_ROUNDS):
        tokenizer = _unigram(Counter({**dictionary, **found}))
        found |= _phrases(*_counted(tokenizer, texts[::_SAMPLED]))
    words, _ = _counted(_unigram(Counter({**dictionary, **found})), texts[::_SAMPLED])
    # Every character stays, so that any word can still be spelled.
    kept = Counter({char: max(words[char], 1) for char in chars if chars[char] >= 3})
    kept.update({word: count for word, count in words.items() if len(word) > 1 and count >= 2})
    single = [char for char in kept if len(char) == 1 and not char.isspace()]
    longer = Counter({word: count for word, count in kept.items() if len(word) > 1})
    chosen = dict(longer.most_common(size - len(single) - 1))
    return _unigram(Counter(chosen | {char: kept[char] for char in single}))


def _phrases(words: Counter[str], pairs: Counter[tuple[str, str]]) -> dict[str, int]:
    """Words that stand together more often than apart, as one, with their counts."""
    return {
        left + right: count
        for (left, right), count in pairs.items()
        if count >= _LEAST_PHRASE
        and len(left + right) <= _LONGEST
        and not _NUMERAL.search(left + right)
        and _tie(count, words[left], words[right], words.total()) >= _LEAST_TIES
    }


def normal(text: str) -> str:
    """The text as the tokenizer sees it."""
    import unicodedata

    return unicodedata.normalize("NFKC", text).lower()


def pair_ids(texts: Iterable[str], numbers: dict[str, int]) -> list[list[int]]:
    """Characters and overlapping pairs of them, as numbers; what has none is left out."""
    from fangan.search.tokens import bigrams

    return [
        [numbers[term] for term in (*bigrams(text), *normal(text)) if term in numbers]
        for text in texts
    ]


def pair_numbers(texts: Iterable[str], *, size: int) -> dict[str, int]:
    """The most frequent characters and pairs, numbered from 1 (0 is the unknown)."""
    from fangan.search.tokens import bigrams

    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(bigrams(text))
        counts.update(char for char in normal(text) if char.isalnum())
    return {term: at for at, (term, _) in enumerate(counts.most_common(size - 1), start=1)}


def parts(pieces: Sequence[str]) -> list[list[int]]:
    """For each piece the numbers of the shorter pieces inside it."""
    numbers = {piece: at for at, piece in enumerate(pieces)}
    found = []
    for piece in pieces:
        inside = {
            piece[start:end]
            for start in range(len(piece))
            for end in range(start + 1, len(piece) + 1)
            if end - start < len(piece)
        }
        whole = len(piece) > 1 and not piece.isascii()
        found.append(sorted(numbers[p] for p in inside if p in numbers) if whole else [])
    return found


def _tie(count: int, left: int, right: int, total: int) -> float:
    """Normalised pointwise mutual information (Bouma, 2009), -1 to 1."""
    return math.log(count * total / (left * right)) / -math.log(count / total)


def _counted(
    tokenizer: Any,  # noqa: ANN401
    texts: Sequence[str],
) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for begun in range(0, len(texts), _BATCH):
        made = tokenizer.encode_batch(texts[begun : begun + _BATCH], add_special_tokens=False)
        for encoding in made:
            tokens, offsets = encoding.tokens, encoding.offsets
            words.update(tokens)
            for place, pair in enumerate(itertools.pairwise(tokens)):
                if offsets[place][1] == offsets[place + 1][0]:
                    pairs[pair] += 1
    return words, pairs


def _unigram(counts: Counter[str]) -> Any:  # noqa: ANN401
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    total = counts.total()
    vocabulary = [(UNKNOWN, math.log(1e-3 / total))]
    vocabulary += [(word, math.log(count / total)) for word, count in counts.most_common()]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            # Punctuation says nothing in a bag of words, and no word runs across it.
            normalizers.Replace(Regex(r"[\p{P}\p{S}\s]+"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Digits(individual_digits=False)]
    )
    return tokenizer
