"""Which installations may start, and what is said to those that may not; settings from files."""

from pathlib import Path

import pytest

from service.settings import Settings, SettingsError, load_settings
from tests.cli.console import Console, end
from tests.journeys.server import free_port, serving

POSTGRES = "postgresql://somebody:geheim@127.0.0.1:1/nothing"


def refused(console: Console, *words: str, **settings: str) -> str:
    """What a command says that may not start."""
    said = console.run(*words, **settings)
    assert said.code == 2, (said.code, said.out, said.err)
    assert "Traceback" not in said.err
    return said.err


def test_postgresql_with_an_embedded_index_does_not_start(empty: Console):
    said = refused(empty, "run", DUA_ARAH_DATABASE_URL=POSTGRES)
    assert "DUA_ARAH_DATABASE_URL is PostgreSQL" in said and "set DUA_ARAH_CHROMA_URL" in said
    assert "geheim" not in said


def test_several_processes_with_an_embedded_index_do_not_start(empty: Console):
    said = refused(empty, "run", DUA_ARAH_PROCESSES="3")
    assert "DUA_ARAH_PROCESSES is 3" in said and "set DUA_ARAH_CHROMA_URL" in said


def test_both_mistakes_are_told_at_once(empty: Console):
    said = refused(empty, "worker", DUA_ARAH_DATABASE_URL=POSTGRES, DUA_ARAH_PROCESSES="3")
    assert "DUA_ARAH_DATABASE_URL" in said and "DUA_ARAH_PROCESSES" in said


def test_an_embedded_installation_has_no_worker(empty: Console):
    assert "the jobs run inside `dua-arah run`" in refused(empty, "worker")


def test_a_database_that_is_away_is_told_without_its_password(empty: Console):
    said = refused(empty, "db", "upgrade", DUA_ARAH_DATABASE_URL=POSTGRES)
    assert "postgresql+psycopg://somebody:***@127.0.0.1:1/nothing does not serve" in said
    assert "geheim" not in said


def test_a_second_server_on_one_embedded_index_is_told_what_to_do(console: Console):
    with serving(console.data, demo=False, DUA_ARAH_KNOWLEDGE=str(console.knowledge)):
        second = end(console.start("run", DUA_ARAH_PORT=str(free_port())))
    assert second.code != 0
    assert "in use by another dua-arah server" in second.out + second.err
    assert "set DUA_ARAH_DATA to a folder of its own" in second.out + second.err


def test_commands_work_on_postgresql(empty: Console, postgres_url: str):
    """The same commands, without a Chroma server: they hold their index in memory."""
    console = Console(empty.data, empty.knowledge, {"DUA_ARAH_DATABASE_URL": postgres_url})
    assert console.run("demo").out.startswith("pair 1:")
    (empty.knowledge / "catatan.txt").write_text("Papan pengumuman gudang\n\nIsinya diganti setiap Senin pagi.\n")
    assert "The index serves" in console.run("knowledge", "sync").out
    (first, *_) = console.run("knowledge", "search", "papan pengumuman", "--json").json
    assert first["document"] == "catatan"
    assert console.run("suggest", "1", "--json").json["pair"] == 1
    assert not (empty.data / "dua-arah.sqlite3").exists()


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment without any setting, in a folder without .env."""
    for field, info in Settings.model_fields.items():
        alias = info.validation_alias
        monkeypatch.delenv(alias if isinstance(alias, str) else f"DUA_ARAH_{field.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def test_secrets_come_from_files(bare: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "dua_arah_secret_key").write_text("kunci dari berkas\n")
    (tmp_path / "openai_api_key").write_text("sk-berkas")
    (tmp_path / "dua_arah_database_url").write_text("postgresql://a:b@db/c\n")
    bare.setenv("DUA_ARAH_SECRETS", str(tmp_path))
    settings = load_settings()
    assert settings.secret_key is not None and settings.secret_key.get_secret_value() == "kunci dari berkas"
    assert settings.openai_api_key is not None and settings.openai_api_key.get_secret_value() == "sk-berkas"
    assert settings.database == "postgresql+psycopg://a:b@db/c"
    assert "b@db" not in repr(settings)
    bare.setenv("DUA_ARAH_SECRET_KEY", "from the environment")
    assert load_settings().secret_key.get_secret_value() == "from the environment"


def test_a_database_of_another_kind_is_refused(bare: pytest.MonkeyPatch):
    bare.setenv("DUA_ARAH_DATABASE_URL", "mysql://a:geheim@db/c")
    with pytest.raises(SettingsError, match="sqlite:///PATH or postgresql://") as refused_here:
        load_settings()
    assert "geheim" not in str(refused_here.value)


@pytest.mark.parametrize("form", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_means_our_driver(form: str):
    settings = Settings(database_url=f"{form}://a@db/c", _env_file=None)
    assert settings.database == "postgresql+psycopg://a@db/c"
    assert settings.on_postgresql


def test_what_may_serve():
    assert Settings(_env_file=None).faults_of_serving() == []
    assert Settings(chroma_url="http://chroma:8000", processes=4, _env_file=None).faults_of_serving() == []
    assert len(Settings(processes=4, _env_file=None).faults_of_serving()) == 1
    assert len(Settings(processes=4, database_url="postgresql://a@db/c", _env_file=None).faults_of_serving()) == 2
