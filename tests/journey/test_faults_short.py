"""The short version of `python -m bench.faults`: each fault a time or two, on real servers."""

import pytest

from bench.fault import Fault
from bench.fault_list import FAULTS
from bench.faults import good, line

KILLS = ("agent killed", "worker of three killed")
"""These have tests of their own beside this one: test_crash_kill and test_roles."""
QUICK = [fault for fault in FAULTS if fault.few and not fault.name.startswith(KILLS)]


@pytest.mark.dovecot
@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize("fault", QUICK, ids=[fault.name for fault in QUICK])
def test_a_fault_loses_doubles_and_changes_nothing(fault: Fault) -> None:
    """Every mail has one outcome and at most one artefact, its original is as it was, the chain holds."""
    found = {**fault.run(fault.few, 7), "due": fault.alert}
    assert good(found), line(fault.name, fault.few, found)
