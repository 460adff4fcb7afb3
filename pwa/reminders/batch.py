"""One statement for many rows: PostgreSQL gets them as arrays (`unnest`), SQLite one after the other.

PostgreSQL plans and answers each statement by itself, so a statement for each row costs both sides more than the row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


class Batch:
    """Rows of the same columns, as the source of an INSERT, UPDATE or DELETE. `c[name]` is the value of a row.

    `sources` are the tables that a subquery must correlate.
    """

    def __init__(self, connection: sa.Connection, columns: Sequence[sa.Column[Any]], rows: Sequence[Mapping[str, Any]]):
        """`rows` has a value for the name of each column; the columns give the types."""
        self._connection, self._rows = connection, rows
        self._is_postgresql = connection.dialect.name == "postgresql"
        # The prefix keeps a parameter apart from the column that SQLAlchemy sets by the same name.
        names = {column.name: f"b_{column.name}" for column in columns}
        if self._is_postgresql:
            arrays = [sa.bindparam(names[one.name], type_=postgresql.ARRAY(one.type)) for one in columns]
            typed = [sa.column(one.name, one.type) for one in columns]
            table = sa.func.unnest(*arrays).table_valued(*typed, name="batch").render_derived()
            self.c: Mapping[str, sa.ColumnElement[Any]] = {column.name: table.c[column.name] for column in columns}
            self.sources: list[sa.FromClause] = [table]
        else:
            self.sources = []
            self.c = {column.name: sa.bindparam(names[column.name], type_=column.type) for column in columns}
        self._names = names

    def execute(self, statement: sa.Executable) -> None:
        """Execute a statement that uses `c`, for all rows."""
        if self._is_postgresql:
            arrays = {name: [row[column] for row in self._rows] for column, name in self._names.items()}
            self._connection.execute(statement, arrays)
        else:
            self._connection.execute(
                statement, [{name: row[column] for column, name in self._names.items()} for row in self._rows]
            )

    def inserted(self, statement: Any) -> Any:
        """The INSERT of all columns."""
        if self._is_postgresql:
            return statement.from_select(list(self.c), sa.select(*self.c.values()))
        return statement.values(dict(self.c))
