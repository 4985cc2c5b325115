"""Write docs/cli.md out of the commands themselves; ``--check`` says whether it is up to date."""

from __future__ import annotations

import enum
import inspect
import sys
import typing
from pathlib import Path

from typer.models import ArgumentInfo, CommandInfo, OptionInfo

from detente.graph.cli import app

FILE = Path(__file__).with_name("cli.md")
HEAD = """# The command line

Made by `docs/make_cli.py` from the same words as `detente COMMAND --help`; change those, not this page.

Exit code: 0 done; 1 a file cannot be read or written; 2 the command line is wrong; 130 stopped by Ctrl-C.
An error is one line on standard error that says what, where, and what to do. What was there before a failed
run stays as it was. Articles that cannot be read are reported, a line each, and skipped.
"""


def main() -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" in sys.argv:
        return 0 if FILE.is_file() and FILE.read_text(encoding="utf-8") == text else 1
    FILE.write_text(text, encoding="utf-8", newline="\n")
    return 0


def page() -> str:
    """Give the text of the page."""
    return "\n".join([HEAD, *(line for command in app.registered_commands for line in section(command))])


def section(command: CommandInfo) -> list[str]:
    """Give the lines about a command."""
    function = command.callback
    if function is None:
        return []
    rows, words = [], []
    for name, parameter in inspect.signature(function, eval_str=True).parameters.items():
        kind, info = typing.get_args(parameter.annotation)
        default = "" if parameter.default in ("", None, False, inspect.Parameter.empty) else parameter.default
        if isinstance(info, ArgumentInfo):
            words.append(info.metavar or name.upper())
            spelled = words[-1]
        elif isinstance(info, OptionInfo):
            names = [info.default, *(info.param_decls or ())] if isinstance(info.default, str) else []
            names = names or [f"--{name.replace('_', '-')}"]
            takes = "" if kind is bool else " " + (info.metavar or "\\|".join(choices(kind)))
            spelled = ", ".join(f"{one}{takes}" for one in names)
        else:
            continue
        rows.append(f"| `{spelled}` | {info.help}{f' Default: `{default}`.' if default != '' else ''} |")
    examples = [line.strip() for line in (command.epilog or "").splitlines() if line.startswith("  ")]
    title = command.name or function.__name__
    return [
        f"## detente {title}", "", (function.__doc__ or "").strip(), "", "```", *examples, "```", "",
        f"| `detente {' '.join([title, *words])}` | |", "|---|---|", *rows, "",
    ]  # fmt: skip


def choices(kind: object) -> list[str]:
    """Give the words that an option takes."""
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return [member.value for member in kind]
    return [
        word for arg in typing.get_args(kind) for word in ([arg] if isinstance(arg, str) else choices(arg))
    ]


if __name__ == "__main__":
    sys.exit(main())
