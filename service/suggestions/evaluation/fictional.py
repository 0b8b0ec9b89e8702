"""Twenty invented pairs for the evaluation: plainly different work, wishes and gaps, half Indonesian and half English.

One line a side, so that they can be compared at a glance. Nobody here exists, and nothing here is in a demo.
"""

from __future__ import annotations

from service.knowledge.values import REASONS
from service.suggestions.values import Language, PairBrief, SideBrief, Stage

# senior: function | goals | skill:level … | gaps in the order of the five reasons | focus; junior: function | goals | skills
_PAIRS: tuple[tuple[str, str], ...] = (
    (
        "keuangan | judge_tech keep_learning | automation:1 data_work:2 dashboards:1 | 2 0 1 1 1 |",
        "pelaporan cabang | show_work lead_practice | automation:4 data_work:3",
    ),
    (
        "sumber daya manusia | flexible_work understand_younger | online_meetings:2 messaging:1 | 1 3 0 0 1 |",
        "rekrutmen | voice_confidence wider_network | short_video:4 messaging:3 online_meetings:3",
    ),
    (
        "operasi pabrik | floor_picture check_decisions | field_apps:0 dashboards:2 | 1 0 1 3 0 | serah terima antarshift",
        "operator lini | show_work understand_decisions | field_apps:4",
    ),
    (
        "pemasaran | keep_learning let_go_habits | social_listening:1 short_video:0 ai_assistants:2 | 2 1 0 0 2 |",
        "media sosial | career_view lead_practice | social_listening:4 short_video:4",
    ),
    (
        "pelayanan pasien | listen_better feedback_up | shared_documents:1 accessibility:1 | 0 1 3 1 0 |",
        "perawat bangsal | voice_confidence | accessibility:3 shared_documents:2",
    ),
    (
        "logistik | check_decisions floor_picture try_tools | dashboards:1 field_apps:1 | 2 0 0 2 1 | antrean bongkar muat",
        "gudang | show_work | dashboards:3 field_apps:4 data_work:2",
    ),
    (
        "kepatuhan | judge_tech listen_better | privacy_security:2 ai_assistants:0 | 3 0 2 0 0 |",
        "keamanan informasi | lead_practice understand_decisions | privacy_security:4 ai_assistants:3",
    ),
    (
        "perkebunan | let_go_habits floor_picture | field_apps:1 messaging:2 | 1 1 0 2 2 |",
        "penyuluh lapangan | wider_network show_work | field_apps:3 short_video:2 messaging:2",
    ),
    (
        "pengadaan | try_tools feedback_up | automation:0 shared_documents:0 | 3 0 1 0 0 | surat yang berulang tiap bulan",
        "administrasi kontrak | career_view | automation:3 shared_documents:4",
    ),
    (
        "kantor direksi | understand_younger listen_better keep_learning | | 0 2 2 1 1 |",
        "sekretariat | understand_decisions voice_confidence | online_meetings:3 messaging:4",
    ),
    (
        "retail operations | floor_picture flexible_work | field_apps:1 dashboards:2 | 1 2 0 2 0 | shift swaps",
        "store team | show_work voice_confidence | field_apps:3 messaging:3",
    ),
    (
        "legal | judge_tech let_go_habits | ai_assistants:1 privacy_security:3 | 2 0 0 0 3 |",
        "contract drafting | lead_practice | ai_assistants:4 shared_documents:3",
    ),
    (
        "hospital management | check_decisions listen_better | dashboards:2 data_work:1 | 0 0 2 3 0 | waiting times",
        "patient registration | understand_decisions show_work | data_work:4 dashboards:3",
    ),
    (
        "communications | keep_learning try_tools | social_listening:0 short_video:1 | 2 1 0 0 1 |",
        "content | career_view wider_network | short_video:3 social_listening:3 accessibility:2",
    ),
    (
        "banking network | understand_younger feedback_up | messaging:1 online_meetings:1 | 0 3 2 0 0 |",
        "branch service | voice_confidence | messaging:3 online_meetings:2",
    ),
    (
        "engineering | listen_better check_decisions | shared_documents:2 | 1 0 2 2 0 |",
        "site supervision | show_work lead_practice | field_apps:4 shared_documents:3 data_work:2",
    ),
    (
        "education | try_tools understand_younger | accessibility:0 online_meetings:1 | 3 2 0 0 0 |",
        "learning design | lead_practice career_view | accessibility:4 online_meetings:4",
    ),
    (
        "public services | floor_picture let_go_habits | automation:1 privacy_security:1 | 1 0 0 3 2 | repeated letters",
        "counter service | wider_network | automation:2 privacy_security:3",
    ),
    (
        "agribusiness | flexible_work keep_learning | data_work:0 | 1 2 1 0 3 |",
        "quality control | show_work | data_work:3 dashboards:2",
    ),
    ("corporate planning | | | 0 0 0 0 0 |", "analysis | | "),
)


def pairs(stage: Stage) -> list[PairBrief]:
    """The pairs at a stage, as they are before their first session; the first half talks Indonesian."""
    return [
        PairBrief(
            pair_id=number,
            session=stage.number,
            language=language_of(number),
            stage=stage,
            senior=_side(senior, "senior"),
            junior=_side(junior, "junior"),
            model_allowed=True,
        )
        for number, (senior, junior) in enumerate(_PAIRS, start=1)
    ]


def language_of(number: int) -> Language:
    """The language pair `number` (from 1) talks in."""
    return "id" if number <= len(_PAIRS) // 2 else "en"


def _side(line: str, role: str) -> SideBrief:
    function, goals, skills, gaps, focus = [part.strip() for part in [*line.split("|"), "", ""][:5]]
    levels = dict(item.split(":") for item in skills.split())
    steps = zip(REASONS, map(int, gaps.split()), strict=False)
    return SideBrief(
        role_level=role,
        function=function,
        goals=tuple(goals.split()),
        skills={key: int(level) for key, level in levels.items()},
        behaviour_gaps={reason: gap for reason, gap in steps if gap},
        focus=focus,
    )
