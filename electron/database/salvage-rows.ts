import type SQLite from 'better-sqlite3';

type Row = Record<string, unknown>;

/** Tables that are made again from others, or whose rows need a look of their own. */
const apart = new Set(['pictures', 'picture_texts', 'picture_setups']);

/**
 * Copies what can be read of every table of a damaged database, or of a copy of it, into a sound one. Rows that are there
 * stay as they are. A row is left out where its page cannot be read, where its values do not fit the sound table, or where
 * JSON in it is not JSON; a reference to a row that is gone is emptied where it may be.
 *
 * @param onUnreadable told of each table of which a part cannot be read
 * @returns how many rows were taken over
 */
export function salvageTables(
  from: SQLite.Database,
  to: SQLite.Database,
  onUnreadable: () => void,
): number {
  return to.transaction(() =>
    tablesInOrder(to).reduce((sum, table) => sum + salvageTable(from, to, table, onUnreadable), 0),
  )();
}

/** Reads a table from both ends, so that one page that cannot be read hides no more than itself. */
export function* readableRows(
  from: SQLite.Database,
  table: string,
  key: string,
  onUnreadable: () => void,
): Generator<Row, void, void> {
  for (const direction of ['ASC', 'DESC']) {
    try {
      yield* from
        .prepare<[], Row>(`SELECT * FROM "${table}" ORDER BY "${key}" ${direction}`)
        .iterate();
      return;
    } catch (error) {
      // Everything that SQLite throws here means: from this row on it cannot be read this way.
      if (!isSqliteError(error)) throw error;
      onUnreadable();
    }
  }
}

function salvageTable(
  from: SQLite.Database,
  to: SQLite.Database,
  table: string,
  onUnreadable: () => void,
): number {
  const columns = columnsOf(to, table);
  const [key] = columns.filter(({ pk }) => pk > 0);
  const references = to
    .prepare<[], { from: string }>(`SELECT "from" FROM pragma_foreign_key_list('${table}')`)
    .pluck()
    .all() as unknown as string[];
  const names = columns.map(({ name }) => name);
  const insert = to.prepare(
    `INSERT OR IGNORE INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')})
     VALUES (${names.map(() => '?').join(', ')})`,
  );
  const put = (row: Row, emptied: readonly string[]): number =>
    insert.run(
      ...columns.map(({ name, value }) =>
        emptied.includes(name) ? null : (row[name] ?? value ?? null),
      ),
    ).changes;
  let taken = 0;
  for (const row of readableRows(from, table, key?.name ?? 'rowid', onUnreadable)) {
    if (!Object.values(row).every(isSoundValue)) continue;
    try {
      taken += put(row, []);
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      try {
        taken += put(row, references);
      } catch (again) {
        if (!isSqliteError(again)) throw again;
      }
    }
  }
  return taken;
}

/** Tables of the sound database, those that are referred to first. */
function tablesInOrder(database: SQLite.Database): string[] {
  const tables = database
    .prepare<[], string>(
      `SELECT name FROM pragma_table_list
       WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'`,
    )
    .pluck()
    .all()
    .filter((table) => !apart.has(table));
  const isReferring = database
    .prepare<[string], number>('SELECT count(*) FROM pragma_foreign_key_list(?)')
    .pluck();
  return tables.toSorted((a, b) => (isReferring.get(a) ?? 0) - (isReferring.get(b) ?? 0));
}

function columnsOf(
  database: SQLite.Database,
  table: string,
): { name: string; pk: number; value: unknown }[] {
  return database
    .prepare<[], { name: string; pk: number; dflt_value: string | null }>(
      `SELECT name, pk, dflt_value FROM pragma_table_info('${table}')`,
    )
    .all()
    .map(({ name, pk, dflt_value }) => ({
      name,
      pk,
      value: dflt_value === null ? null : database.prepare(`SELECT ${dflt_value}`).pluck().get(),
    }));
}

function isSoundValue(value: unknown): boolean {
  if (typeof value !== 'string') return true;
  if (value.includes('�')) return false;
  if (!/^[[{]/.test(value)) return true;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

function isSqliteError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_');
}
