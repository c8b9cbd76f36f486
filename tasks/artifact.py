"""The tier model as a file: a zip of NumPy arrays and a JSON header, read without executing anything in it."""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.core.tiers.learned import LearnedEngine
from tasks.core.tiers.model import Model, ModelError

LARGEST_PACKED = 8_000_000
LARGEST_UNPACKED = 50_000_000
"""Bytes that a model may have; a file that has or claims more is refused before it is unpacked."""

SHIPPED = "tiers.npz"


def pack(arrays: Mapping[str, NDArray[Any]], header: Mapping[str, Any]) -> bytes:
    """The bytes that `unpack` reads; the same model always gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        _add(target, "header.json", json.dumps(header, sort_keys=True, indent=1, ensure_ascii=False).encode())
        for name in sorted(arrays):
            array = io.BytesIO()
            np.save(array, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            _add(target, f"{name}.npy", array.getvalue())
    return packed.getvalue()


def unpack(data: bytes) -> Model:
    """The model in `data`. Raises ModelError, saying what is wrong, for anything else than a model."""
    if len(data) > LARGEST_PACKED:
        raise ModelError(f"a model has at most {LARGEST_PACKED:,} bytes, this has {len(data):,}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            if sum(entry.file_size for entry in source.infolist()) > LARGEST_UNPACKED:
                raise ModelError(f"unpacked, a model has at most {LARGEST_UNPACKED:,} bytes")
            header = json.loads(source.read("header.json"))
            arrays = {
                name.removesuffix(".npy"): np.load(io.BytesIO(source.read(name)), allow_pickle=False)
                for name in source.namelist()
                if name.endswith(".npy")
            }
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        EOFError,
        OSError,
        NotImplementedError,
    ) as error:
        raise error if isinstance(error, ModelError) else ModelError(f"not a tier model: {error}") from error
    return Model.assembled(arrays, header)


@cache
def shipped_model() -> Model:
    """The model that comes with this version; read once a process."""
    return unpack(files("tasks.shipped").joinpath(SHIPPED).read_bytes())


@cache
def shipped_engine() -> LearnedEngine:
    """The engine of the shipped model alone: without what a brand taught it, without a brand's rules."""
    return LearnedEngine(shipped_model())


def _add(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    # A fixed date, so that training twice gives the same file.
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    target.writestr(entry, content)
