"""How well the threshold of similarity tells a paraphrase from another question on the same thing (decision 23).

The even places of near.yaml and of the older paraphrases chose the threshold; these tests look at the odd ones.
"""

from pathlib import Path

import pytest
import yaml

from service.suggestions.rules.similarity import NEAR, nearness
from tests.suggestions.test_similarity import PARAPHRASES

PAIRS = yaml.safe_load(Path(__file__).with_name("near.yaml").read_text("utf-8"))


def halves(language: str, half: int) -> tuple[list[float], list[float]]:
    """Nearness of the paraphrases and of the different questions of one half."""
    same = [*PAIRS[language]["same"][half::2], *PARAPHRASES[language][half::2]]
    return tuple(
        [nearness(one, other, language) for one, other in group] for group in (same, PAIRS[language]["apart"][half::2])
    )


def f2(same: list[float], apart: list[float], near: float) -> float:
    """Recall counts four times as much as precision: a repeat breaks a promise, a refused line costs a line."""
    found, wrong = sum(one >= near for one in same), sum(one >= near for one in apart)
    return 5 * found / (5 * found + 4 * (len(same) - found) + wrong)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_half_that_reports(language):
    same, apart = halves(language, 1)
    found, wrong = sum(one >= NEAR for one in same), sum(one >= NEAR for one in apart)
    assert found / len(same) >= 0.85
    assert found / (found + wrong) >= 0.8


def test_the_threshold_is_the_best_of_the_half_that_chooses():
    chosen = [halves(language, 0) for language in ("id", "en")]
    total = {near: sum(f2(same, apart, near / 100) for same, apart in chosen) for near in range(50, 90)}
    assert total[round(NEAR * 100)] == max(total.values())


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_pairs_are_forty_of_each_and_none_twice(language):
    for group in PAIRS[language].values():
        assert len(group) == 40
        assert len({tuple(pair) for pair in group}) == 40
