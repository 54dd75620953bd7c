"""Spread over an existing Dask cluster: `distributed.Client.get_executor()` is a `concurrent.futures.Executor`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from catalog.errors import CatalogError


@contextmanager
def connect(address: str) -> Iterator[Executor]:
    """An executor on the scheduler at `address`. Workers need this program and the city folder at the same path.

    Raises:
        CatalogError: dask.distributed is not installed, or nothing answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise CatalogError("--cluster: needs dask.distributed → pip install 'machi-catalog[cluster]'") from None
    try:
        client = Client(address, timeout="10s")
    except (OSError, TimeoutError, ValueError) as error:
        raise CatalogError(
            f"--cluster {address}: nothing answers ({type(error).__name__}) → start a scheduler there"
        ) from None
    try:
        yield client.get_executor(pure=False)
    finally:
        client.close()
