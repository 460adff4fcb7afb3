"""CI tries every page of the languages that have changed since `make test-all` has passed, and of no others."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests import tried
from tests.meaning import catalogues
from tests.meaning.catalogues import Said


def test_a_changed_sentence_makes_its_language_one_that_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tried, "FILE", tmp_path / "tried.json")
    assert len(tried.changed()) > 15, "nothing was tried yet"
    tried.FILE.write_text(json.dumps(tried.hashes()))
    assert tried.changed() == []
    sentences = catalogues.sentences

    def with_another(folder: str) -> list[Said]:
        first, *others = sentences(folder)
        return [replace(first, translated="另一句话。") if folder == "zh_Hans" else first, *others]

    monkeypatch.setattr(catalogues, "sentences", with_another)
    assert tried.changed() == ["zh-Hans"]
