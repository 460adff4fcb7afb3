"""What the tests of the containers share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.deploy.podman import Podman


@pytest.fixture(scope="session")
def podman(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Podman]:
    """Podman, which has built the image `ask-first`."""
    folder = tmp_path_factory.mktemp("podman")
    podman = Podman(folder)
    podman.build_app()
    yield podman
    podman.clean()
    podman("image", "unmount", "--all")
    shutil.rmtree(folder)
