import asyncio

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from troska.channels.email import tasks
from troska.config.processes import worker


class Undone(Exception):
    """Ends a transaction without a trace."""


@pytest.mark.django_db(transaction=True)
def test_what_a_workers_code_defers_is_there_when_and_only_if_its_transaction_commits() -> None:
    def defer(number: int, *, is_undone: bool) -> None:
        try:
            with transaction.atomic():
                tasks.deliver.defer(message_id=number)
                if is_undone:
                    raise Undone
        except Undone:
            pass
        finally:
            connection.close()

    async def scene() -> None:
        with jobs.replace_connector(worker.Connector(kwargs=connector_params())) as app:
            async with app.open_async():
                await asyncio.to_thread(defer, 1, is_undone=True)
                await asyncio.to_thread(defer, 2, is_undone=False)

    asyncio.run(scene())
    assert [job.args["message_id"] for job in ProcrastinateJob.objects.all()] == [2]
