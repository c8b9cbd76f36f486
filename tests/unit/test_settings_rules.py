"""Rules in rapport.toml: what is accepted, and how a mistake is named."""

from pathlib import Path

import pytest

from connectors.errors import ConfigError
from connectors.settings import load_settings

START = '[brands.acme]\nname = "Acme"\n[brands.acme.topics]\nbilling = ["invoice", "refund*"]\n'


def load(folder: Path, when: str, then: str = 'tier = "T1"', more: str = "") -> Path:
    path = folder / "rapport.toml"
    rule = f'[[brands.acme.rules]]\nname = "r"\nwhen = {{ {when} }}\nthen = {{ {then} }}\n'
    path.write_text(START + rule + more, encoding="utf-8")
    return path


def test_a_single_value_stands_for_a_list_of_it(tmp_path: Path) -> None:
    path = load(tmp_path, 'kind = "reply", topic = ["billing"]', 'flag = "urgent", label = ["a", "b"]')
    (rule,) = load_settings(path).brand("acme").rules
    assert (rule.when.kind, rule.when.topic) == (("reply",), ("billing",))
    assert (rule.then.flag, rule.then.label) == (("urgent",), ("a", "b"))


@pytest.mark.parametrize(
    ("when", "then", "line", "words"),
    [
        (
            'platfrom = "x"',
            'tier = "T1"',
            7,
            "rules[1].when.platfrom: is not a known key; did you mean 'platform'?",
        ),
        ('kind = "commment"', 'tier = "T1"', 7, "did you mean 'comment'?"),
        ("words = []", 'tier = "T1"', 7, "when.words: expected at least one"),
        ("regex = '(?<=a)b'", 'tier = "T1"', 7, "RE2: no look-around, no back-references"),
        ("regex = 'a(b'", 'tier = "T1"', 7, "missing ): a(b"),
        (r"regex = '\pL{1,900}'", 'tier = "T1"', 7, "is not a regular expression"),
        ('language = "german"', 'tier = "T1"', 7, "expected a language code"),
        ('author_level = "old"', 'tier = "T1"', 7, "expected one of 'new', 'returning'"),
        ("followers = { min = 9, max = 3 }", 'tier = "T1"', 7, "nobody is in it"),
        ("followers = {}", 'tier = "T1"', 7, "expected { min = 1000 }"),
        ('hour = "25-6"', 'tier = "T1"', 7, 'such as "22-6"'),
        ('hour = "6-6"', 'tier = "T1"', 7, 'such as "22-6"'),
        ('topic = "biling"', 'tier = "T1"', 7, "'biling' is not a topic; did you mean 'billing'?"),
        ("", 'tier = "T1"', 7, "expected a condition"),
        ('kind = "reply"', 'tier = "T5"', 8, "expected one of 'T1', 'T2'"),
        ('kind = "reply"', 'flag = "rude"', 8, "expected one of 'question'"),
        ('kind = "reply"', 'label = "' + "x" * 41 + '"', 8, "at most 40 characters"),
        ('kind = "reply"', 'snooze = "soon"', 8, 'expected a time such as "4h"'),
        ('kind = "reply"', 'snooze = "31d"', 8, "at most 30 days"),
        ('kind = "reply"', 'snooze = "4h", dismiss = true', 8, "exclude each other"),
        ('kind = "reply"', "", 8, "expected something to do"),
    ],
)
def test_a_mistake_in_a_rule_is_named_with_its_line(
    tmp_path: Path, when: str, then: str, line: int, words: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(load(tmp_path, when, then))
    assert f"line {line}: brands.acme.rules[1]." in str(caught.value)
    assert words in str(caught.value)


def test_two_rules_cannot_share_a_name(tmp_path: Path) -> None:
    again = '[[brands.acme.rules]]\nname = "r"\nwhen = { hour = "9-17" }\nthen = { label = "x" }\n'
    with pytest.raises(ConfigError, match=r"line 10: .*'r' is the name of another rule as well"):
        load_settings(load(tmp_path, 'kind = "reply"', more=again))
