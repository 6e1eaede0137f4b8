"""What only bears the name of a place: a street, an underground station, a café, a cycling team.

"Ташкентская улица" lies in many a town and «Пекин» is a hotel in Moscow; "улица в Ташкенте", "a Tashkent street" and
"Beijing hotel fire" are of the town. In doubt a place counts: every pattern asks for the way such names are written.
All patterns read folded letters: quotes are ", ш is ш but ө is о, й is й, ة is ه.
"""

from __future__ import annotations

import re

from bot.match.form import Role
from bot.match.hit import Hit
from bot.match.reading import Reading

_REACH = 48  # letters that are looked at on either side
_NAMING = frozenset({Role.NAME, Role.MAYBE})

# --- Russian ---------------------------------------------------------------------------------------------------------

_ADJECTIVE = re.compile(r"(?:ск|цк)(?:ая|ой|ую|ий|ого|ому|ом|им)$")  # one street; «Пекинские улицы» are the town's
_FEMININE = re.compile(r"(?:ск|цк)(?:ая|ой|ую)$")
_BENDS = re.compile(r"[бвгджзклмнпрстфхцчшщйая]$")  # of Алматы and Душанбе the genitive is no other word
_ROAD_AFTER = re.compile(
    r" (?:улиц(?:а|ы|е|у|ей)|ул\.|проспект(?:а|у|ом|е)?|переул(?:ок|к[а-я]+)|шоссе|проезд(?:а|у|ом|е)?"
    r"|бульвар(?:а|у|ом|е)?|тракт(?:а|у|ом|е)?|набережн(?:ая|ой|ую)|площад(?:ь|и|ью))(?![а-я])"
)
_ROAD_BEFORE = re.compile(
    r"(?<![а-я])(?:улиц(?:а|ы|е|у|ей)|ул\.|проспект(?:а|у|ом|е)?|пр-т|переул(?:ок|к[а-я]+)|шоссе|проезд(?:а|у|ом|е)?"
    r'|бульвар(?:а|у|ом|е)?|набережн(?:ая|ой|ую)|площад(?:ь|и|ью)) "?$'
)
_STATION_BEFORE = re.compile(r'(?<![а-я])(?:метро|станци(?:я|и|ю|ей)|платформ[а-я]{1,2})(?: метро)? "?$')
_VENUE = (
    r"(?<![а-я])(?:кафе|ресторан|гостиниц|отел|кинотеатр|санатори|магазин|универмаг|универсам|тц|трц|торгов[а-я]+ центр"
    r"|чайхан|столов|теплоход|бассейн|жк|жил[а-я]+ комплекс|бизнес-центр|ночн[а-я]+ клуб|бар|пекарн|шашлычн)[а-я]{0,3} "
)
_VENUE_BEFORE = re.compile(f'{_VENUE}"$')
_BARE_VENUE_BEFORE = re.compile(r"(?<![а-я])(?:кафе|ресторан|гостиниц|отел|кинотеатр)[а-я]{0,3} $")
_CLOSED = re.compile(r'[^"\ufdd1]{0,40}"')

# --- Turkic and Tajik: the street stands behind the bare name, in Tajik and Persian before it -------------------------

_STREET_AFTER = re.compile(
    r'"? (?:кошеси|дангылы|аланы|кочосу|проспект[иы](?:си)?|шох кучаси|кучаси|shoh kochasi|kochasi|kucesi|kocesi|sayoly'
    r"|ilcesi)"
)
_TITLED_STREET_AFTER = re.compile(r" (?:caddesi|sokagi|bulvari|mahallesi|lokantasi|restorani|kafesi)")
_VENUE_AFTER = re.compile(
    r'" (?:мейрамханасы|дамханасы|конакуйи|кафеси|рестораны|мейманканасы|мехмонхонаси|ошхонаси'
    r"|mehmonxonasi|restorani|oshxonasi|kafesi|lokantasi|oteli|myhmanhanasy|cinema|hotel|restaurant|cafe)"
)
_STREET_BEFORE = re.compile(
    r"(?:^|[^\w])(?:кучаи|хиебони|[وفبل]?(?:شارع|جاده|مطعم|مقهي)|خيابان|كوچه|بلوار|رستوران|كافه) \"?$"
)
_TAJIK_VENUE_BEFORE = re.compile(r'(?:тарабхонаи|кахвахонаи|мехмонхонаи|чойхонаи|ресторани|кафеи) "$')

