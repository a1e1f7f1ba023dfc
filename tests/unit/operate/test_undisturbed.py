"""The search for circles of garbage stands still while a tree is read, and goes on afterwards."""

import gc
import threading

import pytest

from intake.memory import undisturbed
from intake.sanitize import sanitize_html
from intake.sanitize.tree import Node


def test_the_search_goes_on_when_the_last_one_is_done() -> None:
    assert gc.isenabled()
    with undisturbed():
        with undisturbed():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_failure_ends_it_as_well() -> None:
    with pytest.raises(ZeroDivisionError), undisturbed():
        1 / 0  # noqa: B018
    assert gc.isenabled()


def test_who_had_switched_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with undisturbed():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_many_threads_leave_it_on() -> None:
    """Whichever of them ends last."""
    page = "<p>word</p>" * 300
    threads = [
        threading.Thread(target=lambda: [sanitize_html(page, where="t") for _ in range(10)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gc.isenabled()


def test_a_tree_that_was_read_is_no_circle() -> None:
    """It goes at once, where a search through all objects would take longer than a page took to read."""
    page = "<table><tr><td>a<p>b<template><p>c</p></template></p></td></tr></table><!-- d -->" * 5
    sanitize_html(page, where="sample")
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        with undisturbed():
            sanitize_html(page, where="sample")
            gc.collect()
        assert not [found for found in gc.garbage if isinstance(found, Node)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
