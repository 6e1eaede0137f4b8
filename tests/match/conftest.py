"""A small gazetteer of our own, so that these tests say what the matcher does and not what the data holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher

GAZETTEER = """
place.china:
  label: &any {ar: الصين, en: China, ru: Китай, zh: 中国}
  names:
    ar: [الصين, صيني]
    en: [China, Chinese]
    ru: [Китай, китайский, китаец, КНР]
    zh: [中国, 中方]
    fa: [چین, چینی]
    tr: [Çin]
    kk: [Қытай]
    ky: [Кытай]
    uz: [Xitoy, Хитой]
    tg: [Чин, чинӣ]
    tk: [Hytaý]
  never: [South China Morning Post, بحر الصين الجنوبي, 发展中国家]
place.kazakhstan:
  label: *any
  names:
    ar: [كازاخستان, كازاخي]
    en: [Kazakhstan, Kazakh]
    ru: [Казахстан, казахстанский]
    kk: [Қазақстан]
    uz: [Qozogʻiston]
    zh: [哈萨克斯坦]
place.kyrgyzstan:
  label: *any
  names: {en: [Kyrgyzstan], ru: [Кыргызстан, киргиз], ky: [Кыргызстан, кыргыз], ar: [قرغيزستان], zh: [吉尔吉斯斯坦]}
place.uzbekistan:
  label: *any
  names:
    ar: [أوزبكستان]
    en: [Uzbekistan]
    ru: [Узбекистан]
    kk: [Өзбекстан, өзбек]
    uz: [Oʻzbekiston]
    zh: [乌兹别克斯坦]
place.ghana:
  label: *any
  names: {kk: [Ғана], en: [Ghana]}
place.qatar:
  label: *any
  names: {kk: [Қатар]}
place.dushanbe:
  label: *any
  names: {ar: [دوشنبه], ru: [Душанбе], tg: [Душанбе]}
  maybe: {fa: [دوشنبه]}
  maybe_if: [place.china]
place.bishkek:
  label: *any
  names: {en: [Bishkek], ru: [Бишкек]}
place.georgia:
  label: *any
  names: {en: [Georgia], ru: [Грузия]}
  unless: [Atlanta, Senate]
place.usa:
  label: *any
  names: {en: [U.S., ACT, CAR]}
topic.rail:
  label: *any
  words: {ru: [ж/д]}
  with_any: [place.china]
topic.energy:
  label: *any
  words: [energy]
  with_any: [place.china, place.kazakhstan, place.kyrgyzstan, place.uzbekistan]
place.central_asia:
  label: *any
  names: {ar: [آسيا الوسطى], en: [Central Asia], ru: [Центральная Азия], zh: [中亚], kk: [Орталық Азия]}
  never: [中亚热带]
place.russia:
  label: *any
  context: true
  names: {en: [Russia], ru: [Россия]}
person.xi_jinping:
  label: *any
  names: {ar: [شي جين بينغ], en: [Xi Jinping, "=Xi"], ru: [Си Цзиньпин], zh: [习近平], fa: [شی جین پینگ]}
  maybe: {ar: [شي], ru: ["=Си"]}
  maybe_if: [place.china]
person.tokayev:
  label: *any
  names: {ar: [توكاييف], en: [Tokayev], ru: [Токаев, Касым-Жомарт Токаев], kk: [Тоқаев]}
person.wang_yi:
  label: *any
  names: {en: [Wang Yi]}
  maybe: {en: [Wang], ru: [Ван]}
  maybe_if: [place.china]
org.sco:
  label: *any
  names:
    en: [SCO, Shanghai Cooperation Organization]
    ru: [ШОС, Шанхайская организация сотрудничества]
    ar: [منظمة شنغهاي للتعاون]
    tr: [ŞİÖ]
    uz: [SHHT]
    ky: [ШКУ]
    zh: [上合组织]
  never: [SCO Unix]
org.wto:
  label: *any
  names: {en: [World Trade Organization], ar: [منظمة التجارة العالمية]}
topic.belt_and_road:
  label: *any
  section: economy
  names: {en: [Belt and Road], ru: [Один пояс один путь], ar: [الحزام والطريق], zh: [一带一路]}
  implies: [place.china]
topic.cku_railway:
  label: *any
  section: transport
  names:
    en: [China-Kyrgyzstan-Uzbekistan railway]
    ru: [Железная дорога Китай — Кыргызстан — Узбекистан]
    zh: [中吉乌铁路]
  implies: [place.china, place.kyrgyzstan, place.uzbekistan]
topic.trade:
  label: *any
  section: economy
  names: {en: [free trade]}
  never: [trade union]
  unless: [cricketer]
  words: {en: [trade, "export*"], ar: [تجارة, صادرات], ru: [товарооборот, экспорт], zh: [贸易]}
  with: [place.china]
  with_any: [place.central_asia, place.kazakhstan]
  near: 10
topic.corridor:
  label: *any
  words: {en: [corridor]}
  with: [topic.trade]
  near: sentence
"""


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return Matcher(load_gazetteer(files={"small.yaml": GAZETTEER}))


@pytest.fixture(scope="session")
def ids(matcher: Matcher) -> Callable[..., set[str]]:
    """The ids on a text, without the kind: {"china", "trade"}."""

    def found(title: str, summary: str = "", language: str | None = None) -> set[str]:
        return {tag.id.partition(".")[2] for tag in matcher.match(title, summary, language).tags}

    return found
