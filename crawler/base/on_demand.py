"""Large models that few pages need: loaded when one does, released when no page does any more."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Model = TypeVar("Model")


class OnDemand(Generic[Model]):
    """A model in memory only while pages need it.

    It is released once `patience` turns have passed without use, and each time after twice as many
    as the time before: pages that need it now and then do not load it again and again.
    """

    def __init__(self, load: Callable[[], Model], unload: Callable[[], None] | None = None) -> None:
        """`unload` frees what the model's library keeps. Lives as long as the process."""
        self._load = load
        self._unload = unload
        self._model: Model | None = None
        self._patience = 1
        self._unused = 0
        """Turns that began since the last use."""
        _models.append(self)

    def get(self) -> Model:
        """Return the model, loaded if it is not."""
        self._unused = 0
        if self._model is None:
            self._model = self._load()
        return self._model

    @property
    def is_loaded(self) -> bool:
        """Whether it is in memory."""
        return self._model is not None

    def end_turn(self) -> None:
        """Release the model if it was not used for long enough."""
        self._unused += 1
        if self._model is None or self._unused <= self._patience:
            return
        self._patience *= 2
        self._model = None
        if self._unload:
            self._unload()


_models: list[OnDemand[Any]] = []
"""All of them, one for each place in the code that has one."""


def release_unused() -> None:
    """Release models that were not used for several turns of some pages: one ends now."""
    for model in _models:
        model.end_turn()
