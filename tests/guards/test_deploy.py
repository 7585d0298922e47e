"""What is shipped for production: the image, the services, nginx, the database's roles."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml
from compose_spec import PyCompose

from tools import postgres

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE.read_text())["services"]


def test_the_image_follows_the_rules_of_dockerfiles() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    done = subprocess.run([hadolint, ROOT / "Dockerfile"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_services_follow_the_compose_specification() -> None:
    PyCompose.from_yaml(_resolved()).validate()


def test_a_mistyped_service_would_be_found() -> None:
    with pytest.raises(ValueError, match="healthchek"):
        PyCompose.from_yaml(_resolved().replace("healthcheck", "healthchek"))


def test_only_nginx_is_reached_from_outside(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]


def test_the_web_connects_as_the_role_that_cannot_touch_the_trail(
    services: dict[str, Any],
) -> None:
    for name in ("web", "worker", "signer", "outside", "beat"):
        assert "//portal_app:" in services[name]["environment"]["DATABASE_URL"], name
    assert "//portal_owner:" in services["migrate"]["environment"]["DATABASE_URL"]


def test_every_queue_is_served_and_calls_to_partners_by_a_worker_of_their_own(
    services: dict[str, Any],
) -> None:
    assert "--queues=default,print" in services["worker"]["command"]
    assert {"--queues=outside", "--pool=threads"} <= set(services["outside"]["command"])
    assert "--queues=signing" in services["signer"]["command"]


def test_only_the_signer_can_reach_the_private_keys(services: dict[str, Any]) -> None:
    told = {
        name: str([service.get("environment"), service.get("volumes")])
        for name, service in services.items()
    }
    assert [name for name, text in told.items() if "signer" in text.lower()] == ["signer"]
    assert "ports" not in services["signer"]


def test_every_variable_of_the_services_is_explained() -> None:
    explained = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    used = re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE.read_text())
    assert set(used) <= set(explained)


def test_every_setting_is_explained() -> None:
    settings = (ROOT / "portal" / "settings.py").read_text()
    read = re.findall(r'env\.(?:text|flag|number|words)\(\s*"([A-Z_]+)"', settings)
    explained = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert read
    assert set(read) - {"TEST_DATABASE"} <= set(explained)


@pytest.mark.faults
def test_the_roles_are_made_as_an_administrator_would(tmp_path: Path) -> None:
    """The shipped script, on an empty PostgreSQL: the roles, the database, and no more rights."""
    with postgres.bare(tmp_path, durable=False) as server:
        environment = {
            "PATH": f"{server.programs}:/usr/bin:/bin",
            "PGHOST": str(server.sockets),
            "DATABASE_OWNER_PASSWORD": "it's one",
            "DATABASE_APP_PASSWORD": "it's another",
        }
        script = ROOT / "deploy" / "postgres" / "roles.sh"
        subprocess.run([script], env=environment, check=True, capture_output=True)
        owner = psycopg2.connect(server.url("portal_owner", "portal"))
        with owner, owner.cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm; CREATE TABLE trail (id int)")
        owner.close()
        app = psycopg2.connect(server.url("portal_app", "portal"))
        with app.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("SELECT * FROM trail")
        app.close()


def _resolved() -> str:
    """The services as compose reads them: merge keys applied, variables at their defaults."""
    text = yaml.safe_dump(yaml.safe_load(COMPOSE.read_text()))
    variable = re.compile(r"(?<!\$)\$\{[A-Z_]+(?::-([^}]*)|:\?)\}")
    return variable.sub(lambda found: "given" if found[1] is None else found[1], text)
