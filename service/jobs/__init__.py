"""Work that outlives a request: plain functions, registered by name, run by huey in this process or another.

huey delivers at most once, so the truth is always a row of the domain (a request, a mail); a job only looks after it, and a
periodic sweeper enqueues again what a killed worker left. ``enqueue`` only notes the call: it is sent after the commit that
makes the row visible, and forgotten when that transaction rolls back.
"""

from service.jobs.consumer import Runner
from service.jobs.queue import bind, enqueue, postgres_queue, sqlite_queue
from service.jobs.registry import every, job

__all__ = ["Runner", "bind", "enqueue", "every", "job", "postgres_queue", "sqlite_queue"]
