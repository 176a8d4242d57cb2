"""The venue as a benchmark wants it: limits on and never reached, and clocks if they are asked for.

    python benchmarks/clocked_venue.py [--clocks] up ...

Whenever a line comes in, a line goes out: what its threads have used so far, and what the clocks
say (see phase_clocks), as JSON. Every request and every order is counted and held against limits
as ever; they are only so high that none is refused.
"""

import json
import sys
import threading
import time
from dataclasses import replace
from typing import Any

from phase_clocks import Clocks

from glassbook.cli.main import main
from glassbook.gateway.access.limit_profiles import PROFILES, LimitProfile

OUT_OF_REACH = 2**40


def roomy(profile: LimitProfile) -> LimitProfile:
    """Return limits of the same kinds, enforced, that nobody comes to."""
    kinds = ("weight", "raw", "orders_short", "orders_day")
    return replace(
        profile, **{kind: replace(getattr(profile, kind), limit=OUT_OF_REACH) for kind in kinds}
    )


def used_ns() -> dict[str, int]:
    """Return the CPU time of the loop, of the pipeline and of the whole process."""
    names = {thread.name: thread.ident for thread in threading.enumerate()}
    loop, pipeline = threading.main_thread().ident, names.get("glassbook-pipeline")
    assert loop is not None, "the loop runs in the main thread"
    assert pipeline is not None, "the venue is open"
    return {
        "loop": time.clock_gettime_ns(time.pthread_getcpuclockid(loop)),
        "pipeline": time.clock_gettime_ns(time.pthread_getcpuclockid(pipeline)),
        "all": time.process_time_ns(),
    }


def answer_lines(clocks: Clocks) -> None:
    """Say what was used, whenever somebody asks."""
    for _ in sys.stdin:
        told: dict[str, Any] = {"used_ns": used_ns(), **clocks.read()}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    watching = Clocks()
    if "--clocks" in sys.argv:
        sys.argv.remove("--clocks")
        watching.install()
    PROFILES["us"] = roomy(PROFILES["us"])
    threading.Thread(target=answer_lines, args=(watching,), daemon=True).start()
    main()
