"""Large models that few pages need: loaded when one does, released when no page does any more."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from crawler.base.heap import give_back

Model = TypeVar("Model")


class OnDemand(Generic[Model]):
    """A model in memory only while pages need it.

    It is released once a page has been read without it, and each time after twice as many as the
    time before: pages that need it now and then do not load it again and again.
    """

    def __init__(self, load: Callable[[], Model], unload: Callable[[], None] | None = None) -> None:
        """`unload` frees what the model's library keeps. Lives as long as the process."""
        self._load = load
        self._unload = unload
        self._model: Model | None = None
        self._patience = 1
        self._unused = 0
        """Pages read since the last use, the one that used it included."""
        _models.append(self)

    def get(self) -> Model:
        """Return the model, loaded if it is not."""
        self._unused = 0
        model = self._model  # another thread may release it meanwhile
        if model is None:
            model = self._model = self._load()
        return model

    @property
    def is_loaded(self) -> bool:
        """Whether it is in memory."""
        return self._model is not None

    def end_page(self) -> bool:
        """Release the model if enough pages were read without it; return whether it was released.

        To be called once a page is read.
        """
        self._unused += 1
        if self._model is None or self._unused <= self._patience:
            return False
        self._patience *= 2
        self._model = None
        if self._unload:
            self._unload()
        return True


_models: list[OnDemand[Any]] = []
"""All of them, one for each place in the code that has one."""


def release_unused() -> None:
    """Release models that pages no longer need, and give their memory back. To be called once a
    page is read."""
    if sum(model.end_page() for model in _models):  # of each, whichever is released
        give_back()
