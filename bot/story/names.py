"""Names by their sound: letters of four scripts become the same few consonants. Pure.

A transliteration keeps little of a name: Arabic has no p and no vowels to speak of, Chinese no r and a syllable for
each consonant. What outlives all of them is the order of nine classes of consonants.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from bot.story.words import is_han, script_of, without_clitics
from bot.text.fold import fold_text

_WORD = re.compile(r"[^\W_]+")
_LEAST, _MOST = 4, 6  # consonants of a key: fewer are shared by chance
_SHORTEST = 4  # letters of a word that may be a name

_SOUNDS = str.maketrans(
    {
        **dict.fromkeys("bpбпبپ", "b"),
        **dict.fromkeys("fvwфвفڤ", "f"),
        **dict.fromkeys("dtдтدتطضظذث", "t"),
        **dict.fromkeys("gkqгкقكگغ", "k"),
        **dict.fromkeys("hхهحخ", "h"),
        **dict.fromkeys("szjcxсзжчшщцسزشصجچژ", "s"),
        **dict.fromkeys("lrлрلر", "l"),
        **dict.fromkeys("mмم", "m"),
        **dict.fromkeys("nнن", "n"),
    }
)
_SILENT = re.compile(r"[^bftkhslmn]")
_TWICE = re.compile(r"(.)\1+")
# Two or three letters for one sound, read before single letters.
_JOINED = {
    "sch": "s", "tch": "s", "dzh": "s", "sh": "s", "ch": "s", "zh": "s", "kh": "h", "gh": "g", "ph": "f", "th": "t",
    "ts": "s", "tz": "s", "dj": "s", "ng": "n", "дж": "ж", "тс": "ц", "тш": "ч", "нг": "н", "кс": "с",
    "نغ": "ن", "نج": "ن", "تش": "ش", "دج": "ج", "كس": "س",
}  # fmt: skip
_JOINT = re.compile("|".join(sorted(_JOINED, key=len, reverse=True)))

# The characters that Chinese writes foreign names with, by the consonants they stand for.
_HAN = {
    "": "阿艾奥安埃厄欧乌伍伊以因英尤优于亚雅娅叶耶也约尧延扬昂恩翁",
    "b": "巴贝比彼波布拜鲍伯别勃皮帕佩珀普潘庞蓬彭班本宾邦",
    "t": "达德迪杜多代戴当丹登丁顿东塔泰特提蒂图托陶坦滕廷通唐田季捷杰坚吐",
    "k": "戈格古加盖高根贡冈卡科克库考肯坎康昆凯基吉金甘",
    "h": "哈赫霍胡海豪汉亨洪罕汗",
    "f": "法菲费夫弗福瓦维沃韦万文温冯丰凡",
    "s": "萨塞斯苏索绍桑森辛松西希锡谢舍沙什施舒申尚扎泽兹佐祖赞曾宗乔朱日热恰切奇丘琴钦齐察策茨楚齐詹章珠斋札哲",
    "l": "尔拉莱勒雷里利列林卢鲁罗洛劳兰伦龙隆朗连莉丽琳",
    "m": "马玛曼梅门米明莫姆穆蒙毛麦密",
    "n": "纳内尼宁诺努奈南年涅娜妮",
}
_OF_HAN = {char: sound for sound, chars in _HAN.items() for char in chars}
# Syllables that end in a nasal.
_NASAL = frozenset(
    "安恩因英翁昂班本宾邦潘庞蓬彭丹登丁顿东当坦滕廷通唐田根贡冈肯坎康昆金汉亨洪万文温冯丰凡桑森辛松申尚赞曾宗琴钦詹章"
    "兰伦龙隆朗林连琳曼门明蒙坚甘罕汗"
)
_RUN = re.compile(f"[{''.join(_OF_HAN)}]{{3,12}}")


def sound(word: str) -> str:
    """Return the consonants of a folded word: Степногорск, Stepnogorsk and ستيبنوغورسك are all `stbnklsk`."""
    word = _JOINT.sub(lambda match: _JOINED[match.group()], word)
    return _TWICE.sub(r"\1", _SILENT.sub("", word.translate(_SOUNDS)))


def sound_of_han(run: str) -> str:
    """Return the consonants of a name in Chinese characters: 斯捷普诺戈尔斯克 is `stbnklsk`."""
    heard = "".join(_OF_HAN[char] + ("n" if char in _NASAL else "") for char in run)
    return _TWICE.sub(r"\1", heard)


def names(text: str, known: Collection[str] = ()) -> tuple[frozenset[str], frozenset[str]]:
    """Return the sounds of what may be names, each cut to four and to six consonants: all, and those not `known`.

    What may be a name: a capitalised word, any Arabic one (its script has no capitals), and in Chinese a run of
    characters that foreign names are written with.
    """
    heard: list[str] = []
    unknown: list[str] = []
    for word in _WORD.findall(text):
        if not (found := _sounds(word)):
            continue
        heard += found
        if is_han(word) and known:
            unknown += _sounds(_without(word, known))
        elif word not in known:
            unknown += found
    return frozenset(heard), frozenset(unknown)


def _without(run: str, known: Collection[str]) -> str:
    for word in known:
        run = run.replace(word, " ")
    return run


@lru_cache(maxsize=16_384)  # few words make most of the news
def _sounds(word: str) -> tuple[str, ...]:
    return tuple(key for heard in _heard(word) for key in _keys(heard))


def _heard(word: str) -> Iterator[str]:
    if is_han(word):
        yield from (sound_of_han(run) for run in _RUN.findall(word))
    elif len(word) >= _SHORTEST and not word[0].isdigit() and (word[0].isupper() or script_of(word) == "arabic"):
        bare = without_clitics(fold_text(word))
        if len(bare) >= _SHORTEST:
            yield sound(bare)


def _keys(heard: str) -> Iterator[str]:
    if len(heard) >= _LEAST:
        yield heard[:_LEAST]
    if len(heard) > _LEAST:
        yield heard[:_MOST]
