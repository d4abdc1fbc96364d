"""The guide says what is there."""

from argparse import ArgumentParser
from pathlib import Path

from config.demo.landscape import KETTLE
from config.demo.landscape.staff import COLLEAGUES, UNDECIDED
from config.management.commands.demo import Command

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "guides" / "demo.md").read_text()


def test_the_guide_names_every_option_and_every_person():
    parser = ArgumentParser(add_help=False)
    Command().add_arguments(parser)
    options = [option for action in parser._actions for option in action.option_strings]
    assert [word for word in (*options, *(f"`{colleague.handle}`" for colleague in COLLEAGUES)) if word not in GUIDE] == []


def test_the_guide_counts_right_and_calls_assets_by_their_titles():
    assert f"{len(KETTLE.assets)} assets" in GUIDE and f"{len(KETTLE.jobs)} jobs" in GUIDE
    assert [title for title in (KETTLE.asset(key).words[0] for key in UNDECIDED) if f"*{title}*" not in GUIDE] == []
