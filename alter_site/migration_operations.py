"""Operations of migrations that Django does not bring."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddField
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Runs operations of which none needs the models as another one leaves them.

    After each operation Django builds every model anew that is related to the changed one, over any number of
    steps: nearly all of them here. These are built once for all operations.

    Right for new models, for indexes, for constraints, for fields that may be empty, for one other change of
    each table, and for changes of the state alone; each sort by itself. SQLite makes a table anew for nearly
    every change, as it was before the first operation: of two changes of one table the second would undo
    the first.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations
        # Several fields may be added to one table, but not taken from it again.
        self.reversible = not any(isinstance(one, AddField) for one in operations)  # type: ignore[misc]

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change the description of the models, and forget what was built of it."""
        vars(state).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Run each between the models before the first operation and those after the last."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take each back, the last first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)