# --- English and Chinese ---------------------------------------------------------------------------------------------

_ROAD = re.compile(
    r" (?:(?:east|west|north|south|middle|central) )?"
    r"(?:road|street|avenue|lane|boulevard|restaurant|cafe|bistro)(?![\w'-])"
)
_DEMONYM = re.compile(r"(?:ese|ian|kazakh|kyrgyz|uzbek|tajik|turkmen|afghan)s?$")
_ROAD_IN_HAN = re.compile(
    r"[东西南北中]?(?:路(?![况透演边线口人网标桥径子由过费灯政面途上])|街(?![头道区舞景拍上市边坊角采])|大街|大道|胡同)"
)
_NO_TOWN = re.compile(r"^中|(?:国|斯坦|亚|方)$")

_LEADS_ON = re.compile(r'"? ?- ?"?[^\W\d]')  # جاده بيشكك - اوش is the road from the one to the other

# What a bearer is called begins so: asked first, for nearly all names stand beside other words.
_BEARERS = (
    "улиц", "ул.", "проспект", "пр-т", "переул", "шоссе", "проезд", "бульвар", "тракт", "набережн", "площад", "метро",
    "станци", "платформ", "кафе", "ресторан", "гостиниц", "отел", "кинотеатр", "санатори", "магазин", "универ", "тц",
    "трц", "центр", "чайхан", "столов", "теплоход", "бассейн", "жк", "комплекс", "бизнес", "клуб", "бар", "пекарн",
    "шашлычн", "кошеси", "дангылы", "аланы", "кочосу", "шох", "кучаси", "shoh", "kochasi", "kucesi", "kocesi", "sayoly",
    "ilcesi", "caddesi", "sokagi", "bulvari", "mahallesi", "lokantasi", "restoran", "kafesi", "мейрамханасы",
    "дамханасы", "конакуйи", "мейманканасы", "мехмонхона", "ошхонаси", "mehmonxonasi", "oshxonasi", "oteli",
    "myhmanhanasy", "cinema", "hotel", "restaurant", "cafe", "кучаи", "хиебони", "شارع", "جاده", "مطعم", "مقهي",
    "خيابان", "كوچه", "بلوار", "رستوران", "كافه", "тарабхонаи", "кахвахонаи", "чойхонаи", "east", "west", "north",
    "south", "middle", "central", "road", "street", "avenue", "lane", "boulevard", "bistro",
)  # fmt: skip
_BEGINNINGS = frozenset(bearer[:2] for bearer in _BEARERS)
_CLITICS = frozenset("وفبل")

# --- Cycling: one town lends its name to a team ----------------------------------------------------------------------

_TEAMS = frozenset({"place.astana"})
_RIDER_BEFORE = re.compile(r'(?:(?:вело)?гонщик|велокоманд|велоклуб|велосипедист|دراج)[\w]{0,4} "?$')
_RIDER_AFTER = re.compile(
    r"(?:'s)?\"?(?: |-)(?:riders?|cyclists?|sprinter|climber|qazaqstan|premier tech|pro team|велоклуб|велокоманд)"
    r"|车队|车手"
)
_RACE = re.compile(r"тур де франс|джиро|вуэльт|велогонк|giro|tour de france|vuelta|peloton|环法|环意|环西|طواف فرنسا")

