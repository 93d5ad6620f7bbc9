import shlex

import pytest

from toolflow_dataset.errors import ToolSourceError
from toolflow_generation.mcp_secrets import fill_in, masked_address, masked_words


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("srv --api-key s3cret", "srv --api-key ${API_KEY}"),
        ("srv --api-key=s3cret --verbose", "srv --api-key=${API_KEY} --verbose"),
        ("srv --stripe-api-key s3cret x", "srv --stripe-api-key ${STRIPE_API_KEY} x"),
        ("srv --token 'a b'", "srv --token ${TOKEN}"),
        ("srv --password s3cret", "srv --password ${PASSWORD}"),
        ("srv --pwd s3cret", "srv --pwd ${PASSWORD}"),
        ("env MY_KEY=s3cret srv", "env MY_KEY=${MY_KEY} srv"),
        ("docker run -e GITHUB_TOKEN=s3cret img", "docker run -e GITHUB_TOKEN=${GITHUB_TOKEN} img"),
        (
            "npx mcp-remote https://h/mcp --header 'Authorization: Bearer s3cret'",
            "npx mcp-remote https://h/mcp --header 'Authorization: Bearer ${AUTHORIZATION_TOKEN}'",
        ),
        ("srv postgresql://me:s3cret@h/db", "srv postgresql://${POSTGRESQL_CREDENTIALS}@h/db"),
        ("srv sk-s3crets3cret", "srv ${SECRET}"),
        ("srv --url=https://h/mcp?api_key=s3cret&x=1", "srv --url=https://h/mcp?api_key=${API_KEY}&x=1"),
    ],
)
def test_what_looks_like_a_secret_is_shown_as_a_variable(command, shown):
    words = tuple(shlex.split(command.replace("&", "\\&")))
    assert " ".join(masked_words(words)) == " ".join(shlex.split(shown.replace("&", "\\&")))


@pytest.mark.parametrize(
    "command",
    [
        "npx -y @modelcontextprotocol/server-everything stdio",
        "srv --token CLINIC_TOKEN",  # names a variable
        "srv --api-key ${KEY}",
        "srv --max-tokens 5 --sort-key name --key-file a.pem --token --verbose",
        "srv --primary-key id --keyboard us --author me",
        "srv postgresql://h/db https://h/mcp?page=2",
        "srv postgresql://${USER}:${PASSWORD}@h/db",
        "python server.py --port 80 name=value",
    ],
)
def test_what_is_none_stays(command):
    assert masked_words(shlex.split(command)) == tuple(shlex.split(command))


def test_addresses():
    assert masked_address("https://h/mcp?token=s3cret&v=1") == "https://h/mcp?token=${TOKEN}&v=1"
    assert masked_address("https://h/${PATH_KEY}/mcp") == "https://h/${PATH_KEY}/mcp"


def test_variables_are_filled_in(monkeypatch):
    monkeypatch.setenv("CLINIC_A", "1")
    monkeypatch.delenv("CLINIC_B", raising=False)
    assert fill_in("x ${CLINIC_A} $CLINIC_A {CLINIC_A}", "here") == "x 1 $CLINIC_A {CLINIC_A}"
    with pytest.raises(ToolSourceError, match=r"^here: the environment variable CLINIC_B in it is not set"):
        fill_in("${CLINIC_B}", "here")
