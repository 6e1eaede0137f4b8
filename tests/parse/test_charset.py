from __future__ import annotations

import pytest

from bot.parse.charset import to_utf8, unscramble


@pytest.mark.parametrize("text", ["Иран и Китай договорились", "“中国” – Asia", "عرب", "déjà vu"])
def test_undoes_utf_8_that_was_encoded_twice(text: str) -> None:
    scrambled = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())
    assert unscramble(scrambled) == text


@pytest.mark.parametrize(
    "text", ["", "plain", "Ã", "Ñandú", "À la carte", "Ãœber 中国", "¿Qué? “Ñ”", "Ð˜Ñ€ and é", "İstanbul Ğ"]
)
def test_genuine_text_is_left_alone(text: str) -> None:
    assert unscramble(text) == text


def test_a_declaration_of_no_encoding_is_passed_over() -> None:
    body = "<?xml version='1.0' encoding='klingon'?><t>Президент прибыл в Пекин с визитом</t>".encode("cp1251")
    assert "Президент" in (to_utf8(body) or b"").decode()


def test_few_letters_do_not_outweigh_the_declaration() -> None:
    body = "<?xml version='1.0' encoding='koi8-r'?><t>ГЮЖ</t>".encode("koi8-r")
    assert "ГЮЖ" in (to_utf8(body) or b"").decode()


def test_other_languages_declared_rightly_are_believed() -> None:
    for text, encoding in (
        ("북한과 중국의 정상 회담이 열렸다", "euc-kr"),
        ("日本と中央アジア", "shift_jis"),
        ("Σύνοδος κορυφής", "iso-8859-7"),
    ):
        body = f"<?xml version='1.0' encoding='{encoding}'?><t>{text}</t>".encode(encoding)
        assert text in (to_utf8(body) or b"").decode()


def test_turkish_is_told_from_french_by_the_language() -> None:
    body = "<t>Cumhurbaşkanı Şanlıurfa'da</t>".encode("cp1254")
    assert "Cumhurbaşkanı" in (to_utf8(body, language="tr") or b"").decode()


def test_damaged_utf_8_shows_its_gaps_and_nothing_else() -> None:
    body = ("<t>" + "Казахстан " * 3).encode() + b"\xff\xfe\xff " + "Китай".encode() + b"</t>"
    text = (to_utf8(body) or b"").decode()
    assert text.count("Казахстан") == 3
    assert "\ufffd" in text
    assert "Китай" in text
