"""Programs of Debian's packages that the tests use for real."""

import os
import shutil

import pytest


def need(command: str) -> str:
    """The command's path; the Debian packages of tests/debian.sh bring it."""
    found = shutil.which(command)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{command} is not installed")
        pytest.skip(f"{command} is not installed")
    return found
