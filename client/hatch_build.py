"""Build hook: put the modules of the crawler that the client needs below the client's own name.

`crawler.dump.reader` becomes `wirecrawl_client._core.dump.reader`, and so on; nothing else changes.
An sdist holds the result, so that it can be built without the crawler.
"""

import ast
import re
import runpy
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "wirecrawl_client"
CRAWLER = "crawler"
CORE = "_core"
_IMPORT = re.compile(rf"^(\s*(?:from|import) ){CRAWLER}(?=[. ])", re.MULTILINE)


class CutHook(BuildHookInterface[Any]):
    """Adds the client's package to a wheel or an sdist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the package and name it as what the archive holds."""
        if version == "editable":
            raise RuntimeError("not to be installed editable; put client/src on the PYTHONPATH")
        self._folder = Path(tempfile.mkdtemp())
        root = Path(self.root)
        package = root / "src" / NAME
        if not (package / CORE).exists():  # it exists in an sdist
            write_package(root.parent, package, self._folder / NAME)
            package = self._folder / NAME
        place = NAME if self.target_name == "wheel" else f"src/{NAME}"
        build_data["force_include"][str(package)] = place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Delete the package that was written."""
        shutil.rmtree(self._folder)


def write_package(checkout: Path, facade: Path, out: Path) -> None:
    """Write the facade, and below `_core` all modules that it needs with their data files."""
    for file in facade.glob("*"):
        if file.is_file():
            _copy(file, out / file.name)
    verbs = runpy.run_path(str(facade / "verbs.py"))["VERBS"]
    modules = {f"{CRAWLER}.cli.{verb}" for verb in verbs}
    modules.update(name for file in facade.glob("*.py") for name in _imports(file))
    for file in sorted(_needed(checkout, modules)):
        _copy(file, out / CORE / file.relative_to(checkout / CRAWLER))


def _needed(checkout: Path, modules: set[str]) -> set[Path]:
    """Return the files of these modules, of their packages, and of all that they import."""
    found: set[Path] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        file = _file_of(checkout, module)
        if file is None or file in found:
            continue  # a name in a module, or a module of another package
        found.add(file)
        waiting += [module.rpartition(".")[0], *_imports(file)]
        if file.name == "__init__.py":
            data = (each for each in file.parent.iterdir() if each.is_file())
            found.update(each for each in data if each.suffix not in {".py", ".pyc"})
    return found


def _file_of(checkout: Path, module: str) -> Path | None:
    if module.partition(".")[0] != CRAWLER:
        return None
    place = checkout.joinpath(*module.split("."))
    files = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in files if file.is_file()), None)


def _imports(file: Path) -> Iterator[str]:
    """Yield all names that a file imports, also in its functions."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _copy(file: Path, out: Path) -> None:
    """Copy a file; in a module, imports of the crawler become imports of the client."""
    out.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".py":
        out.write_text(_IMPORT.sub(rf"\1{NAME}.{CORE}", file.read_text("utf-8")), "utf-8")
    else:
        shutil.copyfile(file, out)
