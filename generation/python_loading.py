"""How a module with tools is imported, in the processes that describe its functions and that call them."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import types


def load(name: str) -> types.ModuleType:
    """Import a module by its dotted name, or the file of one.

    Raises:
        BaseException: Whatever the module raises; it may end in SystemExit too.
    """
    if not name.endswith(".py"):
        return importlib.import_module(name)
    stem = os.path.basename(name)[:-3]
    spec = importlib.util.spec_from_file_location(stem, name)
    if spec is None or spec.loader is None:
        raise ImportError(f"{name} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[stem] = module
    spec.loader.exec_module(module)
    return module
