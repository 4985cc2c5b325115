"""The notebooks run where they are moved to, say what they compute, and are committed as they run.

A figure in the prose is checked: the cell's metadata holds, beside each phrase such as "36 articles", the
expression that gives it when the notebook has run. After a change that moves results, bring the notebooks
up to date with ``python tests/e2e/test_notebooks.py``, and read them again.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="pip install 'detente[notebooks]'")
nbclient = pytest.importorskip("nbclient", reason="pip install 'detente[notebooks]'")

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SECONDS = 60
_STRICT = "import warnings\nwarnings.simplefilter('error')"
_PLAIN = {"text/plain", "text/markdown"}


def run(path: Path, folder: Path) -> tuple[nbformat.NotebookNode, dict[str, str]]:
    """Run a copy of a notebook in a folder, warnings being errors; give it and its phrases as computed."""
    notebook = nbformat.read(path, as_version=4)
    wanted = phrases(notebook)
    ask = (
        "warnings.resetwarnings()\nimport json as _json\nprint(_json.dumps(["
        + ", ".join(f"str({one})" for one in wanted.values())
        + "]))"
    )
    cells = [nbformat.v4.new_code_cell(source) for source in (_STRICT, ask)]
    notebook.cells = [cells[0], *notebook.cells, cells[1]]
    nbclient.NotebookClient(
        notebook, timeout=4 * SECONDS, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    notebook.cells = notebook.cells[1:-1]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
    [answer] = joined(cells[1].outputs)
    return notebook, dict(zip(wanted, json.loads(answer.text), strict=True))


def joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Join what was printed in one cell; in how many pieces it comes is a matter of time."""
    whole: list[nbformat.NotebookNode] = []
    for output in outputs:
        if whole and "text" in output and whole[-1].get("name") == output.name:
            whole[-1].text += output.text
        else:
            whole.append(output)
    return whole


def phrases(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """Give the checked phrases of the prose, each with its expression."""
    return {
        phrase: expression
        for cell in notebook.cells
        for phrase, expression in cell.metadata.get("computed", {}).items()
    }


def texts(notebook: nbformat.NotebookNode) -> list[str]:
    """Give what the cells printed or returned as text, white space aside."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            said = output.get("data", {"text/plain": output.get("text", "")})
            found += [" ".join(said[kind].split()) for kind in sorted(_PLAIN & set(said))]
    return found


def kept(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Give a notebook as it is committed: no run times, and of a map the figure that any viewer shows."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            if output.get("execution_count"):
                output["execution_count"] = None
            if "srcdoc" in output.get("data", {}).get("text/html", ""):
                del output["data"]["text/html"]
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder away from the repository; the first notebook that needs it leaves the sample graph there."""
    return tmp_path_factory.mktemp("notebooks")


@pytest.fixture(scope="module")
def runs(elsewhere: Path) -> dict[Path, tuple[nbformat.NotebookNode, dict[str, str]]]:
    return {}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def ran(
    request: pytest.FixtureRequest,
    elsewhere: Path,
    runs: dict[Path, tuple[nbformat.NotebookNode, dict[str, str]]],
) -> tuple[Path, nbformat.NotebookNode, dict[str, str]]:
    path = request.param
    if path not in runs:
        copy = elsewhere / path.name
        copy.write_bytes(path.read_bytes())
        runs[path] = run(copy, elsewhere)
    return path, *runs[path]


@pytest.mark.long
@pytest.mark.model
def test_prose_says_what_is_computed(ran: tuple[Path, nbformat.NotebookNode, dict[str, str]]) -> None:
    _, _, answers = ran

    assert {phrase: answer for phrase, answer in answers.items() if phrase != answer} == {}


@pytest.mark.long
@pytest.mark.model
def test_committed_outputs_are_up_to_date(ran: tuple[Path, nbformat.NotebookNode, dict[str, str]]) -> None:
    path, notebook, _ = ran

    assert texts(nbformat.read(path, as_version=4)) == texts(notebook)


@pytest.mark.long
@pytest.mark.model
def test_nothing_is_said_on_stderr(ran: tuple[Path, nbformat.NotebookNode, dict[str, str]]) -> None:
    _, notebook, _ = ran

    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert [output for output in outputs if output.get("name") == "stderr"] == []


@pytest.mark.long
@pytest.mark.model
@pytest.mark.parametrize("ran", [FOLDER / "quickstart.ipynb"], ids=["quickstart"], indirect=True)
def test_map_shows_itself_in_a_closed_frame(ran: tuple[Path, nbformat.NotebookNode, dict[str, str]]) -> None:
    _, notebook, _ = ran

    shown = [output.data for cell in notebook.cells for output in cell.get("outputs", ()) if "data" in output]
    [view] = [data for data in shown if "srcdoc" in data.get("text/html", "")]
    assert 'sandbox="allow-scripts' in view["text/html"]
    assert {"image/svg+xml", "text/plain"} <= set(view)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestCommitted:
    def test_is_valid(self, path: Path) -> None:
        nbformat.validate(nbformat.read(path, as_version=4))

    def test_has_10_to_25_cells_and_begins_and_ends_in_prose(self, path: Path) -> None:
        cells = nbformat.read(path, as_version=4).cells

        assert 10 <= len(cells) <= 25
        assert (cells[0].cell_type, cells[-1].cell_type) == ("markdown", "markdown")

    def test_phrases_stand_in_their_cells(self, path: Path) -> None:
        cells = nbformat.read(path, as_version=4).cells

        missing = [
            phrase
            for cell in cells
            for phrase in cell.metadata.get("computed", {})
            if phrase not in cell.source
        ]
        assert missing == []
        assert phrases(nbformat.read(path, as_version=4))

    def test_is_small_and_names_no_folder_of_a_machine(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")

        assert len(text) < 1_500_000
        assert not re.search(r"/(?:home|root|work|tmp|Users)/|[A-Z]:\\\\", text)

    def test_is_written_as_kept(self, path: Path) -> None:
        notebook = nbformat.read(path, as_version=4)

        assert kept(nbformat.read(path, as_version=4)) == notebook
        assert [cell.id for cell in notebook.cells] == [
            f"{path.stem}-{n:02}" for n in range(len(notebook.cells))
        ]

    def test_code_has_outputs(self, path: Path) -> None:
        assert texts(nbformat.read(path, as_version=4))


def reworded(text: str, answers: dict[str, str]) -> str:
    """Replace phrases, the longest first: "9 claims" stands in "9 claims with the own tables" too."""
    either = "|".join(re.escape(phrase) for phrase in sorted(answers, key=len, reverse=True))
    return re.sub(either, lambda found: answers[found[0]], text)


def refresh(paths: list[Path]) -> None:
    """Run notebooks and write them back with what they give, in the prose too."""
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            notebook, answers = run(path, Path(folder))
            for number, cell in enumerate(notebook.cells):
                cell.id = f"{path.stem}-{number:02}"
                computed = cell.metadata.get("computed", {})
                if computed:
                    cell.source = reworded(cell.source, {phrase: answers[phrase] for phrase in computed})
                    cell.metadata["computed"] = {answers[phrase]: computed[phrase] for phrase in computed}
            path.write_text(nbformat.writes(kept(notebook)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    refresh([Path(name) for name in sys.argv[1:]] or NOTEBOOKS)
