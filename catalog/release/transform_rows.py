"""Steps on columns as wholes, on rows, and on codes: drop, keep, rename, rare values, small groups, codes, order."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from catalog.errors import CatalogError
from catalog.release.recipe import Recipe, Step
from catalog.release.transform_step import Done, mapped, small_rows, wrong

#: characters of a replaced code; 64 bits, so that a million codes do not collide
_LENGTH = 16
_KEY_BYTES = 16


def drop(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """Columns out."""
    del recipe
    names = [str(n) for n in step.parameters]
    return Done(frame.drop(names), {"removed": {"columns": len(names)}})


def keep(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """Only these columns, in this order."""
    del recipe
    names = [str(n) for n in step.parameters]
    return Done(frame.select(names), {"removed": {"columns": frame.width - len(names)}})


def rename(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """Other names for columns."""
    del recipe
    return Done(frame.rename({str(k): str(v) for k, v in step.parameters.items()}), {"removed": {}})


def suppress_rare(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """Values that fewer than `below` rows have become one; `rows: true` takes their rows out instead.

    When those that become one are themselves fewer than `below`, the next rarest value joins them: a single その他 would
    be as rare as what it hides.
    """
    del recipe
    options = step.options
    name, below, label = str(options["column"]), int(options["below"]), str(options.get("with", "その他"))
    values = frame[name].fill_null("")
    counts = sorted(((n, v) for v, n in values.value_counts().iter_rows() if v), key=lambda item: (item[0], item[1]))
    rare = [v for n, v in counts if n < below and v != label]
    if options.get("rows"):
        hit = values.is_in(rare)
        return Done(frame.filter(~hit), {"removed": {"rows": int(hit.sum())}})
    together = sum(n for n, v in counts if v in set(rare) or v == label)
    joined = 0
    for n, v in counts:
        if not rare or together >= below:
            break
        if v not in rare and v != label:
            rare.append(v)
            together, joined = together + n, joined + 1
    hit = values.is_in(rare)
    column = pl.select(pl.when(hit).then(pl.lit(label)).otherwise(frame[name])).to_series().alias(name)
    removed = {"values": int(hit.sum()), **({"joined": joined} if joined else {})}
    return Done(frame.with_columns(column), {"removed": removed})


def small_groups(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """Rows in groups below k: out (drop), one of their columns made one value (merge), or their columns emptied (blank)."""
    options = step.options
    names = [str(n) for n in options["columns"]]
    below, do = int(options["below"]), options.get("do", "drop")
    if not names:
        raise wrong(step, recipe, "columns is empty", "the columns that make the groups")
    if not frame.height:
        return Done(frame, {"removed": {"rows": 0}})
    small = small_rows(frame, names, below)
    if do == "drop":
        return Done(frame.filter(pl.Series(~small)), {"removed": {"rows": int(small.sum())}})
    if do == "blank":
        targets = [str(options["column"])] if options.get("column") else names
        blanked = _labelled(frame, small, targets, str(options.get("with", "＊")))
        return Done(blanked, {"removed": {"values": int(small.sum()) * len(targets)}})
    merged = _labelled(frame, small, [str(options.get("column") or names[0])], str(options.get("with", "その他")))
    left = small_rows(merged, names, below)
    return Done(
        merged.filter(pl.Series(~left)),
        {"removed": {"values": int(small.sum() - (small & left).sum()), "rows": int(left.sum())}},
    )


def _labelled(frame: pl.DataFrame, rows: NDArray[np.bool_], targets: list[str], label: str) -> pl.DataFrame:
    hit = pl.Series(rows)
    return frame.with_columns(pl.when(hit).then(pl.lit(label)).otherwise(pl.col(t)).alias(t) for t in targets)


def code(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """A code out, or replaced by HMAC-SHA256 with a key that lies elsewhere. Equal codes stay equal inside this file only."""
    name = str(step.options["column"])
    if step.options["do"] == "remove":
        return Done(frame.drop(name), {"removed": {"columns": 1}})
    key = _key(step, recipe)
    # the name of the file and the column go in: the same number in two published files must not link them
    head = f"{recipe.output or recipe.title}\x1f{name}\x1f"

    def keyed(value: str) -> str:
        return hmac.new(key, (head + value).encode(), hashlib.sha256).hexdigest()[:_LENGTH]

    column, changed = mapped(frame[name], keyed)
    return Done(frame.with_columns(column), {"removed": {"values": changed}, "method": "HMAC-SHA256"})


def _key(step: Step, recipe: Recipe) -> bytes:
    """The secret of keyed replacement; it must lie outside the city folder and any git work tree, and be no guessable word."""
    named = step.options.get("key")
    if not named:
        raise wrong(
            step,
            recipe,
            "replace needs a key file",
            "make one outside the city folder: catalog transform --new-key ../../secrets/codes.key",
        )
    path = (recipe.path.parent / str(named)).resolve()
    if path.is_relative_to(_city(recipe.path)):
        raise wrong(step, recipe, "the key file lies inside the city folder", "move it out, it must never be published")
    if any((folder / ".git").exists() for folder in path.parents):
        raise wrong(step, recipe, "the key file lies in a git repository", "move it out, it must never be shared")
    try:
        key = path.read_bytes().strip()
    except OSError:
        raise wrong(step, recipe, "the key file cannot be read", "make one: catalog transform --new-key FILE") from None
    if len(key) < _KEY_BYTES or len(set(key)) < _KEY_BYTES // 2:
        raise wrong(step, recipe, "the key is too short or too plain", "make one: catalog transform --new-key FILE")
    return key


def _city(recipe: Path) -> Path:
    """The folder that is never to hold a key: the city's (where catalog.yaml lies), else the recipe's own."""
    home = recipe.parent.resolve()
    return home.parent if (home.parent / "catalog.yaml").is_file() else home


def new_key(path: Path) -> None:
    """Writes a fresh key of 32 random bytes that only its owner may read.

    Raises:
        CatalogError: a file is there already (a lost key cannot be had again), or the folder cannot be written.
    """
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    except FileExistsError:
        raise CatalogError.at(
            path.name, "is there already", "a key is never overwritten; choose another name"
        ) from None
    except OSError as error:
        raise CatalogError.at(path.name, f"cannot be written ({error.strerror})", "check the folder") from None


def shuffle(step: Step, frame: pl.DataFrame, recipe: Recipe) -> Done:
    """Rows in an order that depends on their content and a seed only, so that the order of the source is gone."""
    del recipe
    seed = str(step.options.get("seed", 1))
    rows = ["\x1f".join(v or "" for v in row) for row in frame.iter_rows()]
    order = sorted(range(len(rows)), key=lambda i: (hashlib.sha256(f"{seed}\x1e{rows[i]}".encode()).digest(), rows[i]))
    return Done(frame[order], {"removed": {"order": True}})
