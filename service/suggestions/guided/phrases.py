"""How a pair's choices are said in words, in the language the pair talks in. Never with a number.

These are sentences for both to read, so they speak of *pemimpin* and *mentor* and blame nobody. The page's frame is
translated elsewhere; what is here belongs to the set and stays in its language.
"""

from collections.abc import Mapping, Sequence

from service.knowledge.values import Need

SKILLS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "ai_assistants": "asisten AI",
        "automation": "otomasi pekerjaan rutin",
        "shared_documents": "dokumen dan papan kerja bersama",
        "dashboards": "dasbor",
        "data_work": "pengolahan data",
        "messaging": "etika pesan kerja",
        "social_listening": "menyimak media sosial",
        "short_video": "video pendek",
        "online_meetings": "rapat jarak jauh",
        "privacy_security": "privasi dan kewaspadaan terhadap penipuan",
        "accessibility": "aksesibilitas digital",
        "field_apps": "aplikasi kerja lapangan",
    },
    "en": {
        "ai_assistants": "AI assistants",
        "automation": "automating routine work",
        "shared_documents": "shared documents and boards",
        "dashboards": "dashboards",
        "data_work": "working with data",
        "messaging": "work messaging",
        "social_listening": "social listening",
        "short_video": "short video",
        "online_meetings": "remote meetings",
        "privacy_security": "privacy and scam awareness",
        "accessibility": "digital accessibility",
        "field_apps": "apps for field work",
    },
}

SENIOR_GOALS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "try_tools": "mencoba sendiri alat kerja yang dipakai tim",
        "judge_tech": "menimbang usulan teknologi dengan lebih tepat",
        "understand_younger": "memahami cara kerja rekan yang lebih muda",
        "flexible_work": "meninjau aturan kerja supaya lebih luwes",
        "listen_better": "lebih banyak mendengar daripada menjawab",
        "feedback_up": "terbiasa menerima masukan dari rekan yang lebih junior",
        "floor_picture": "mendengar keadaan lapangan langsung dari pelakunya",
        "check_decisions": "membandingkan keputusan dengan yang terjadi di lapangan",
        "keep_learning": "terus belajar dari semua jenjang",
        "let_go_habits": "melepas kebiasaan kerja yang sudah tidak membantu",
    },
    "en": {
        "try_tools": "try out the tools the team uses",
        "judge_tech": "weigh technology proposals with a surer hand",
        "understand_younger": "understand how younger colleagues work",
        "flexible_work": "look again at how flexible the working rules are",
        "listen_better": "listen more than answer",
        "feedback_up": "get used to feedback from junior colleagues",
        "floor_picture": "hear how things stand from the people who do the work",
        "check_decisions": "hold decisions against what happens on the floor",
        "keep_learning": "keep learning from every level",
        "let_go_habits": "let go of working habits that no longer help",
    },
}

JUNIOR_GOALS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "show_work": "memperlihatkan pekerjaan yang jarang terlihat",
        "understand_decisions": "memahami bagaimana keputusan diambil",
        "voice_confidence": "lebih percaya diri menyampaikan pendapat",
        "wider_network": "mengenal bagian lain di organisasi",
        "lead_practice": "berlatih memimpin percakapan",
        "career_view": "melihat arah kariernya dengan lebih jelas",
    },
    "en": {
        "show_work": "show work that is seldom seen",
        "understand_decisions": "understand how decisions are made",
        "voice_confidence": "speak up with more confidence",
        "wider_network": "get to know other parts of the organisation",
        "lead_practice": "practise leading a conversation",
        "career_view": "see their own path more clearly",
    },
}

BEHAVIOURS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "practice": "mencoba sendiri alat kerja staf",
        "generations": "menanyakan cara kerja yang cocok bagi rekan yang jauh lebih muda",
        "humility": "mengatakan “saya belum tahu” di depan staf",
        "reality": "mendengar masalah lapangan langsung dari orang yang mengerjakannya",
        "relevance": "mencoba cara kerja yang dipelajari dari rekan yang lebih junior",
    },
    "en": {
        "practice": "try the tools that staff use",
        "generations": "ask much younger colleagues which way of working suits them",
        "humility": "say “I don't know yet” in front of staff",
        "reality": "hear problems from the people who do the work",
        "relevance": "try a way of working learned from a more junior colleague",
    },
}

