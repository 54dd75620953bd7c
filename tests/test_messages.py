"""Every message that a user can cause has its Japanese, and says in both languages the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.bundled import bundled
from catalog.errors import CatalogError, Mistake, in_language
from catalog.strict_yaml import load

PACKAGE = Path(__file__).resolve().parent.parent / "catalog"
#: Functions whose text arguments are shown to the user: name → positions of (what, hint), or "whole" for one string.
CALLS = {"mistake": (0, 1), "Mistake": (1, 2), "at": (1, 2), "wrong": (2, 3), "CatalogError": "whole"}
#: Modules whose messages are for maintainers (wrong rule packs), not for users.
FOR_MAINTAINERS = {"pack.py"}


def template(node: ast.expr) -> str | None:
    """The text of a literal or f-string, its values emptied to {}."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = template(node.left), template(node.right)
        return None if left is None or right is None else left + right
    return None


def messages() -> Iterator[tuple[str, str]]:
    """(module, English template) of every message in the code."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name in FOR_MAINTAINERS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            places = CALLS.get(name)
            if places is None or (
                name == "at" and getattr(getattr(node.func, "value", None), "id", "") != "CatalogError"
            ):
                continue
            if places == "whole":
                for argument in node.args:
                    text = template(argument)
                    if text is not None:
                        mistake = CatalogError(text).mistakes[0]
                        yield from ((path.name, t) for t in (mistake.what, mistake.hint) if t)
                continue
            for place in places:
                if place < len(node.args) and (text := template(node.args[place])):
                    yield path.name, text


MESSAGES = sorted(set(messages()))


def test_there_are_messages() -> None:
    """The search above finds the code's messages."""
    assert len(MESSAGES) > 50


@pytest.mark.parametrize(("module", "english"), MESSAGES)
def test_message_has_its_japanese(module: str, english: str) -> None:
    """A clerk reads Japanese: each message has an entry with as many values as the English one."""
    known = load(bundled("validators") / "locales" / "errors.yaml").data
    if not english.strip("{} "):
        return
    assert english in known, f"{module}: add {english!r} to validators/locales/errors.yaml"
    assert known[english].count("{}") == english.count("{}")


def test_values_are_carried_over() -> None:
    """The file, the line and the value stand in the Japanese sentence too."""
    mistake = Mistake("catalog.yaml", "has the key 'title' twice", "keep one of them", 3)
    assert mistake.text("en") == "catalog.yaml:3: has the key 'title' twice → keep one of them"
    assert mistake.text("ja").startswith("catalog.yaml:3: ")
    assert "title" in mistake.text("ja") and "twice" not in mistake.text("ja")


def test_an_unknown_message_is_shown_as_it_is() -> None:
    """Nothing is lost when a translation is missing."""
    assert in_language("something quite new", "ja") == "something quite new"


@pytest.mark.parametrize("why", ["Permission denied", "No such file or directory", "Is a directory"])
def test_what_the_system_says_is_told_in_japanese(why: str) -> None:
    """A clerk need not know the words of the operating system."""
    shown = Mistake("x.csv", f"cannot be written ({why})", "choose another place").text("ja")
    assert why not in shown and shown.startswith("x.csv: 書けません（")
