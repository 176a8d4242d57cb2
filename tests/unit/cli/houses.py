"""A venue of a temporary directory with everything listed: the real rooms, without doors."""

from contextlib import asynccontextmanager

from glassbook.cli.house import House
from glassbook.cli.listing import list_everything
from glassbook.node.configuration import Configuration


@asynccontextmanager
async def house_in(directory):
    """A running venue that lists nothing yet."""
    house = House(Configuration(data=directory, replay="none"))
    async with house.running():
        yield house


@asynccontextmanager
async def furnished_house_in(directory):
    async with house_in(directory) as house:
        await list_everything(house.venue, house.projections)
        yield house