REASONS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "practice": "teknologi lewat praktik",
        "generations": "menjembatani generasi",
        "humility": "pemimpin yang terbuka",
        "reality": "keputusan berpijak pada lapangan",
        "relevance": "tetap relevan",
    },
    "en": {
        "practice": "technology in practice",
        "generations": "bridging generations",
        "humility": "humble, open leadership",
        "reality": "decisions from reality",
        "relevance": "staying relevant",
    },
}

# What each reason looks for in the folder, in words a guide would use.
REASON_QUERIES: Mapping[str, Mapping[str, str]] = {
    "id": {
        "practice": "mencoba alat kerja dan melihat manfaat serta batasnya",
        "generations": "perbedaan cara kerja, pesan, jam kerja, dan arti produktif",
        "humility": "mendengar, bertanya, mengakui belum tahu, menerima masukan",
        "reality": "keputusan yang sudah diumumkan dibandingkan dengan keadaan di lapangan",
        "relevance": "kebiasaan yang dijaga, dilepas, dan dicoba setelah program",
    },
    "en": {
        "practice": "trying a tool at work and seeing its use and its limits",
        "generations": "different ways of working, messages, hours and what productive means",
        "humility": "listening, asking, admitting not knowing, taking feedback",
        "reality": "an announced decision checked against what happens on the floor",
        "relevance": "habits to keep, let go and try after the programme",
    },
}
GOAL_REASONS: Mapping[str, str] = {
    "try_tools": "practice",
    "judge_tech": "practice",
    "understand_younger": "generations",
    "flexible_work": "generations",
    "listen_better": "humility",
    "feedback_up": "humility",
    "floor_picture": "reality",
    "check_decisions": "reality",
    "keep_learning": "relevance",
    "let_go_habits": "relevance",
    "show_work": "reality",
    "understand_decisions": "reality",
    "voice_confidence": "humility",
    "wider_network": "generations",
    "lead_practice": "practice",
    "career_view": "relevance",
}

NO_NEED = Need("", "")  # of what no search was for

# Said where fewer topics are left for a session than a set should have.
MORE: Mapping[str, str] = {
    "id": "topik lain untuk sesi ini; yang ada sudah pernah disarankan untuk Anda berdua",
    "en": "further topics for this session; those there are were suggested to the two of you before",
}


BECAUSE: Mapping[str, Mapping[str, str]] = {
    "id": {
        "asked": "diminta untuk sesi ini",
        "typed": "ditulis salah satu pihak di formulirnya",
        "gap-shown": "ingin dipelajari pemimpin dan bisa diperagakan mentor",
        "shown": "bisa diperagakan mentor",
        "gap": "ingin dipelajari pemimpin",
        "goal-here": "tujuan yang sejalan dengan tema sesi ini",
        "goal": "tujuan dari tema lain",
        "more-often": "ingin lebih sering dilakukan pemimpin",
        "stage": "tema sesi ini",
        "fresh": "belum disentuh di sesi sebelumnya",
        "met": "sudah pernah disentuh",
        "liked": "yang serupa berguna bagi pasangan ini",
        "declined": "yang serupa kurang pas bagi pasangan ini",
    },
    "en": {
        "asked": "asked for in this session",
        "typed": "typed by one side in their form",
        "gap-shown": "the leader wants to learn it and the mentor can show it",
        "shown": "the mentor can show it",
        "gap": "the leader wants to learn it",
        "goal-here": "a goal in line with this session's theme",
        "goal": "a goal of another theme",
        "more-often": "the leader wants to do it more often",
        "stage": "this session's theme",
        "fresh": "not touched in earlier sessions",
        "met": "touched before",
        "liked": "something like it was useful to this pair",
        "declined": "something like it did not suit this pair",
    },
}


def because_words(codes: Sequence[str], language: str) -> str:
    """Why a need weighs what it weighs, in words; for those who try the folder out."""
    return "; ".join(BECAUSE[language][code] for code in codes)


