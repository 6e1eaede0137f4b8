"""What was nearly matched is told with the rule that turned it away."""

from __future__ import annotations

import pytest

from bot.match.matcher import Matcher

TURNED_AWAY = [
    # text, id, what stands there, rule, a part of the sentence
    ("Wang visits the fair", "person.wang_yi", "Wang", "maybe", "without company: place.china"),
    ("SCO Unix sold again", "org.sco", "SCO", "never", "«SCO Unix»"),
    ("Georgia votes in Atlanta", "place.georgia", "Georgia", "unless", "«Atlanta»"),
    ("Ел ғана айтты", "place.ghana", "ғана", "capitals", "with a capital only"),
    ("The car was parked in Beijing", "place.usa", "car", "capitals", "in capitals only"),
    ("Trade grows in Brazil", "topic.trade", "Trade", "company", "place.china"),
    ("China exports cars", "topic.trade", "exports", "company", "one of place.central_asia, place.kazakhstan"),
    ("World Trade Organization meets China", "topic.trade", "Trade", "longer", "org.wto"),
    ("Zichen Wang writes of China", "person.wang_yi", "Wang", "namesake", "somebody else"),
    ("Kazakhstanophile press", "place.kazakhstan", "Kazakhstan", "ending", "no ending of a name in en"),
    ("Ultrakazakhstan, a club", "place.kazakhstan", "kazakhstan", "boundary", "letters stand before it"),
    ("Central Asianist of the year", "place.central_asia", "Central Asia", "ending", "no ending"),
    ("Чин полковника", "place.china", "Чин", "language", "a short or lower-case name of tg"),
]


@pytest.mark.parametrize(("text", "id", "said", "rule", "why"), TURNED_AWAY, ids=[one[0] for one in TURNED_AWAY])
def test_a_refusal_names_its_rule(matcher: Matcher, text: str, id: str, said: str, rule: str, why: str) -> None:
    explained = matcher.explain(text, language="ru" if rule == "language" else None)
    refusals = [one for one in explained.refusals if one.id == id]
    assert [(one.text, one.rule) for one in refusals] == [(said, rule)]
    assert why in refusals[0].why
    assert text[refusals[0].start : refusals[0].end] == said


def test_a_topic_word_too_far_from_its_company_is_told_so(matcher: Matcher) -> None:
    far = " ".join(["word"] * 12)
    (refusal,) = [
        one for one in matcher.explain(f"Trade {far} China and Kazakhstan").refusals if one.rule == "distance"
    ]
    assert refusal.id == "topic.trade"
    assert "within 10 words" in refusal.why


def test_explaining_finds_what_matching_finds(matcher: Matcher) -> None:
    for text in ("Xi Jinping in Astana", "China and Kazakhstan trade", "", "Токаев и Си в Китае", "习近平在哈萨克斯坦"):
        assert matcher.explain(text, text, "en").matched == matcher.match(text, text, "en")


def test_nothing_is_told_of_letters_that_count_already(matcher: Matcher) -> None:
    assert matcher.explain("Xi Jinping arrives").refusals == ()
