"""One numbered chain of schema steps for the whole database; each module offers `up(run)`."""

import importlib
import pkgutil
from types import ModuleType


def chain() -> dict[int, ModuleType]:
    """All steps by number, in order. The database's `user_version` is the number of the last one applied."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name[:4].isdecimal())
    return {int(name[:4]): importlib.import_module(f"{__name__}.{name}") for name in names}
