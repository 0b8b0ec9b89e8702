"""A process that runs jobs and keeps the index, beside the web processes; as many as are wanted, on as many machines."""

import signal
import threading

import structlog

from service import jobs
from service.app import bind_jobs, create_app
from service.attendant import Attendant
from service.db import db
from service.settings import Settings
from service.wiring import real_ports

_log = structlog.get_logger(__name__)


def work(settings: Settings) -> None:
    """Run jobs until a signal (INT or TERM) asks to end; what is running then is finished first."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    app = create_app(settings, real_ports(settings, server=True, keeper=True))
    bind_jobs(app, settings)
    runner = jobs.Runner(app, workers=settings.job_threads)
    attendant = Attendant(app, indexes=True)
    runner.start()
    with app.app_context():
        jobs.enqueue("knowledge.index")
        db.session.commit()
    attendant.start()
    _log.info("worker_started", threads=settings.job_threads)
    stop.wait()
    _log.info("worker_ends")
    attendant.stop()
    runner.stop()
