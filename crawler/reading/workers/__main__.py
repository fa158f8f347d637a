"""A worker process: reads pages from standard input, a socket, until it is closed.

The argument is the time limit for one page, in seconds.

SIGINT, SIGHUP and the SIGTERM that systemd sends to all processes of a service are ignored: the
crawl handles them, and waits for pages in progress.
"""

import os
import signal
import sys
from contextlib import suppress

for _signal in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(_signal, signal.SIG_IGN)

# Batch scheduling: a worker that is woken does not preempt the crawl.
if hasattr(os, "SCHED_BATCH"):  # Linux
    with suppress(OSError):  # a container may forbid it; it only affects speed
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))

# BeautifulSoup is used with Python's own parser. What else it would load, if it is installed, takes
# 0.05 s and up to 5 MB.
for _each in ("html5lib", "soupsieve"):
    sys.modules[_each] = None  # type: ignore[assignment]  # so that its import fails

from crawler.reading.workers.worker import serve  # noqa: E402  # slow import, so after the signals

for _each in ("html5lib", "soupsieve"):
    del sys.modules[_each]

serve(float(sys.argv[1]))
