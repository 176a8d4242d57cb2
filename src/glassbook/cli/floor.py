"""The venue as its staff see it: the floor that the console is given."""

import shutil
from pathlib import Path
from typing import Any

from glassbook.cli.house import House
from glassbook.projection.incidents import Incident
from glassbook.web.console.floor import Floor

SYNCS = "glassbook_sync_seconds"


def floor(house: House) -> Floor:
    """Return the floor of a house."""
    venue = house.venue
    return Floor(
        projections=house.projections,
        submitter=venue,
        publish=venue.submit_document,
        health=lambda: _health(house),
        figures=lambda: _figures(house),
        syncs=lambda: _syncs(house),
        latency=venue.latencies.latency,
        incidents=lambda: _incidents(house),
        disk=lambda: _disk(house),
        queue_commands_max=house.configuration.queue_commands_max,
    )


def _health(house: House) -> dict[str, Any]:
    return house.venue.health.as_data()


def _incidents(house: House) -> list[Incident]:
    return house.venue.incidents.all()


def _figures(house: House) -> dict[str, float]:
    """Return the figures that have no labels."""
    return {
        sample.name: sample.value
        for metric in house.venue.metrics.registry.collect()
        for sample in metric.samples
        if not sample.labels
    }


def _syncs(house: House) -> list[tuple[float, int]]:
    return [
        (float(sample.labels["le"]), int(sample.value))
        for metric in house.venue.metrics.registry.collect()
        if metric.name == SYNCS
        for sample in metric.samples
        if "le" in sample.labels
    ]


def _disk(house: House) -> tuple[int, int, int]:
    """Return free, whole, and the journal's, in bytes."""
    usage = shutil.disk_usage(house.configuration.data)
    return usage.free, usage.total, _size(house.configuration.journal_directory)


def _size(directory: Path) -> int:
    """Return what the files of a directory take on disk; segments are laid out before they fill."""
    return sum(path.stat().st_blocks * 512 for path in directory.iterdir() if path.is_file())
