"""Queries whose SQL is written once.

Django takes several times as long to write the SQL of a page's two queries as the database takes to answer
them, and only their values differ. The rules stay where they are, in querysets: a :class:`Slot` stands in
one wherever a value will be.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field


class Slot(Expression):
    """The place of a value that each run of a prepared query brings under this name."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def filled(self, value: Any, connection: Any) -> Any:
        """Return ``value`` as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


class Prepared:
    """A query of ``values_list``. It is built by ``build`` at its first run, not when modules are loaded."""

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows for these values, as a ``values_list`` would."""
        connection = connections[DEFAULT_DB_ALIAS]
        compiler, sql, params, slots = self._written
        # A connection belongs to its thread.
        compiler = copy.copy(compiler)
        compiler.connection = connection
        filled = {name: slot.filled(values[name], connection) for name, slot in slots.items()}
        with connection.cursor() as cursor:
            cursor.execute(
                sql, [filled[param.name] if isinstance(param, Slot) else param for param in params]
            )
            return list(compiler.results_iter([cursor.fetchall()], tuple_expected=True))

    @functools.cached_property
    def _written(self) -> tuple[Any, str, tuple[Any, ...], dict[str, Slot]]:
        compiler = self._build().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        compiler.connection = None
        slots = {param.name: param for param in params if isinstance(param, Slot)}
        return compiler, sql, tuple(params), slots
