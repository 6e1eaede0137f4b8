"""Callings that tell a stranger: the weightlifter Tokayev and the judge Japarov are no presidents.

A bare surname right behind a calling is somebody else's, where the language says so: in Russian the two agree (боксёр
Токаев, боксёра Токаева; but «боксёр подарил Токаеву», «адвокат Назарбаева»), in the Turkic languages, whose verbs stand
last, the name is bare (футболшы Тоқаев; but футболшы Тоқаевпен кездесті), in Arabic the calling has its article, in
Tajik it has no izofat. Callings that serve somebody (a lawyer, a driver) are his where the language leaves it open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.match.endings import fold_text, inflect
from bot.match.hit import Hit
from bot.match.reading import Reading

_REACH = 40  # letters that are looked at on either side


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted({re.escape(fold_text(word)) for word in words}, key=len, reverse=True))


_RUSSIAN = _words(
    """
    штангист боксёр борец футболист хоккеист теннисист каратист дзюдоист самбист шахматист легкоатлет велогонщик
    гонщик лыжник пловец гимнаст баскетболист волейболист биатлонист вратарь нападающий защитник полузащитник
    голкипер спортсмен чемпион режиссёр актёр певец композитор писатель поэт драматург блогер бизнесмен
    предприниматель фермер студент школьник журналист продюсер музыкант рэпер комик альпинист сержант лейтенант
    капитан майор полковник подполковник полицейский следователь прокурор судья профессор академик рефери арбитр
    скульптор дизайнер модельер шеф-повар пенсионер таксист тракторист шахтёр рыбак пастух чабан космонавт
    лётчик каскадёр танцор дирижёр скрипач пианист
    """
)
_RUSSIAN_SERVING = _words(
    "адвокат юрист водитель шофёр врач доктор хирург тренер учитель преподаватель пилот повар художник фотограф"
)
_RUSSIAN_SHE = _words(
    """
    актриса певица учительница спортсменка гимнастка журналистка студентка писательница поэтесса теннисистка
    чемпионка фигуристка шахматистка блогерша балерина школьница пенсионерка волейболистка пловчиха лыжница
    """
)
_TURKIC_CYRILLIC = _words(
    """
    штангист боксер боксшы палуан балуан футболшы футболист хоккейші теннисші каратэші дзюдошы шахматшы
    жеңіл-атлет спортшы спортсмен чемпион қақпашы жаттықтырушы бапкер төреші судья режиссер әртіс актер әнші
    композитор сазгер жазушы ақын драматург блогер кәсіпкер бизнесмен фермер шаруа студент оқушы журналист тілші
    профессор дәрігер доктор мұғалім ұстаз жүргізуші ұшқыш суретші мүсінші адвокат заңгер полицей сержант майор
    полковник капитан прокурор тергеуші күйші бокстоочу штангачы мөрөй балбан күрөшчү футболчу хоккейчи теннисчи
    шахматчы спортчу дарбазачы машыктыруучу калыс режиссёр актёр ырчы обончу жазуучу акын ишкер дыйкан окуучу
    кабарчы дарыгер мугалим айдоочу учкуч сүрөтчү юрист милиционер тергөөчү комузчу таксист пенсионер айтыскер
    төкмө штангачи боксчи курашчи полвон футболчи хоккейчи теннисчи шахматчи спортчи мураббий ҳакам режиссёр
    актёр хонанда қўшиқчи бастакор ёзувчи шоир тадбиркор деҳқон талаба ўқувчи мухбир шифокор врач ўқитувчи
    муаллим ҳайдовчи учувчи рассом ҳуқуқшунос милиционер терговчи дарвозабон
    """
)
_TURKIC_LATIN = _words(
    """
    halterci boksör güreşçi futbolcu kaleci antrenör hakem yönetmen oyuncu aktör şarkıcı besteci yazar şair
    profesör doktor öğretmen avukat şoför sürücü pilot ressam gazeteci iş-adamı işadamı çiftçi öğrenci polis
    yarbay binbaşı müzisyen sporcu şampiyon tenisçi yüzücü basketbolcu voleybolcu komedyen sunucu yapımcı
    shtangist bokschi kurashchi polvon futbolchi xokkeychi tennischi shaxmatchi sportchi murabbiy hakam
    rejissyor aktyor xonanda qoʻshiqchi bastakor yozuvchi shoir bloger tadbirkor dehqon talaba oʻquvchi muxbir
    shifokor vrach oʻqituvchi muallim haydovchi uchuvchi rassom advokat huquqshunos tergovchi darvozabon
    professor agyr-atlet ştangaçy boksçy göreşçi futbolçy hokkeýçi tennisçi küştçi türgen tälimçi emin režissýor
    aktýor aýdymçy bagşy kompozitor ýazyjy şahyr telekeçi daýhan talyp okuwçy žurnalist lukman mugallym sürüji
    uçarman suratkeş ýaşuly adwokat derwezeçi
    """
)
_TAJIK = _words(
    """
    вазнабардор штангист боксёр муштзан паҳлавон гӯштингир футболбоз хоккейбоз теннисбоз шоҳмотбоз варзишгар
    мураббӣ довар коргардон режиссёр ҳунарпеша актёр овозхон сароянда ҳофиз оҳангсоз нависанда шоир блогер
    соҳибкор тоҷир деҳқон донишҷӯ хонанда рӯзноманигор профессор духтур табиб омӯзгор муаллим ронанда халабон
    рассом адвокат ҳуқуқшинос полис муфаттиш дарвозабон
    """
)
_ENGLISH = _words(
    """
    weightlifter boxer wrestler footballer midfielder striker defender goalkeeper goalie winger sprinter swimmer
    cyclist judoka gymnast fighter athlete coach referee umpire judge director filmmaker actor actress singer
    composer novelist writer author poet playwright professor doctor surgeon teacher lawyer attorney driver
    blogger vlogger rapper comedian businessman businesswoman entrepreneur farmer student artist painter
    sculptor architect photographer musician pianist violinist drummer pilot policeman detective sergeant
    captain colonel prosecutor chef journalist skier skater programmer grandmaster quarterback forward trainer
    manager producer designer jockey nurse miner shepherd
    """
)
_PERSIAN = _words(
    """
    وزنه‌بردار بوکسور کشتی‌گیر فوتبالیست بازیکن دروازه‌بان مهاجم مدافع هافبک ورزشکار قهرمان داور کارگردان بازیگر
    خواننده آهنگساز نویسنده شاعر پروفسور بلاگر بلاگر کارآفرین تاجر کشاورز دانشجو هنرمند خلبان روزنامه‌نگار
    شطرنج‌باز دکتر
    """
)
_ARABIC = _words(
    """
    رباع ملاكم مصارع لاعب حارس مهاجم مدافع مدرب حكم قاضي مخرج ممثل مغني مطرب ملحن كاتب روائي شاعر بروفيسور دكتور
    طبيب معلم مدرس محامي سائق مدون تاجر مزارع طالب فنان رسام طيار شرطي صحفي بطل سباح عداء مصور موسيقي جراح طاهي
    """
)
_CHINESE = _words(
    """
    举重运动员 举重选手 拳击手 摔跤手 摔跤运动员 足球运动员 运动员 选手 球员 前锋 后卫 中场 门将 守门员
    教练 主教练 裁判 导演 演员 歌手 作曲家 作家 诗人 教授 医生 教师 老师 司机 博主 商人 企业家 农民
    学生 艺术家 画家 飞行员 警察 警官 律师 法官 检察官 记者 牧民 棋手 车手 音乐家 小说家 摄影师
    设计师 厨师 矿工 冠军
    """
)

_START = r"(?:^|[^\w])"
_IN_RUSSIAN = "|".join(
    "(?:{}{})".format(re.escape(word.stem), word.tail and f"(?:{word.tail})")
    for word in (inflect(one, "ru", "word", last=True) for one in (*_RUSSIAN, *_RUSSIAN_SERVING))
)
_RU_BEFORE = re.compile(rf"{_START}({_IN_RUSSIAN}) $")
_RU_PLAIN = frozenset(map(fold_text, (*_RUSSIAN, *_RUSSIAN_SERVING)))
_RU_SERVING = tuple(fold_text(word)[:-1] for word in _RUSSIAN_SERVING)
_SHE_BEFORE = re.compile(rf"{_START}(?:{'|'.join(fold_text(word)[:-1] for word in _RUSSIAN_SHE)})[а-я]{{1,2}} $")
_ITS = "(?:с?[ыиу]|s?[iuy])?"  # the film's director
_TURKIC_BEFORE = re.compile(rf"{_START}(?:{_any((*_TURKIC_CYRILLIC, *_TURKIC_LATIN))}){_ITS} $")
_TAJIK_BEFORE = re.compile(rf"{_START}(?:{_any(_TAJIK)}) $")
_ENGLISH_BEFORE = re.compile(rf"(?<!\bto)(?<!'t)(?<!\bnot)(?<!\bwill){_START}(?:{_any(_ENGLISH)}) $")
_PERSIAN_BEFORE = re.compile(rf"{_START}(?:{_any(_PERSIAN)}) $")
_ARABIC_BEFORE = re.compile(rf"{_START}[وف]?(?:ال|بال|كال|لل)(?:{_any(_ARABIC)})(?:ه)? $")
_CHINESE_BEFORE = re.compile(f"(?:{_any(_CHINESE)})$")
_POSTPOSITION = re.compile(
    r" (?:туралы|жайлы|жайында|женинде|ушин|мен|туралуу|жонундо|тууралуу|менен|учун|хакида|билан|учун|томонидан"
    r"|тарабынан|haqida|bilan|uchun|tomonidan|ile|icin|hakkinda|ve|barada|bilen|ucin|bile|barasynda)(?!\w)"
)
_GENITIVE = "а"

# Behind a comma: Токаев, штангист, ...; Tokayev, a weightlifter from Shymkent. Not callings that a president had too.
_NEVER_HIS = (
    "(?:an? |the )?(?:"
    + _any((
        *_words("штангист боксёр борец футболист хоккеист теннисист каратист дзюдоист самбист шахматист гимнаст"),
        *_words("пловец баскетболист волейболист вратарь режиссёр актёр певец композитор поэт блогер фермер студент"),
        *_words("футболшы боксшы палуан әнші ақын әртіс жазушы футболчу ырчы штангачы акын футболчи қўшиқчи хонанда"),
        *_words("weightlifter boxer wrestler footballer goalkeeper swimmer judoka gymnast singer poet actor filmmaker"),
        *_words("rapper blogger vlogger comedian pianist violinist farmer student halterci boksör güreşçi futbolcu"),
        *_words("şarkıcı şair aktör bokschi futbolchi qoʻshiqchi shoir futbolçy aýdymçy şahyr"),
    ))
    + ")"
)  # fmt: skip
_AFTER = re.compile(rf", {_NEVER_HIS}(?:[,.;:)!?]|$| из | from | who | aged )")


def follows_a_calling(hit: Hit, reading: Reading) -> bool:
    """Whether a calling before this surname, or one in apposition behind it, says that it is somebody else's."""
    hay = reading.hay
    before = hay[max(0, hit.start - _REACH) : hit.start]
    if hit.form.han:
        return bool(_CHINESE_BEFORE.search(before))
    if _AFTER.match(hay, hit.end):
        return True
    if not before.endswith(" "):
        return False
    if hit.form.script == "arabic":
        return not hit.prefix and bool(_ARABIC_BEFORE.search(before) or _PERSIAN_BEFORE.search(before))
    bare = hay[hit.start : hit.end] == hit.form.folded
    if bare and _POSTPOSITION.match(hay, hit.end):
        return False
    if hit.form.script == "cyrillic" and (_SHE_BEFORE.search(before) or _agrees(hit, before, bare)):
        return True
    if (
        hit.form.script == "latin"
        and (bare or hay[hit.start : hit.end].endswith("'s"))
        and _ENGLISH_BEFORE.search(before)
    ):
        return True
    return bare and bool(_TURKIC_BEFORE.search(before) or _TAJIK_BEFORE.search(before))


def _agrees(hit: Hit, before: str, bare: bool) -> bool:
    """Боксёр Токаев, боксёром Токаевым, блогер Токаева; of адвоката Назарбаева nobody can tell whose he is."""
    found = _RU_BEFORE.search(before)
    if not found:
        return False
    serves, hers = found[1].startswith(_RU_SERVING), hit.tail == _GENITIVE
    if (found[1] in _RU_PLAIN) == bare:
        return not (serves and hers)
    return found[1] in _RU_PLAIN and hers and not serves
