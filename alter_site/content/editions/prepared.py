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
        return self.converted(self.fetched(**values))

    def fetched(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows as the database sends them: a quick look that may never need :meth:`converted`."""
        connection = connections[DEFAULT_DB_ALIAS]
        _, sql, params, slots = self._written
        filled = {name: slot.filled(values[name], connection) for name, slot in slots.items()}
        with connection.cursor() as cursor:
            cursor.execute(
                sql, [filled[param.name] if isinstance(param, Slot) else param for param in params]
            )
            return list(cursor.fetchall())

    def converted(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Return fetched rows with their values as the fields of the query have them."""
        compiler = copy.copy(self._written[0])
        # A connection belongs to its thread.
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        return list(compiler.results_iter([rows], tuple_expected=True))

    @functools.cached_property
    def _written(self) -> tuple[Any, str, tuple[Any, ...], dict[str, Slot]]:
        compiler = self._build().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        compiler.connection = None
        slots = {param.name: param for param in params if isinstance(param, Slot)}
        return compiler, sql, tuple(params), slots
