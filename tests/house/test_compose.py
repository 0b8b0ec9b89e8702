"""The composition is what it says: valid by the specification's own schema, closed where it must be, and true of our commands."""

import ast
import re
import shutil
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path
from typing import Any, get_args

import click
import pytest
import yaml
from packaging.requirements import Requirement
from pydantic import SecretStr

from service import cli
from service.settings import Settings, environment_name, load_settings
from tests.house.tree import ROOT, project

COMPOSE = ROOT / "compose.yaml"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PLAN: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = PLAN["services"]
OURS = ("web", "worker", "migrate")
SECRETS = {
    environment_name(name)
    for name, field in Settings.model_fields.items()
    if SecretStr in (field.annotation, *get_args(field.annotation))
}
_INTERPOLATED = re.compile(r"(?<!\$)\$\{?([A-Za-z_]+)(:-[^}]*)?")


def services(test):
    return pytest.mark.parametrize("name", sorted(SERVICES))(test)


def faults(text: str, folder: Path) -> str:
    """What the schema of the Compose specification has against it; it travels with the tool, no network is asked."""
    path = folder / "compose.yaml"
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode == 0) == (done.stdout.strip() == "ok -- validation done"), done.stdout + done.stderr
    return "" if done.returncode == 0 else done.stdout


def seconds(duration: str) -> int:
    match = re.fullmatch(r"(\d+)(s|m)", duration)
    assert match, duration
    return int(match[1]) * {"s": 1, "m": 60}[match[2]]


def one_shot(name: str) -> bool:
    """Whether others wait for it to end well."""
    waiting = [one.get("depends_on", {}).get(name, {}).get("condition") for one in SERVICES.values()]
    return "service_completed_successfully" in waiting


def environment(name: str) -> dict[str, str]:
    return SERVICES[name].get("environment", {})


def test_follows_the_specification(tmp_path):
    assert faults(COMPOSE.read_text(encoding="utf-8"), tmp_path) == ""


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("    stop_signal: SIGINT", "    stop_signals: SIGINT"),
        ("    internal: true", "    internal: [true]"),
        ("deploy: {replicas: 2}", "deploy: {replicas: [2]}"),
        ("entrypoint: [chroma]", "entrypoint: {chroma: run}"),
    ],
)
def test_schema_refuses_what_is_not_compose(tmp_path, good, bad):
    text = COMPOSE.read_text(encoding="utf-8")
    assert text.count(good) == 1
    assert faults(text.replace(good, bad), tmp_path)


def test_chroma_is_reached_from_inside_alone():
    """It asks nobody who they are."""
    assert "ports" not in SERVICES["chroma"]
    assert SERVICES["chroma"]["networks"] == ["back"]
    assert PLAN["networks"]["back"]["internal"] is True
    assert "network_mode" not in SERVICES["chroma"]


def test_what_is_published_is_the_proxy_and_the_mail_catcher():
    published = {name: one["ports"] for name, one in SERVICES.items() if "ports" in one}
    assert set(published) == {"proxy", "mail"}
    assert published["mail"] == ["127.0.0.1:8025:8025"]
    assert all(port.startswith("${BIND:-127.0.0.1}:") for port in published["proxy"])
    assert SERVICES["postgres"]["networks"] == ["back"]


@services
def test_health_is_looked_at_or_the_end_is_waited_for(name):
    check = SERVICES[name]["healthcheck"]
    if one_shot(name):
        assert check == {"disable": True}
        assert SERVICES[name]["restart"] == "no"
    else:
        assert check["test"][0] == "CMD"
        assert seconds(check["timeout"]) < seconds(check["interval"])
        assert SERVICES[name]["restart"] == "unless-stopped"
        if "python" in check["test"]:
            ast.parse(check["test"][-1])


@services
def test_nobody_is_root_and_nothing_is_writable_by_accident(name):
    one = SERVICES[name]
    user, group = one["user"].split(":")
    assert int(user) > 0 and int(group) > 0
    assert one["read_only"] is True
    assert one["cap_drop"] == ["ALL"] and "cap_add" not in one
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert not one.get("privileged")
    mounted = [volume.split(":")[0] for volume in one.get("volumes", [])]
    assert set(mounted) <= set(PLAN["volumes"]), "named volumes alone, no folder of the machine"


