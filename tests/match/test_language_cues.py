"""Titles whose letters leave a doubt tell their language by words and endings."""

from __future__ import annotations

import pytest

from bot.text.script import language_of


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ky", "Кыргызстан менен Кытай чек ара бекетин ачты"),
        ("ky", "Жапаровдун Пекиндеги жолугушуусу аяктады"),
        ("ky", "Кыргызстандын жана Казакстандын чек арачылары жолугушту"),
        ("uz", "Тожикистон билан чегара очилди"),
        ("uz", "Хитойлик сармоядорлар Самарқандда"),
        ("uz", "Қозоғистонлик тадбиркорлар Тошкентда"),
        ("uz", "Mirziyoyev Toshkentda investorlar bilan uchrashdi"),
        ("uz", "Ozbekiston va Qozogiston chegarasida navbat yoq"),
        ("tg", "Қирғизистон бо Чин созиш кард"),
        ("tg", "Барфи нав дар Душанбе борид"),
        ("tk", "Aşgabatdan Daşkende täze uçar gatnawy"),
        ("tk", "Guşak garyşyk bäsleşigi"),
        ("tk", "Özbegistan bilen serhet söwdasy"),
        ("tr", "Türkmen lider Ankara'da"),
        ("tr", "Şi Pekin'de konuştu"),
        ("ps", "د بشپړې ځواب"),
        # and those that only look so
        ("ru", "Волнения в узбекском городе Кара-Су"),
        ("ru", "Борис Ельцин принял Жана Кретьена"),
        ("ru", "Алишер Усманов передал манифест в дар музею Лозанны"),
        ("ru", "Владимир Путин принял Дзюнъитиро Коидзуми"),
        ("en", "CIS leaders note importance of strengthening dialogue"),
        ("en", "We met in Vienna and we’ve agreed"),
        ("kk", "Астананың жаңа вокзалынан алғашқы пойыз Ташкентке аттанды"),
    ],
)
def test_language_is_told_by_cues(language: str, text: str) -> None:
    assert language_of(text) == language


def test_soft_hyphens_make_no_words() -> None:
    assert language_of("Пекин и Аст\u00adана") == "ru"