def field_words(field: str, language: str) -> str:
    """A field of the brief in words, for receipts: ``senior:goal:try_tools`` → *tujuan pemimpin: …*; never a number."""
    side, kind, key = [*field.split(":", 2), "", ""][:3]
    tables = {
        "goal": SENIOR_GOALS if side == "senior" else JUNIOR_GOALS,
        "skill": SKILLS,
        "behaviour": BEHAVIOURS,
        "reason": REASONS,
    }
    words = tables.get(kind, {}).get(language, {}).get(key, key)
    frames = {
        "id": {
            ("senior", "goal"): "tujuan pemimpin",
            ("junior", "goal"): "tujuan mentor",
            ("senior", "skill"): "hal yang ingin dipelajari pemimpin",
            ("junior", "skill"): "hal yang bisa diperagakan mentor",
            ("senior", "behaviour"): "kebiasaan yang ingin lebih sering dilakukan pemimpin",
            ("pair", "reason"): "tema sesi",
            ("pair", "focus"): "permintaan untuk sesi ini",
            ("senior", "focus"): "catatan fokus dari formulir pemimpin",
            ("junior", "focus"): "catatan fokus dari formulir mentor",
        },
        "en": {
            ("senior", "goal"): "a goal of the leader",
            ("junior", "goal"): "a goal of the mentor",
            ("senior", "skill"): "what the leader wants to learn",
            ("junior", "skill"): "what the mentor can show",
            ("senior", "behaviour"): "a habit the leader wants more of",
            ("pair", "reason"): "the session's theme",
            ("pair", "focus"): "what was asked for this session",
            ("senior", "focus"): "the focus line of the leader's form",
            ("junior", "focus"): "the focus line of the mentor's form",
        },
    }
    frame = frames[language].get((side, kind), kind)
    return f"{frame}: {words}" if words and kind != "focus" else frame


_OWN: Mapping[str, Mapping[str, Mapping[tuple[str, str], str]]] = {
    "id": {
        "own": {
            ("senior", "goal"): "tujuan Anda",
            ("junior", "goal"): "tujuan Anda",
            ("senior", "skill"): "hal yang ingin Anda pelajari",
            ("junior", "skill"): "hal yang bisa Anda peragakan",
            ("senior", "behaviour"): "kebiasaan yang ingin lebih sering Anda lakukan",
            ("senior", "focus"): "catatan fokus dari formulir Anda",
            ("junior", "focus"): "catatan fokus dari formulir Anda",
        },
        "partner": {
            ("senior", "goal"): "tujuan mitra Anda",
            ("junior", "goal"): "tujuan mitra Anda",
            ("senior", "skill"): "hal yang ingin dipelajari mitra Anda",
            ("junior", "skill"): "hal yang bisa diperagakan mitra Anda",
            ("senior", "behaviour"): "kebiasaan yang ingin lebih sering dilakukan mitra Anda",
            ("senior", "focus"): "catatan fokus dari formulir mitra Anda",
            ("junior", "focus"): "catatan fokus dari formulir mitra Anda",
        },
    },
    "en": {
        "own": {
            ("senior", "goal"): "your goals",
            ("junior", "goal"): "your goals",
            ("senior", "skill"): "what you want to learn",
            ("junior", "skill"): "what you can show",
            ("senior", "behaviour"): "habits you want more of",
            ("senior", "focus"): "the focus line of your form",
            ("junior", "focus"): "the focus line of your form",
        },
        "partner": {
            ("senior", "goal"): "your partner's goals",
            ("junior", "goal"): "your partner's goals",
            ("senior", "skill"): "what your partner wants to learn",
            ("junior", "skill"): "what your partner can show",
            ("senior", "behaviour"): "habits your partner wants more of",
            ("senior", "focus"): "the focus line of your partner's form",
            ("junior", "focus"): "the focus line of your partner's form",
        },
    },
}


_KINDS = ("goal", "skill", "behaviour", "focus", "reason")


def used_words(fields: Sequence[str], language: str, reader: str) -> list[str]:
    """The used fields for one of the two to read, one line a kind: ``tujuan Anda: …; …``. `reader` is their side.

    Always in one order, the reader's own first: the order of a receipt would tell what weighed most.
    """
    lines: dict[str, list[str]] = {}
    for one in sorted(set(fields), key=lambda field: _order(field, reader)):
        side, kind, _ = [*one.split(":", 2), "", ""][:3]
        frame, _, words = field_words(one, language).partition(": ")
        own = _OWN[language]["own" if side == reader else "partner"].get((side, kind), frame)
        lines.setdefault(own, []).extend([words] if words else [])
    return [f"{frame}: {'; '.join(words)}" if words else frame for frame, words in lines.items()]


def _order(field: str, reader: str) -> tuple[int, int, str]:
    side, kind, key = [*field.split(":", 2), "", ""][:3]
    whose = 0 if side == reader else 2 if side == "pair" else 1
    return whose, _KINDS.index(kind) if kind in _KINDS else len(_KINDS), key