def test_worker_is_asked_to_end_and_given_time():
    worker = SERVICES["worker"]
    assert worker["stop_signal"] == "SIGINT"
    assert worker["command"] == ["worker"]
    assert seconds(worker["stop_grace_period"]) > Settings.model_fields["model_timeout"].default


def test_several_web_processes_and_one_schema():
    assert SERVICES["web"]["deploy"]["replicas"] >= 2
    assert "container_name" not in SERVICES["web"]
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert SERVICES["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert SERVICES["migrate"]["command"] == ["db", "upgrade"]


def test_guides_are_on_a_volume_that_web_and_worker_share():
    for name in ("web", "worker"):
        assert f"knowledge:{environment(name)['DUA_ARAH_KNOWLEDGE']}" in SERVICES[name]["volumes"]


@pytest.mark.parametrize("name", OURS)
def test_settings_allow_to_serve(name, tmp_path, monkeypatch):
    """With the files of `make secrets` and the environment as composed; several processes on an embedded index would be refused."""
    made(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DUA_ARAH_SECRETS", str(tmp_path / "secrets"))
    for key, value in environment(name).items():
        monkeypatch.setenv(key, _INTERPOLATED.sub(lambda match: (match[2] or ":-")[2:], value).removesuffix("}"))
    settings = load_settings()
    assert settings.on_postgresql
    assert settings.faults_of_serving() == []
    assert settings.secret_key is not None
    assert settings.proxies == 1
    assert settings.address == "http://localhost"


@services
def test_no_secret_stands_in_the_environment(name):
    for key in environment(name):
        assert key not in SECRETS, key
        assert key.endswith("_FILE") or not re.search(r"PASSWORD|SECRET|TOKEN|KEY", key), key


@pytest.mark.parametrize("name", OURS)
def test_every_secret_setting_can_come_by_file(name):
    assert set(SERVICES[name]["secrets"]) == {key.lower() for key in SECRETS}
    assert set(SERVICES[name]["secrets"]) <= set(PLAN["secrets"])


def test_every_setting_that_is_named_exists():
    known = {environment_name(field) for field in Settings.model_fields}
    named = set(re.findall(r"\b(?:DUA_ARAH|OPENAI)_[A-Z_]*[A-Z]\b", COMPOSE.read_text(encoding="utf-8") + DOCKERFILE))
    assert len(named) > 10
    assert named <= known


def test_it_starts_without_an_environment_of_its_own():
    for name, default in _INTERPOLATED.findall(COMPOSE.read_text(encoding="utf-8")):
        assert default, f"{name} has no default"


def stages() -> dict[str, str]:
    """Each stage of the Dockerfile and what it is made from, in its order."""
    return {stage: image for image, stage in re.findall(r"^FROM (\S+) AS (\S+)$", DOCKERFILE, re.MULTILINE)}


def test_every_image_is_pinned():
    pulled = [one["image"] for one in SERVICES.values() if "build" not in one]
    assert DOCKERFILE.count("\nFROM ") == len(stages())
    for image in (*pulled, *(one for one in stages().values() if one not in stages())):
        assert re.search(r":v?\d[\w.-]*$", image), image
    for one in SERVICES.values():
        if "build" in one:
            assert one["build"]["target"] in stages()
            assert ":" in one["image"]


def test_the_services_own_image_has_one_version():
    images = {one["image"] for one in SERVICES.values() if one.get("build", {}).get("target") == "service"}
    assert images == {f"dua-arah:{project()['project']['version']}"}


def test_a_plain_build_gives_the_service():
    assert list(stages())[-1] == "service"
    for target in {one["build"]["target"] for one in SERVICES.values() if "build" in one}:
        stage = re.search(rf"^FROM \S+ AS {target}$(.*?)(?=^FROM |\Z)", DOCKERFILE, re.MULTILINE | re.DOTALL)
        assert stage and re.search(r"^USER 10001:10001$", stage[1], re.MULTILINE), target
    assert re.search(r'^ENTRYPOINT \["dua-arah"\]\nCMD \["run"\]$', DOCKERFILE, re.MULTILINE)
    health = re.search(r'CMD \["python", "-c", "(.*)"\]', DOCKERFILE)
    assert health
    ast.parse(health[1].replace('\\"', '"'))
    assert "/healthz" in health[1]


def test_image_builds_with_locked_packages_alone():
    """What builds the wheel is taken from the lock by name: every one of them, and all they need."""
    taken = re.search(r"sed -n '/\^\\\((.*?)\\\)==", DOCKERFILE)
    assert taken
    names = set(taken[1].split(r"\|"))
    wanted = {Requirement(one).name for one in project()["build-system"]["requires"]}
    while missing := {one for name in wanted for one in needed_by(name)} - wanted:
        wanted |= missing
    assert names == wanted
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    assert all(re.search(rf"^{name}==", lock, re.MULTILINE) for name in names)


def needed_by(name: str) -> set[str]:
    found = (Requirement(one) for one in requires(name) or [])
    return {
        one.name for one in found if one.marker is None or one.marker.evaluate({"extra": "", "python_version": "3.13"})
    }


@pytest.mark.parametrize("name", [*OURS, "health of worker"])
def test_commands_are_ours(name):
    words = (
        SERVICES["worker"]["healthcheck"]["test"][2:]
        if name.startswith("health")
        else SERVICES[name].get("command", ["run"])
    )
    command: click.Command = cli.main
    context = click.Context(command)
    while isinstance(command, click.Group):
        command = command.commands[words[0]]
        words = words[1:]
    command.make_context("checked", list(words), parent=context)


def test_chroma_is_started_with_its_own_settings():
    words = [*SERVICES["chroma"]["entrypoint"], *SERVICES["chroma"]["command"]]
    (mounted,) = SERVICES["chroma"]["configs"]
    assert words == ["chroma", "run", mounted["target"]]
    options = yaml.safe_load(PLAN["configs"][mounted["source"]]["content"])
    assert options["persist_path"] in [volume.split(":")[1] for volume in SERVICES["chroma"]["volumes"]]
    assert environment("web")["DUA_ARAH_CHROMA_URL"] == f"http://chroma:{options['port']}"
    assert options["segment_manager"]["hnsw_index_pool_cache_config"]["memory"] == {"capacity": 8, "shards": 1}


def test_addresses_that_are_asked_for_health_exist(app):
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    asked = re.findall(r"127\.0\.0\.1:8000(/\w+)'", str([SERVICES[name]["healthcheck"] for name in ("web", "worker")]))
    assert asked == ["/healthz"]
    assert set(asked) <= rules


def caddyfile() -> str:
    """As the proxy reads it: Compose turns two dollar signs into one."""
    return str(PLAN["configs"]["caddyfile"]["content"]).replace("$$", "$")


def test_proxy_leads_to_web_and_keeps_the_figures_inside():
    text = caddyfile()
    assert f"dynamic a web {environment('web')['DUA_ARAH_PORT']} {{" in text
    assert "respond /metrics 404" in text
    inside = [port.rsplit(":", 1)[1].rstrip("}") for port in SERVICES["proxy"]["ports"]]
    assert inside == [re.findall(rf"{scheme}_port (\d+)", text)[0] for scheme in ("http", "https")]


@pytest.mark.parametrize("site", ["http://", "mentoring.example.org"])
def test_proxy_understands_its_configuration(tmp_path, site):
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("there is no caddy on this machine")
    (tmp_path / "Caddyfile").write_text(caddyfile())
    done = subprocess.run(
        [caddy, "validate", "--config", tmp_path / "Caddyfile", "--adapter", "caddyfile"],
        env={"SITE": site, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def made(folder: Path) -> dict[str, str]:
    """What `make secrets` writes."""
    command = ["make", "--silent", "-C", str(ROOT), "secrets", f"SECRETS={folder / 'secrets'}"]
    subprocess.run(command, check=True, timeout=60)
    return {path.name: path.read_text() for path in (folder / "secrets").iterdir()}


def test_secrets_are_made_once(tmp_path):
    first = made(tmp_path)
    assert set(first) == set(PLAN["secrets"])
    assert all(PLAN["secrets"][name]["file"] == f"./secrets/{name}" for name in first)
    for name in ("dua_arah_secret_key", "postgres_password", "dua_arah_metrics_token"):
        assert re.fullmatch(r"[0-9a-f]{64}", first[name])
    assert len(set(first.values()) - {""}) == 5, "each is another"
    assert (
        first["dua_arah_database_url"] == f"postgresql://dua_arah:{first['postgres_password']}@postgres:5432/dua_arah"
    )
    assert made(tmp_path) == first
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in (tmp_path / "secrets").iterdir())
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "secrets/" in ignored and ".env" in ignored
