"""Modules that are loaded when they are first used: what few requests need must not cost every box its memory."""

import importlib
from typing import Any


class _Later:
    """Stands for a module until somebody looks into it. (importlib's own LazyLoader is not safe with threads.)"""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(importlib.import_module(self._name), attribute)


def lazy(name: str) -> Any:
    """The module of that name; its code runs at the first look into it."""
    return _Later(name)
