import pytest


@pytest.fixture
def module(tmp_path):
    """Write a module of the given text; return its file."""

    def write(text, name="things.py"):
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return write
