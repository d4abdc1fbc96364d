"""The command against a running server."""

import json
from pathlib import Path

import pytest

from catalog.actions.keys import create_key
from catalog.models import Domain
from contracts.cli.main import main
from contracts.models import Contract, ContractVersion
from tests.contracts.odcs.texts import HEAD, ORDERS, changed
from tests.contracts.store.making import make_orders
from tests.make import make_asset
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 50
SMALL = HEAD + "schema: [{name: orders, properties: [{name: id, physicalType: bigint}]}]\n"


class Shop:
    """A server with the cast, and a folder of contracts beside it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.cast: Cast = make_cast()
        self.asset = make_orders(self.cast)
        self.folder = folder
        _, key = create_key(name="ci", scopes=["read", "write"], person=self.cast.alice)
        self.place = ["--url", url, "--key", key]

    def run(self, word: str, *arguments: str) -> int:
        return main([word, *arguments, *self.place])

    def write(self, name: str, text: str = ORDERS) -> None:
        (self.folder / f"{name}.odcs.yaml").write_text(text)


@pytest.fixture
def shop(live_server, tmp_path: Path) -> Shop:
    folder = tmp_path / "contracts"
    folder.mkdir()
    return Shop(live_server.url, folder)


def test_applying_fifty_contracts_twice_does_nothing_the_second_time(shop: Shop, capsys) -> None:
    for number in range(MANY):
        shop.write(f"c{number}", SMALL.replace("id: orders", f"id: orders-{number}"))
    folder = ["--domain", "sales", str(shop.folder)]
    assert shop.run("plan", *folder) == 0
    assert f"{MANY} steps to do" in capsys.readouterr().out
    assert shop.run("apply", *folder) == 0
    assert ContractVersion.objects.filter(state="active").count() == MANY
    capsys.readouterr()
    assert (shop.run("plan", *folder), shop.run("apply", *folder)) == (0, 0)
    assert capsys.readouterr().out == f"Nothing to do ({MANY} unchanged).\n" * 2


def test_a_dry_run_changes_nothing(shop: Shop) -> None:
    shop.write("orders")
    assert shop.run("apply", "--dry-run", str(shop.folder), "--domain", "sales") == 0
    assert not Contract.objects.exists()


def test_changes_come_as_new_versions_and_what_left_the_folder_is_retired(shop: Shop, capsys) -> None:
    folder = [str(shop.folder), "--domain", "sales"]
    shop.write("orders")
    shop.write("gone", changed(ORDERS, ("id: orders", "id: gone")))
    assert shop.run("apply", *folder) == 0
    shop.write("orders", changed(ORDERS, ("varchar(20)", "text")))
    assert shop.run("apply", *folder) == 1
    assert "give the file a new version" in capsys.readouterr().out
    shop.write("orders", changed(ORDERS, ("varchar(20)", "text"), ("1.0.0", "2.0.0")))
    (shop.folder / "gone.odcs.yaml").unlink()
    assert shop.run("apply", "--prune", *folder) == 0
    states = set(ContractVersion.objects.values_list("contract__key", "number", "state"))
    assert states == {("orders", "1.0.0", "deprecated"), ("orders", "2.0.0", "active"), ("gone", "1.0.0", "retired")}


def test_what_the_server_refuses_is_said_and_the_rest_is_done(shop: Shop, capsys) -> None:
    make_asset("shop.public.bills", namespace=shop.asset.namespace, domain=Domain.objects.create(slug="finance", name="Finance"))
    shop.write("a", changed(ORDERS, ("id: orders", "id: a"), ("name: orders", "name: bills"), ("element: orders", "element: bills")))
    shop.write("b", changed(ORDERS, ("id: orders", "id: b")))
    assert shop.run("apply", "--domain", "sales", str(shop.folder)) == 1
    assert "steward of Finance" in capsys.readouterr().out
    assert dict(ContractVersion.objects.values_list("contract__key", "state")) == {"a": "draft", "b": "active"}


def test_exporting_gives_the_same_bytes_and_overwrites_only_when_told(shop: Shop, tmp_path: Path) -> None:
    shop.write("orders", "# kept\n" + ORDERS)
    shop.run("apply", str(shop.folder), "--domain", "sales")
    out = tmp_path / "out"
    assert shop.run("export", str(out)) == 0
    assert (out / "orders.odcs.yaml").read_text() == "# kept\n" + ORDERS
    (out / "orders.odcs.yaml").write_text("mine")
    assert (shop.run("export", str(out)), shop.run("export", str(out), "--force")) == (1, 0)


def test_a_file_is_compared_with_what_the_server_holds(shop: Shop, capsys) -> None:
    shop.write("orders")
    shop.run("apply", str(shop.folder), "--domain", "sales")
    shop.write("orders", changed(ORDERS, ("varchar(20)", "text")))
    capsys.readouterr()
    assert shop.run("diff", str(shop.folder / "orders.odcs.yaml"), "--output", "json") == 1
    assert json.loads(capsys.readouterr().out)["suggested_version"] == "2.0.0"


def test_can_i_change_and_gate_end_as_the_server_says(shop: Shop, capsys) -> None:
    shop.write("orders")
    shop.run("apply", str(shop.folder), "--domain", "sales")
    assert shop.run("can-i-change", str(shop.folder / "orders.odcs.yaml")) == 0
    assert shop.run("gate", str(shop.asset.pk)) == 2
    assert "Nobody knows." in capsys.readouterr().out
    assert shop.run("gate", "999999999") == 2
    assert "There is no such asset" in capsys.readouterr().err
