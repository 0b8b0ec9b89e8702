"""How a pair's choices are said in words, in the language the pair talks in. Never with a number.

These are sentences for both to read, so they speak of *pemimpin* and *mentor* and blame nobody. The page's frame is
translated elsewhere; what is here belongs to the set and stays in its language.
"""

from collections.abc import Mapping

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

# {skill}, {goal}, {other}: filled from the tables above. The first word is capitalised by the composer.
WHY: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "id": {
        "skill-both": (
            "{skill} ada di daftar belajar pemimpin, dan mentor bisa memperagakannya dari pekerjaan sendiri.",
            "Pemimpin memilih {skill} untuk dipelajari; mentor sudah memakainya dan siap memperagakannya.",
            "Untuk {skill}, pemimpin yang ingin belajar bertemu mentor yang memang mengerjakannya.",
        ),
        "skill-junior": (
            "Mentor bisa memperagakan {skill} dalam beberapa menit, jadi yang dibahas nanti sesuatu yang terlihat.",
            "{skill} adalah hal yang biasa dikerjakan mentor, sehingga contohnya nyata dan dekat.",
        ),
        "skill-senior": (
            "{skill} dipilih pemimpin sebagai hal yang ingin dipelajari dalam program ini.",
            "Pemimpin menaruh {skill} di daftar belajarnya; Anda berdua bisa memulainya dari contoh kecil.",
        ),
        "goal-senior": (
            "Pemimpin ingin {goal}, dan topik ini memberi cara yang ringan untuk memulainya.",
            "Salah satu tujuan pemimpin adalah {goal}.",
            "Topik ini dekat dengan tujuan pemimpin: {goal}.",
        ),
        "goal-junior": (
            "Mentor ingin {goal}, dan di sini mentor yang memegang arah percakapan.",
            "Ini juga ruang bagi mentor yang ingin {goal}.",
            "Bagi mentor, topik ini menyentuh tujuannya: {goal}.",
        ),
        "behaviour": (
            "Pemimpin ingin lebih sering {behaviour}.",
            "Ada keinginan dari sisi pemimpin untuk lebih sering {behaviour}.",
        ),
        "focus": (
            "Anda berdua meminta bahan tentang hal ini untuk sesi yang akan datang.",
            "Ini dekat dengan hal yang diminta untuk sesi ini.",
        ),
        "stage": (
            "Sesi ini bertema {reason}, dan topik ini pas sebagai titik berangkat bagi Anda berdua.",
            "Untuk sesi bertema {reason}, topik ini mengajak Anda berdua mulai dari kejadian sehari-hari.",
            "Topik ini membawa tema {reason} ke hal kecil yang bisa Anda berdua bahas dalam sepuluh menit.",
            "Anda berdua sampai di sesi tentang {reason}; topik ini membukanya dari sisi yang akrab.",
        ),
    },
    "en": {
        "skill-both": (
            "On the leader's list to learn: {skill}. The mentor can show how it is done, from their own work.",
            "The leader chose to learn about {skill}; the mentor works this way already and is ready to show how.",
            "When it comes to {skill}, a leader who wants to learn meets a mentor who does it.",
        ),
        "skill-junior": (
            "The mentor can show {skill} in a few minutes, so the talk starts from something both can see.",
            "The mentor's own work includes {skill}, so the example is real and close at hand.",
        ),
        "skill-senior": (
            "The leader chose to learn about {skill} in this programme.",
            "The leader put {skill} on the list to learn; a small example is enough for the two of you to start.",
        ),
        "goal-senior": (
            "The leader wants to {goal}, and this topic offers an easy way to begin.",
            "One of the leader's goals is to {goal}.",
            "This topic is close to a goal of the leader: to {goal}.",
        ),
        "goal-junior": (
            "The mentor wants to {goal}, and here the mentor steers the conversation.",
            "It also gives room to a mentor who wants to {goal}.",
            "For the mentor, it touches a goal of their own: to {goal}.",
        ),
        "behaviour": (
            "The leader would like to {behaviour} more often.",
            "There is a wish on the leader's side to {behaviour} more often.",
        ),
        "focus": (
            "The two of you asked for something on this for the coming session.",
            "This is close to what was asked for this session.",
        ),
        "stage": (
            "This session is about {reason}, and the topic is a good place for the two of you to start.",
            "For a session on {reason}, this topic lets the two of you begin with everyday events.",
            "It brings {reason} down to something small that the two of you can talk through in ten minutes.",
            "The two of you have come to the session on {reason}; this topic opens it from a familiar side.",
        ),
    },
}


# Said where fewer topics are left for a session than a set should have.
MORE: Mapping[str, str] = {
    "id": "topik lain untuk sesi ini; yang ada sudah pernah disarankan untuk Anda berdua",
    "en": "further topics for this session; those there are were suggested to the two of you before",
}


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
