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

# The crawl feeds all workers, so it comes before them: a worker that is woken does not preempt it,
# and one that reads makes room for it at once.
os.nice(5)
if hasattr(os, "SCHED_BATCH"):  # Linux
    with suppress(OSError):  # a container may forbid it; it only affects speed
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))

from crawler.base.lean import without  # noqa: E402

# BeautifulSoup is given text, for Python's own parser. What else it would load takes up to 7 MB.
with without("html5lib", "soupsieve", "cchardet", "chardet", "charset_normalizer"):
    from crawler.reading.workers.worker import serve  # slow import, so after the signals

serve(float(sys.argv[1]))
