"""Words as search compares them: without case and diacritics, in Python and in the database alike.

The database keeps no second copy of a text for this: an index over `Words(…)` is all there is, so nothing can fall
out of step with what a row says. What is asked for is folded here, by the same rules.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import snowballstemmer
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func

#: Letters that are no base letter with a mark, as Unicode sees them.
_LETTERS = str.maketrans("łŁđĐøØ", "lLdDoO")
_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[0-9]+e[0-9]+(?=[^\W\d_])")
_SHORTEST_STEM = 3
MOST_WORDS = 6
LONGEST_TEXT = 200

# The parser of PostgreSQL sees addresses, signed numbers and paths where a person sees words; it is given words only.
_PUNCTUATION = '!"#$&()*+,-./:;<=>?@[]^_`{|}~–—„”’…'
_WORDS = (
    "to_tsvector('simple', translate(regexp_replace(normalize({text}, NFKD), '[\\u0300-\\u036f]', '', 'g'),"
    " 'łŁđĐøØ{punctuation}', 'lLdDoO{spaces}'))"
).format(text="%(expressions)s", punctuation=_PUNCTUATION, spaces=" " * len(_PUNCTUATION))


class Words(Func):
    """The words of one or more text columns, folded; a row is found by them through an index on the same columns.

    Who changes how words are made has to make those indexes anew: conversations_words, customers_words.
    """

    template = _WORDS
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()


def fold(text: str) -> str:
    """Give the text without case and diacritics: "Żółć" and "zolc" are the same."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS).lower()


def words(text: str) -> list[str]:
    """Give the words of what somebody asks for, folded, each once and not more than anybody needs."""
    return list(dict.fromkeys(_as_stored(_WORD.findall(fold(text[:LONGEST_TEXT])))))[:MOST_WORDS]


def stems(text: str) -> list[str]:
    """Give for each word the beginning that its Polish forms share: "reklamację" → "reklamacj"."""
    found = _WORD.findall(unicodedata.normalize("NFC", text[:LONGEST_TEXT]).lower())
    return list(dict.fromkeys(_as_stored(_stem(word) for word in found)))[:MOST_WORDS]


def _as_stored(found: Iterable[str]) -> Iterator[str]:
    """Part what the parser of PostgreSQL parts: "7e3f" begins with what it takes for a number, 7 · 10³."""
    for word in found:
        number = _NUMBER.match(word)
        yield from (number[0], word[number.end() :]) if number else (word,)


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    folded = fold(word)
    stem = fold(str(snowballstemmer.stemmer("polish").stemWord(word)))
    return stem if len(stem) >= _SHORTEST_STEM and folded.startswith(stem) else folded


def beginning_with(beginnings: Iterable[str]) -> SearchQuery:
    """Ask for rows that have, for each of these folded beginnings, a word that begins so."""
    return SearchQuery(" & ".join(f"'{word}':*" for word in beginnings), search_type="raw", config="simple")


def parts(text: str, beginnings: Iterable[str]) -> list[tuple[str, bool]]:
    """Cut a text where a word begins with one of these; tells of each part whether it does."""
    wanted = tuple(beginnings)
    found: list[tuple[str, bool]] = []
    end = 0
    for word in _WORD.finditer(text) if wanted else ():
        if fold(word[0]).startswith(wanted):
            found += [(text[end : word.start()], False), (word[0], True)]
            end = word.end()
    return [part for part in (*found, (text[end:], False)) if part[0]]
