"""Statements of the straight line: on SQLite compiled once, and handed to the driver as they are.

SQLAlchemy takes a tenth of a millisecond to execute a statement that it has compiled before, and a trip to SQLite's
thread and back takes as long again. A case takes twenty statements (`docs/performance.md`, "Where the time goes").
Everywhere else a prepared statement is what it was made from, executed by SQLAlchemy.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.onetrip import driver_of

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL for SQLite: what stands in its places and how that is written, and how columns are read."""

    sql: str
    places: tuple[tuple[str, Convert | None], ...]
    constants: Values
    columns: tuple[str, ...]
    readers: Mapping[str, Convert]

    def parameters(self, values: Values) -> list[Any]:
        """Put values into their places."""
        found = {**self.constants, **values}
        return [found[name] if write is None else write(found[name]) for name, write in self.places]

    def read(self, row: Sequence[Any]) -> SimpleNamespace:
        """Name a row's values, as the table's types read them."""
        found = dict(zip(self.columns, row, strict=True))
        for name, read in self.readers.items():
            found[name] = read(found[name])
        return SimpleNamespace(**found)


class Prepared:
    """A statement that is executed for every message that is acted on; it must be short, since it keeps others waiting.

    Args:
        make: makes the statement for a dialect of this name. Each of its columns has a name of its own, and it takes no
            list of any length.
    """

    def __init__(self, make: Callable[[str], Any]) -> None:
        self._make = make
        self._statements: dict[str, Any] = {}
        self._compiled: dict[tuple[str, ...], _Compiled] = {}

    async def __call__(self, connection: AsyncConnection, values: Values | Sequence[Values]) -> Sequence[Any]:
        """Execute for one mapping of values or for several, and give the rows in order.

        Raises:
            SQLAlchemyError, sqlite3.Error: as the database says; the store translates them.
        """
        driver = driver_of(connection)
        if driver is None:
            done = await connection.execute(self._statement(connection.dialect), values)
            return done.all() if done.returns_rows else ()
        rows = [values] if isinstance(values, Mapping) else values
        keys = tuple(rows[0])
        compiled = self._compiled.get(keys) or self._compile(connection.dialect, keys)
        try:
            given = [compiled.parameters(row) for row in rows]
        except (KeyError, TypeError, ValueError) as error:
            message = "a value cannot be written"
            raise StatementError(message, compiled.sql, None, error, hide_parameters=True) from None
        return [compiled.read(row) for row in await driver.perform(compiled.sql, given)]

    def _statement(self, dialect: Dialect) -> Any:
        made = self._statements.get(dialect.name)
        if made is None:
            made = self._statements[dialect.name] = self._make(dialect.name)
        return made

    def _compile(self, dialect: Dialect, keys: tuple[str, ...]) -> _Compiled:
        made = self._compiled[keys] = _compiled(self._statement(dialect), dialect, keys)
        return made


def _compiled(statement: Any, dialect: Dialect, keys: tuple[str, ...]) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=keys)
    writers = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()}
    columns = tuple(statement.exported_columns)
    return _Compiled(
        sql=compiled.string,
        places=tuple((name, writers[name]) for name in compiled.positiontup),
        constants={name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required},
        columns=tuple(column.name for column in columns),
        readers={
            column.name: read
            for column in columns
            if (read := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        },
    )
