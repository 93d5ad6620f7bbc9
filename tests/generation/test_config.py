import dataclasses

import pytest
import yaml

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.types import SETTINGS
from toolflow_generation.config import Config
from toolflow_generation.config_files import load_config, option_help, read_config_file
from toolflow_generation.config_models import ModelChoice
from toolflow_generation.models import sampling_settings


def write(folder, text):
    path = folder / "run.yaml"
    path.write_text(text, "utf-8")
    return path


def test_default_yaml_spells_out_every_key_and_agrees_with_the_code():
    values, _ = read_config_file("default")
    assert list(sorted(values)) == sorted(item.name for item in dataclasses.fields(Config))
    assert load_config("default") == Config()


def test_paper_yaml_holds_what_the_paper_gives():
    values, _ = read_config_file("paper")
    assert sorted(values) == sorted(item.name for item in dataclasses.fields(Config))
    paper = load_config("paper")
    assert paper.threshold == 0.82
    assert paper.max_document_frequency is None
    assert paper.error_rate == 0
    assert paper.clarify_rate == 0
    assert paper.setting == SETTINGS
    assert paper.num_dialogues == 8000
    assert len(paper.model) > 1


def test_a_file_over_the_defaults_and_options_over_the_file(tmp_path):
    file = write(tmp_path, "seed: 5\nnum_dialogues: 9\nshares: {parallel: 0.5}\n")
    config = load_config(file, {"num_dialogues": "3", "out": None, "shares": "chitchat=0.1"})
    assert (config.seed, config.num_dialogues) == (5, 3)
    assert config.shares == {"parallel": 0.5, "sequential": 0.3, "chitchat": 0.1}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"sed": 1}, "unknown key 'sed'; did you mean 'seed'"),
        ({"zzzzzz": 1}, "the keys are tools, graph"),
        ({"seed": "x"}, "seed: got 'x', expected a whole number"),
        ({"seed": True}, "seed: got True"),
        ({"num_dialogues": "0"}, "num_dialogues: got '0', expected a whole number of at least 1"),
        ({"setting": "grph"}, "expected all, or a comma list of graph+plan"),
        ({"setting": "plan,plan"}, "each at most once"),
        ({"threshold": "nan"}, "threshold: got 'nan'"),
        ({"timeout": "inf"}, "timeout: got 'inf'"),
        ({"error_rate": 1.5}, "expected a number from 0 to 1"),
        ({"tools_per_dialogue": "3,x"}, "such as 3,4,5"),
        ({"shares": "paralel=0.2"}, "there is no share 'paralel'"),
        ({"shares": "parallel=2"}, "expected a number from 0 to 1"),
        ({"styles": "fromal"}, "names among formal, casual"),
        ({"temperature": "asistant=1"}, "expected a number from 0 to 2 or none"),
        ({"models": ["asistant=x"]}, "there is no role 'asistant'"),
        ({"model": [{"name": "x"}]}, "unknown key 'name'"),
        ({"model": "x*0"}, "a weight must be above 0"),
        ({"resume": True, "overwrite": True}, "exclude each other"),
    ],
)
def test_mistakes_are_named_with_what_was_expected(options, said):
    with pytest.raises(ConfigError) as caught:
        load_config(None, options)
    assert said in str(caught.value)


def test_mistakes_in_a_file_name_the_file(tmp_path):
    with pytest.raises(ConfigError, match=r"run\.yaml: seed: got 'x'"):
        load_config(write(tmp_path, "seed: x\n"), {"seed": 3})
    with pytest.raises(ConfigError, match=r"run\.yaml, line 2: not valid YAML"):
        load_config(write(tmp_path, "seed: 1\n - x: [\n"))
    with pytest.raises(ConfigError, match="expected keys and values"):
        load_config(write(tmp_path, "- seed\n"))
    with pytest.raises(ConfigError, match=r"missing\.yaml: cannot be read"):
        load_config(tmp_path / "missing.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"out: caf\xe9\n")
    with pytest.raises(ConfigError, match=r"latin\.yaml: cannot be read"):
        load_config(tmp_path / "latin.yaml")


def test_an_empty_file_changes_nothing(tmp_path):
    assert load_config(write(tmp_path, "")) == Config()


def test_the_command_line_writes_what_yaml_writes(tmp_path):
    file = write(
        tmp_path,
        """
        setting: [plan, graph+plan]
        model: [{model: a, weight: 2}, {model: b}]
        models: {assistant: {model: c}}
        temperature: {user: 0.5}
        tools_per_dialogue: [2, 3]
        styles: [terse, formal]
        max_document_frequency: null
        """,
    )
    options = {
        "setting": "plan,graph_plan",
        "model": "a*2,b",
        "models": ["assistant=c"],
        "temperature": "user=0.5",
        "tools_per_dialogue": "2,3",
        "styles": "terse,formal",
        "max_document_frequency": "none",
    }
    config = load_config(file)
    assert config == load_config(None, options)
    assert config.setting == ("graph+plan", "plan")
    assert config.model == (ModelChoice("a", None, 2.0), ModelChoice("b"))
    assert config.temperature["user"] == 0.5 and config.temperature["assistant"] == 0.3


def test_a_temperature_of_none_is_not_sent():
    sent = sampling_settings(load_config(None, {"temperature": "assistant=none,user=0"}))
    assert sent["assistant"] == {}
    assert sent["user"] == {"temperature": 0.0}
    assert all(given == {} for given in sampling_settings(load_config("paper")).values())


def test_styles_can_be_added_in_yaml(tmp_path):
    config = load_config(write(tmp_path, "styles: {pirate: Talks like a pirate.}\n"))
    assert config.styles == {"pirate": "Talks like a pirate."}


def test_base_url_fills_in_where_a_model_names_none():
    model = [{"model": "a"}, {"model": "b", "base_url": "http://other/v1"}]
    config = Config.from_mapping({"model": model, "models": {"tool": "c"}, "base_url": "http://one/v1"})
    assert [choice.base_url for choice in config.choices("user")] == ["http://one/v1", "http://other/v1"]
    assert [choice.model for choice in config.choices("tool")] == ["c"]


def test_what_is_written_to_a_run_reads_back_the_same(tmp_path):
    config = load_config("paper", {"models": ["user=a*3,b"], "tools": "t.json", "out": str(tmp_path / "run")})
    file = write(tmp_path, yaml.safe_dump(config.to_plain(), allow_unicode=True))
    assert load_config(file) == config


def test_the_digest_is_over_what_a_dialogue_depends_on():
    base = Config()
    same = [
        {"num_dialogues": 5},
        {"out": "x"},
        {"concurrency": 1},
        {"timeout": 5},
        {"setting": "all"},
        {"base_url": "http://localhost:1/v1"},
        {"tools": "elsewhere.json"},
    ]
    other = [{"seed": 1}, {"error_rate": 0.1}, {"model": "x"}, {"styles": "terse"}, {"max_messages": 30}]
    for options in same:
        assert load_config(None, options).digest("t") == base.digest("t")
    for options in other:
        assert load_config(None, options).digest("t") != base.digest("t")
    assert base.digest("t") != base.digest("u") != base.digest("t", "g")


def test_every_key_has_help_and_shows_its_default():
    texts = option_help()
    assert list(texts) == [item.name for item in dataclasses.fields(Config)]
    assert all(len(text) > 10 for text in texts.values())
    assert texts["seed"].endswith("[default: 0]")
    assert texts["shares"].endswith("[default: parallel=0.25,sequential=0.3,chitchat=0.2]")
