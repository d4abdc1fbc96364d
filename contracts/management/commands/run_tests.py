"""`manage.py run_tests`: run data tests now, for pipelines and for people."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Q

from contracts.actions.testing import run_test
from contracts.models import DataTest, DataTestResult
from contracts.models.testing import Outcome

FAILED, NOT_RUN = 1, 2


class Command(BaseCommand):
    """Runs tests one after the other and says what came of each."""

    help = "Run data tests now. Exit code: 0 all hold, 1 one failed, 2 none failed but one could not run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which, and where."""
        parser.add_argument("--asset", default="", help="only tests of this asset: its number, or its name")
        parser.add_argument("--test", type=int, action="append", default=[], help="only this test, by its number; may be repeated")
        parser.add_argument("--environment", default="", help="fill the SQL with this environment's variables")
        parser.add_argument("--json", action="store_true", help="a JSON object a line instead of words")

    def handle(self, *args: Any, asset: str, test: list[int], environment: str, **options: Any) -> None:
        """Run them; the exit code says the worst that happened."""
        del args
        tests = DataTest.objects.running().select_related("asset", "source", "connection", "source_connection").order_by("asset_id", "pk")
        if asset:
            tests = tests.filter(asset=int(asset)) if asset.isdigit() else tests.filter(Q(asset__name=asset) | Q(asset__title=asset))
        if test:
            tests = tests.filter(pk__in=test)
        outcomes = set()
        for one in tests:
            result = run_test(test=one, trigger=DataTestResult.Trigger.COMMAND, environment=environment)
            outcomes.add(result.outcome)
            self.stdout.write(_json(one, result) if options["json"] else f"{result.outcome:8} {one.asset}: {one}: {result.words}")
        if not outcomes:
            self.stderr.write("No active test matches.")
        if Outcome.FAILED in outcomes:
            raise SystemExit(FAILED)
        if Outcome.ERROR in outcomes:
            raise SystemExit(NOT_RUN)


def _json(test: DataTest, result: DataTestResult) -> str:
    told = {
        "test": test.pk,
        "name": test.name,
        "asset": test.asset.name,
        "outcome": result.outcome,
        "value": result.value,
        "words": result.words,
    }
    return json.dumps(told)
