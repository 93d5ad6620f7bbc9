"""What text_quality.py prints: one table over the tool sets, and what is behind the figures of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from text_quality import Measured

Row = tuple[str, str, str, str]
_ROWS: tuple[Row, ...] = (
    # label, path in a set's figures, format, goal
    ("kept dialogues", "dialogues", "count", ""),
    ("kept share", "kept_share", "share", "95 %"),
    ("valid calls (jsonschema)", "calls.valid", "share", "100 %"),
    ("dialogues / CPU second", "dialogues_per_cpu_second", "number", "50"),
    ("same seed, same bytes", "same_seed_same_bytes", "flag", "yes"),
    ("(a) user turns compared", "skeletons.user_turns", "count", ""),
    ("    commonest skeleton", "skeletons.commonest", "fine", "<= 1 % everyday"),
    ("    SGD, as many turns", "sgd_same_size.skeletons.commonest", "fine", ""),
    ("    skeletons that occur once", "skeletons.unique", "share", ">= 60 % everyday"),
    ("    SGD, as many turns", "sgd_same_size.skeletons.unique", "share", ""),
    ("(b) tokens compared", "wording.tokens", "count", ""),
    ("    H, bits", "wording.entropy_bits", "number", "8.06; 80 % everyday"),
    ("    SGD, as many tokens", "sgd_same_size.wording.entropy_bits", "number", ""),
    ("    D-3", "wording.distinct_3", "number", "0.356; 80 % everyday"),
    ("    SGD, as many tokens", "sgd_same_size.wording.distinct_3", "number", ""),
    ("(c) string arguments", "string_arguments.count", "count", ""),
    ("    verbatim before the call", "string_arguments.verbatim", "share", ""),
    ("    after normalisation", "string_arguments.literal", "share", ">= 95 %"),
    ("(d) final answers to results", "final_answers.answers", "count", ""),
    ("    name a value", "final_answers.name_a_value", "share", "100 %"),
    ("    name one not said by user", "final_answers.name_a_value_the_user_had_not_said", "share", ""),
    ("    results with a value named", "final_answers.results_with_a_value_named", "share", ""),
    ("    errors not recovered", "final_answers.error_rounds", "count", ""),
    ("    told with their words", "final_answers.errors_told", "share", "100 %"),
    ("    empty results told", "final_answers.empty_results_told", "share", "100 %"),
    ("    raw JSON", "final_answers.raw_json", "count", "0"),
    ("    texts with snake_case", "final_answers.snake_case", "count", "0"),
    ("    of these in values only", "final_answers.snake_case_in_values_only", "count", ""),
)


def print_table(results: dict[str, Any]) -> None:
    """Print the figures of all tool sets, with the goals of issue 2 beside them."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    sets = results.get("sets", {})
    header, *rows = table_rows(results)
    table = Table(*header, box=box.SIMPLE_HEAD, pad_edge=False, title=results["machine"])
    for column in table.columns[1:-1]:
        column.justify = "right"
    for row in rows:
        table.add_row(*row)
    console = Console(highlight=False)
    console.print(table)
    if human := results.get("sgd_dev"):
        turns, filed, drawn = human["skeletons"], human["wording_in_file_order"], human["wording"]
        console.print(
            f"SGD dev, all {turns['user_turns']:,} user turns: commonest skeleton "
            f"{100 * turns['commonest']:.2f} %, once {100 * turns['unique']:.1f} %. First "
            f"{filed['tokens']:,} tokens in file order: H {filed['entropy_bits']:.2f}, "
            f"D-3 {filed['distinct_3']:.3f}; in the seeded order: H {drawn['entropy_bits']:.2f}, "
            f"D-3 {drawn['distinct_3']:.3f}."
        )
    for name, figures in sets.items():
        rules = ", ".join(f"{rule} {count:,}" for rule, count in figures["string_arguments"]["rules"].items())
        drops = ", ".join(f"{reason} {count:,}" for reason, count in figures["dropped"].items()) or "none"
        kept = ", ".join(
            f"{setting} {one['kept']:,} of {one['made']:,}" for setting, one in figures["kept"].items()
        )
        console.print(f"{name}: kept {kept}; dropped: {drops}; string arguments by rule: {rules}")


def table_rows(results: dict[str, Any]) -> list[list[str]]:
    """Return the table's header and rows: a label, a cell for each tool set, and the goal of issue 2."""
    sets = results.get("sets", {})
    rows = [
        [label, *(_cell(figures, path, style) for figures in sets.values()), goal]
        for label, path, style, goal in _ROWS
    ]
    return [["", *sets, "goal"], *rows]


def print_evidence(measured: Measured, count: int = 10) -> None:
    """Print a set's commonest skeletons and overused trigrams, and examples of what should not be there."""
    print(f"\n== {measured.name}: commonest skeletons of user turns ==")
    for text, times in measured.skeletons.top[:count]:
        print(f"{times:5,}  {text}")
    if measured.human_wording is not None:
        print("-- trigrams used more often than in SGD: here / there, a message with it --")
        for text, here, there, message in measured.wording.overused(measured.human_wording, count):
            print(f"{here:5,} / {there:,}  {text!r}: {message[:200]}")
    for rule, examples in measured.sources.unliteral.items():
        print(f"-- string arguments by rule {rule}: {measured.sources.rules[rule]:,} --")
        print(*(f"  {one}" for one in examples[:3] if rule != "none"), sep="\n")
        if rule == "none":
            print(*(f"  {one}" for one in examples), sep="\n")
    for kind, examples in measured.answers.examples.items():
        print(f"-- {kind}: {measured.answers.counts[kind]:,} --")
        print(*(f"  {one}" for one in examples[:count]), sep="\n")


def _cell(figures: dict[str, Any], path: str, style: str) -> str:
    value: Any = figures
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    if value is None:
        return "-"
    if style == "flag":
        return "yes" if value else "NO"
    formats = {"count": f"{value:,}", "share": f"{100 * value:.1f} %", "fine": f"{100 * value:.2f} %"}
    return formats.get(style) or f"{value:.3f}".rstrip("0").rstrip(".")
