"""One reader: it reads the pages that come in on its standard input, a socket, till that closes.

The argument is how many seconds one page may take.

Whether a crawl goes on is not its to decide: Ctrl-C, the end of a terminal, and the SIGTERM that
systemd sends to all processes of a service, are for the crawl, which lets the pages under way be
read.
"""

import os
import signal
import sys
from contextlib import suppress

for _each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(_each, signal.SIG_IGN)

# A reader that is woken takes the processor from nobody: the crawl, which wakes it, goes on.
if hasattr(os, "SCHED_BATCH"):  # Linux
    with suppress(OSError):  # a container may forbid it; it is a matter of speed only
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))

from crawler.reading.workers.reader import serve  # noqa: E402  # which takes its time

serve(float(sys.argv[1]))
