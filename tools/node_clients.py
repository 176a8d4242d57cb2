"""Install the npm clients that trade in the tests, locked, with a Node from a wheel.

.venv/bin/python tools/node_clients.py
"""

import sys
from pathlib import Path

from web_bundle import Unbuilt, install

CLIENTS = Path(__file__).parents[1] / "tests" / "clients" / "node"

if __name__ == "__main__":
    try:
        install(CLIENTS)
    except Unbuilt as error:
        sys.exit(f"The npm clients were not installed: {error}")
