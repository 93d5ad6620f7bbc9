"""`toolflow`: loads a sub-command's module only when it is called, so that `--help` is quick."""

from __future__ import annotations

import importlib
import sys

import click

from toolflow_dataset.errors import ToolflowError
from toolflow_dataset.transcript import visible
from toolflow_dataset.version import __version__

# name -> (module, attribute, one-line help); the help stands here so that listing imports nothing
COMMANDS: dict[str, tuple[str, str, str]] = {
    "tools": ("tools", "tools", "Import and check tool definitions."),
    "graph": ("graph", "graph", "Build and look at a tool graph."),
    "generate": ("generate", "generate", "Turn tools into a multi-turn tool-calling dataset."),
    "preview": ("preview", "preview", "Show dialogues of a run in the terminal."),
    "inspect": ("inspect", "inspect", "Show one dialogue of a run in full."),
    "evaluate": ("evaluate", "evaluate", "Measure dialogue sets side by side."),
    "report": ("report", "report", "Write an HTML page to look at dialogues, figures and the graph."),
    "leakage": ("leakage", "leakage", "Check whether tools of test sets are in training data."),
    "export": ("export", "export", "Write dialogues as files for other fine-tuning."),
    "push": ("push", "push", "Publish a run's dataset on the Hugging Face Hub."),
    "train": ("train", "train", "Fine-tune a model on tool-calling dialogues."),
    "bench": ("bench", "bench", "Measure how well a model calls tools."),
    "ablate": ("ablate", "ablate", "Vary settings and other keys, from generation to benchmarks."),
    "analyze": ("analyze", "analyze", "Analyse ratings and measures: agreement, correlation."),
    "metrics": ("metrics", "metrics", "Use the metrics with Hugging Face's evaluate library."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of the pipeline."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"toolflow_cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="toolflow")
def toolflow() -> None:
    """Turn tools into a measured, multi-turn tool-calling dataset."""


def main() -> None:
    """Run the command; a user's mistake ends in one clear line and exit code 2, never a traceback."""
    try:
        code = toolflow.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ToolflowError as error:
        click.echo(visible(f"toolflow: {error}"), err=True)
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
