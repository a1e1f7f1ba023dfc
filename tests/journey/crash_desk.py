"""An agent with its approval desk as a process of its own, for tests that kill it; settings come by stdin."""

import pickle
import sys
import threading

from tests.journey.crash_agent import agent_for
from tests.journey.test_run_approvals import desk

if __name__ == "__main__":
    settings = pickle.load(sys.stdin.buffer)
    agent_for(settings, errands=[desk(settings)]).run(threading.Event())