# --- Football and hockey: «Астана» забила; but a match in Astana, and Astana that holds a tournament, are the town ----

_MATCH = re.compile(
    r"(?<!\w)(?:матч|гол(?!о|л|ь)|забил|лиг[аиеу](?!\w)|лигас|чемпионлар|шайб|кхл|вничью|реал(?!\w|ь)|кайрат|ордабас|тобыл"
    r"|тренер|вратар|футбол|хокке|доп(?!\w)|топ(?!\w)|утты|жецип|женип|женди|утуп|утилди|упл|еврокуб|плей-офф|дубл"
    r"|league|goal|scored|match|beat|lost|champions|uefa|khl|striker|coach|draw|kairat|midfielder|playoff"
    r"|futbol|xokkey|mac(?!\w)|maci|ligi|ligasi|gol(?!\w|o)|teknik direktor|transfer"
    r"|футбал|дарвоза|مباراه|هدف|الدوري|دوري ابطال|ليگ|گل|بازي|باشگاه)"
    r"|比赛|欧冠|进球|联赛|球队|俱乐部|球员"
)
_SCORE = re.compile(r"(?<!\w)\d ?[:-] ?\d(?!\w)")  # 10:30 is the time of a flight
_PLAYS = re.compile(
    r"(?:'s)? (?:beat|lost to|lose to|drew|draw|held|thrash|defeat|striker|midfielder|keeper|defender|coach"
    r"|win (?:at|over)|fans|forward|won (?:at|over)|fc(?!\w))|(?:\"| )(?:забил|обыграл|проиграл|разгромил|сыграл"
    r"|уступил|победил)"
)
_PLAYED = re.compile(
    r"(?<!\w)(?:beat|against|vs\.?|defeated|thrashed|lost to|lose to|at home to|fc|фк|хк|клуб[а-я]{0,2}) $"
)
_IN_QUOTES = re.compile(r'[^"\s]{0,6}"')
_AGAINST = re.compile(r"\"? ?- ?\"?[\w ]{3,20}\"? ?[-,:.]? ?\d ?[:-] ?\d(?!\w)")  # Астана - Реал 0:5
_AGAINST_IT = re.compile(r"\w\"? ?- ?\"?$")
_AS_TEAM_BEFORE = re.compile(r'(?:^|[\ufdd1,;:("]|\b(?:by|for|with|team|and|за|команд[а-я]+)) ?"?$')


def is_bearer(hit: Hit, reading: Reading) -> bool:
    """Whether this name of a place is only what a street, a station, a house or a team is called."""
    if hit.form.role not in _NAMING or not hit.form.id.startswith("place."):
        return False
    if hit.form.id in _TEAMS and _is_team(hit, reading):
        return True
    before = reading.hay[max(0, hit.start - _REACH) : hit.start]
    after = reading.hay[hit.end : hit.end + _REACH]
    if hit.form.han:
        return bool(_ROAD_IN_HAN.match(after) and not _NO_TOWN.search(hit.form.folded))
    if not _stands_beside_a_bearer(before, after):
        return False
    if _LEADS_ON.match(after):
        return False
    if hit.form.script == "arabic":
        return _is_eastern(hit, before, reading)
    if not reading.slice(hit.start, hit.start + 1).isupper():
        return False
    cyrillic = hit.form.script == "cyrillic"
    named = _is_russian(hit, before, after, reading) if cyrillic else _is_english(hit, after, reading)
    return named or _is_turkic(hit, before, after, reading)


def _stands_beside_a_bearer(before: str, after: str) -> bool:
    word = before.rstrip(' "').rpartition(" ")[2]
    return (
        _begins_a_bearer(after.lstrip(' "'))
        or _begins_a_bearer(word.lstrip("(-"))
        or (word[:1] in _CLITICS and _begins_a_bearer(word[1:]))
    )


def _begins_a_bearer(text: str) -> bool:
    return text[:2] in _BEGINNINGS and text.startswith(_BEARERS)


