"""The stages of the reading, as functions of the product that a benchmark can observe."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any, NamedTuple

Function = Callable[..., Any]


class Stage(NamedTuple):
    """A function, and the module that calls it."""

    caller: str
    function: str


_CLEAN, _PAGE = "crawler.reading.clean", "crawler.reading.page"
_WORKER = "crawler.reading.workers.worker"
STAGES = (
    Stage(_CLEAN, "decode"),
    Stage("crawler.reading.parse.tree", "bound_attributes"),
    Stage(_CLEAN, "parse_page"),
    Stage(_CLEAN, "read_head"),
    Stage(_CLEAN, "strip_capture_head"),
    Stage(_CLEAN, "read_head_statements"),
    Stage(_CLEAN, "prune"),
    Stage(_CLEAN, "classify_blocks"),
    Stage(_CLEAN, "strip_boxes"),
    Stage(_CLEAN, "strip_adverts"),
    Stage(_CLEAN, "blocks"),
    Stage(_CLEAN, "strip_lines"),
    Stage(_PAGE, "read_document"),
    Stage(_PAGE, "normalise"),
    Stage(_PAGE, "screen"),
    Stage(_PAGE, "refuse_reserved"),
    Stage(_WORKER, "prepared"),
    Stage(_WORKER, "encode_answer"),
)
"""In the order in which they end. A stage does not count those within it."""
REST = "the rest"
"""Name of all between the stages."""


@contextmanager
def observed(observe: Callable[[str, Function], Function]) -> Iterator[None]:
    """Replace each stage, as its caller knows it, by what `observe` makes of its name and function.

    Raises `AttributeError` for a stage that the product no longer has.
    """
    with ExitStack() as stack:
        for stage in STAGES:
            module = import_module(stage.caller)
            function = getattr(module, stage.function)
            setattr(module, stage.function, observe(stage.function, function))
            stack.callback(setattr, module, stage.function, function)
        yield
