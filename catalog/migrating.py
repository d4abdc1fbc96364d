"""A migration's operation for many of a kind: the project's models are drawn once for all of them, not anew for each."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Operations of which none needs what another made: each one that touches a foreign key draws most models of the project anew.

    That was six tenths of a first start's migrating.
    """

    reduces_to_sql = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        """Name them in their order."""
        self.operations = list(operations)

    @property
    def reversible(self) -> bool:  # type: ignore[override]
        """Say whether all of them can be taken back."""
        return all(operation.reversible for operation in self.operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change the models while they aren't drawn; whoever asks for them next draws them all."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Change the database, one after the other."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Take them back, the last one first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say them in words, as `manage.py migrate --plan` does."""
        return "; ".join(operation.describe() for operation in self.operations)
