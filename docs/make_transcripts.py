"""Run the commands in the console blocks of README.md and write their answers under them."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def main() -> None:
    """Bring README.md up to date."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data").symlink_to(ROOT / "data")

        def answer(command: str) -> str:
            return answer_in(Path(folder), command)

        README.write_text(
            with_answers(README.read_text(encoding="utf-8"), answer), encoding="utf-8", newline="\n"
        )


def with_answers(text: str, answer: Callable[[str], str]) -> str:
    """Give a text with the answers of its commands.

    Parameters
    ----------
    text
        Markdown.
    answer
        Gives what a command prints on standard output.
    """

    def run(block: re.Match[str]) -> str:
        commands = [line for line in block[0].splitlines() if line.startswith("$ ")]
        return "\n".join(f"{command}\n{answer(command[2:])}" for command in commands)

    return BLOCK.sub(run, text)


def answer_in(folder: Path, command: str) -> str:
    """Give what a ``detente`` command prints when it is run in a folder."""
    program = f"'{sys.executable}' -m detente.graph.cli "
    line = re.sub(r"^detente ", lambda _: program, command)
    done = subprocess.run(line, shell=True, cwd=folder, capture_output=True, encoding="utf-8", check=True)  # noqa: S602
    return done.stdout


if __name__ == "__main__":
    main()
