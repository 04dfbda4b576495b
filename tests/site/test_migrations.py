"""A migration runs while the release before it still answers: it adds, and takes away one release later."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.migrations import operations as op
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED

from alter_site.content.models import Organization
from alter_site.migration_operations import Together

OURS = {"admissions", "content", "facilities", "library", "staff", "therapies"}
# Made before anything was live, so that no older release runs beside them. From the first deployment on,
# this list stays as it is.
BEFORE_THE_FIRST_RELEASE = {
    "admissions": "0003_queue_by_status",
    "content": "0006_redirect_is_gone",
    "facilities": "0002_initial",
    "library": "0001_initial",
    "staff": "0002_accounts",
    "therapies": "0001_initial",
}


def refused(operation: Operation) -> str:
    """Return why the release before could not go on beside this operation; empty when it can."""
    match operation:
        case op.RemoveField() | op.DeleteModel() | op.RenameField() | op.RenameModel() | op.AlterModelTable():
            return "the old code still reads this name: stop using it first, remove it one release later"
        case op.AddField() if _old_code_cannot_leave_out(operation.field):
            return "the old code leaves this column out when it writes: give it a db_default or null=True"
        case op.AlterField() if not operation.field.null and operation.preserve_default is False:
            return "the old code may write NULL here: fill the column in one release, forbid NULL in the next"
    return ""


def _old_code_cannot_leave_out(field: models.Field) -> bool:
    return not (field.null or field.many_to_many or field.db_default is not NOT_PROVIDED)


def ours() -> Iterator[tuple[str, str, Operation]]:
    for (app, name), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        if app in OURS:
            yield from ((app, name, operation) for operation in migration.operations)


def later() -> Iterator[tuple[str, Operation]]:
    for app, name, operation in ours():
        if name > BEFORE_THE_FIRST_RELEASE[app]:
            run = operation.operations if isinstance(operation, Together) else [operation]
            yield from ((f"{app}.{name}", one) for one in run)


def undone(together: Together) -> str:
    """Return which operation would undo another one on SQLite, or fail; empty when none does."""
    tables: Counter[str] = Counter()
    for operation in together.operations:
        match operation:
            case op.CreateModel() | op.AddIndex() | op.AddConstraint():
                pass
            case op.AddField() | op.AlterField():
                tables[operation.model_name_lower] += _makes_the_table_anew(operation)
            case _:
                return f"{operation.describe()}: nobody has thought of it yet"
    if len({type(operation) for operation in together.operations}) > 1:
        return "operations of several sorts"
    return ", ".join(f"several changes of the table of {name}" for name, times in tables.items() if times > 1)


def _makes_the_table_anew(operation: op.AddField | op.AlterField) -> bool:
    """Whether SQLite copies the table for it: it can add only a field that may be empty without that."""
    field = operation.field
    is_simple = field.many_to_many or (field.null and not field.unique and not field.has_default())
    return isinstance(operation, op.AlterField) or not is_simple


def test_every_migration_runs_beside_the_release_before():
    problems = [f"{name}: {operation.describe()}: {refused(operation)}" for name, operation in later()]
    assert [problem for problem in problems if not problem.endswith(": ")] == []


@pytest.mark.parametrize(
    "operation",
    [
        op.RemoveField("page", "slug"),
        op.DeleteModel("Page"),
        op.RenameField("page", "slug", "address"),
        op.AddField("page", "order", models.IntegerField(default=0)),
        op.AddField("page", "rank", models.IntegerField(default=0), preserve_default=False),
        op.AlterField("page", "order", models.IntegerField(default=0), preserve_default=False),
    ],
    ids=lambda operation: operation.describe(),
)
def test_an_operation_that_breaks_the_release_before_is_refused(operation):
    assert refused(operation)


@pytest.mark.parametrize(
    "operation",
    [
        op.AddField("page", "order", models.IntegerField(null=True)),
        op.AddField("page", "rank", models.IntegerField(db_default=0)),
        op.AddField("page", "others", models.ManyToManyField("page")),
        op.CreateModel("Page", [("id", models.BigAutoField(primary_key=True))]),
        op.AddIndex("page", models.Index(fields=["slug"], name="x")),
    ],
    ids=lambda operation: operation.describe(),
)
def test_an_operation_that_only_adds_is_allowed(operation):
    assert not refused(operation)


def test_no_operation_undoes_another_that_runs_together_with_it():
    problems = {
        f"{app}.{name}: {undone(operation)}"
        for app, name, operation in ours()
        if isinstance(operation, Together) and undone(operation)
    }
    assert problems == set()


NUMBER = models.IntegerField()


@pytest.mark.parametrize(
    "operations",
    [
        [op.AddField("page", "order", NUMBER), op.AddField("page", "rank", NUMBER)],
        [op.AddField("page", "order", NUMBER), op.AddIndex("page", models.Index(fields=["order"], name="x"))],
        [op.RemoveField("page", "order"), op.RemoveField("page", "rank")],
    ],
    ids=["two in one table", "of two sorts", "not thought of"],
)
def test_what_cannot_run_together_is_found(operations):
    assert undone(Together(operations))


def test_what_ran_together_is_taken_back_together_unless_it_added_fields_to_a_table():
    assert Together([op.AddIndex("page", models.Index(fields=["order"], name="x"))]).reversible
    assert not Together([op.AddField("page", "order", NUMBER)]).reversible


def test_models_are_built_once_for_operations_that_run_together():
    state = ProjectState()
    fields: list[tuple[str, models.Field]] = [("id", models.BigAutoField(primary_key=True))]
    operation = Together([op.CreateModel(name, fields) for name in "ABC"])
    assert state.apps
    operation.state_forwards("content", state)
    assert "apps" not in vars(state)
    assert {model.__name__ for model in state.apps.get_models()} == {"A", "B", "C"}


@pytest.mark.django_db
def test_the_renamed_content_type_can_be_taken_back_and_renamed_again_after_somebody_made_it_anew():
    renaming = importlib.import_module("alter_site.content.migrations.0013_organization")
    kept = ContentType.objects.get_for_model(Organization).pk
    rows = ContentType.objects.filter(app_label="content", model__startswith="organi").values_list(
        "pk", "model"
    )

    renaming.rename_it_back(apps, None)
    assert list(rows.all()) == [(kept, "organisation")]
    ContentType.objects.create(app_label="content", model="organization")
    renaming.rename_content_type(apps, None)

    assert list(rows.all()) == [(kept, "organization")]
