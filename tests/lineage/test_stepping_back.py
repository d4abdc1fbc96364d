"""A projector that waits for events lets in whoever asks to be alone."""

import threading
import time

import pytest
from django.db import connection

from lineage.actions.projecting.projector import alone, is_asked_for, project_until_quiet


@pytest.mark.django_db(transaction=True)
def test_an_idle_projector_steps_back_for_who_asks_to_be_alone():
    started, stop = threading.Event(), threading.Event()

    def project():
        def stopping():
            started.set()
            return stop.is_set()

        project_until_quiet(stopping)
        connection.close()

    projector = threading.Thread(target=project)
    projector.start()
    try:
        assert started.wait(10)
        begun = time.monotonic()
        with alone():
            assert time.monotonic() - begun < 5
            assert is_asked_for()
        assert not is_asked_for()
    finally:
        stop.set()
        projector.join(10)
    assert not projector.is_alive()