def _is_bare(hit: Hit, reading: Reading) -> bool:
    return reading.hay[hit.start : hit.end] == hit.form.folded


def _is_russian(hit: Hit, before: str, after: str, reading: Reading) -> bool:
    written = reading.hay[hit.start : hit.end]
    if _VENUE_BEFORE.search(before) and _CLOSED.match(after):
        return True
    adjective = bool(_ADJECTIVE.search(written))
    if adjective and (_ROAD_AFTER.match(after) or _agrees(_ROAD_BEFORE.search(before), written)):
        return True
    if _STATION_BEFORE.search(before):
        return bool(_FEMININE.search(written)) or (before.endswith('"') and after.startswith('"'))
    bare = not adjective and written == hit.form.folded
    if not bare or not (_BENDS.search(written) or (before.endswith('"') and after.startswith('"'))):
        return False
    return bool(_ROAD_BEFORE.search(before) or _BARE_VENUE_BEFORE.search(before))


def _agrees(noun: re.Match[str] | None, adjective: str) -> bool:
    """«площадь Китайская», but not «площадь Московского Кремля»."""
    return noun is not None and noun[0].startswith(("улиц", "ул", "площад", "набережн")) == bool(
        _FEMININE.search(adjective)
    )


def _is_turkic(hit: Hit, before: str, after: str, reading: Reading) -> bool:
    """Caddesi and its like ask for a capital: «Taşkent caddesinde» may be some street of the town."""
    if not _is_bare(hit, reading):
        return False
    if before.endswith('"') and _VENUE_AFTER.match(after):
        return True
    if _STREET_AFTER.match(after) or _STREET_BEFORE.search(before) or _TAJIK_VENUE_BEFORE.search(before):
        return True
    return bool(_TITLED_STREET_AFTER.match(after)) and reading.slice(hit.end + 1, hit.end + 2).isupper()


def _is_eastern(hit: Hit, before: str, reading: Reading) -> bool:
    """شارع طشقند and خیابان تاشکند; but شارع صيني is a Chinese street."""
    return not hit.form.folded.endswith("ي") and _is_bare(hit, reading) and bool(_STREET_BEFORE.search(before))


def _is_english(hit: Hit, after: str, reading: Reading) -> bool:
    """Beijing East Road; but not Beijing Road Map, and not where all words are written with capitals."""
    found = _ROAD.match(after)
    if not found or _DEMONYM.search(hit.form.folded) or not _is_bare(hit, reading):
        return False
    last = hit.end + found.end()
    words = reading.slice(hit.end, last).split()
    following = reading.slice(last, min(last + 2, len(reading.hay)))
    return all(word[0].isupper() for word in words) and not following[1:].isupper() and not reading.is_titled(hit.start)


def _is_team(hit: Hit, reading: Reading) -> bool:
    if hit.form.folded.endswith(("ский", "ي")):
        return False
    before, after = reading.hay[max(0, hit.start - _REACH) : hit.start], reading.hay[hit.end : hit.end + _REACH]
    if _RIDER_BEFORE.search(before) or _RIDER_AFTER.match(after):
        return True
    if _AS_TEAM_BEFORE.search(before) and _RACE.search(reading.hay):  # what is beside it is asked before the whole text
        return True
    return _plays(before, after, reading)


def _plays(before: str, after: str, reading: Reading) -> bool:
    """Whether a club of the name is at a match: in quotes beside words of one, or where only a club can stand."""
    like_a_club = (
        (before.endswith('"') and _IN_QUOTES.match(after))
        or _PLAYS.match(after)
        or _PLAYED.search(before)
        or _AGAINST.match(after)
        or (_SCORE.search(after) and _AGAINST_IT.search(before))
    )
    return bool(like_a_club and (_MATCH.search(reading.hay) or _SCORE.search(reading.hay)))
