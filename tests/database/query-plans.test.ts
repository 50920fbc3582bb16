import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDatabase } from '../../electron/database/open-database.ts';
import type { Database } from '../../electron/database/open-database.ts';
import { createTables } from '../../electron/database/tables.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** Tables that grow with every picture. */
const large = 'pictures|jobs|prompts|comparisons|picture_texts|preview_sheets|differences';

/** A plan's line that goes through all of a table, not by an index of the rows that are wanted. */
const everyRow = new RegExp(`^(?:SCAN|SEARCH) (?:${large})(?: USING PRIMARY KEY)?$|^SCAN .* USING`);

/** What every row is read for all the same. */
const allowed = [
  // In the order of an index, and no further than wanted.
  / LIMIT (?:\?|@limit OFFSET @offset)$/,
  // When the studio is opened: which files have rows.
  /^SELECT file FROM pictures (?:ORDER BY file|WHERE linked = 1)$/,
  // What was removed from the history before, when the studio is opened.
  /^DELETE FROM (?:prompts|prompt_search) WHERE /,
  // A damaged search is made anew.
  /^SELECT seq, arms FROM prompts$/,
  /^SELECT id, arms, seeds FROM comparisons$/,
];

/** The plans of all that the tables ask, by what they ask. */
function plansOf(database: Database): Map<string, string[]> {
  const asked = new Set<string>();
  const listening = new Proxy(database, {
    get(target, key: keyof Database) {
      if (key !== 'prepare') {
        const value: unknown = target[key];
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      }
      return (sql: string) => {
        asked.add(sql.replaceAll(/\s+/g, ' ').trim());
        return target.prepare(sql);
      };
    },
  });
  createTables(listening);
  return new Map([...asked].map((sql) => [sql, planOf(database, sql)]));
}

function planOf(database: Database, sql: string): string[] {
  const unbound = sql.replaceAll(/[?]|@\w+/g, 'NULL');
  const plan = database.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${unbound}`).all();
  return plan.map(({ detail }) => detail);
}

test('nothing that is asked while the studio is used goes through every row of a large table', (t) => {
  const database = openDatabase(join(temporaryFolder(), 'nishiki.db'));
  t.after(() => database.close());
  const plans = plansOf(database);
  assert.ok(plans.size > 100, `only ${plans.size} statements found`);
  assert.match(planOf(database, 'SELECT max(position) FROM jobs').join(), everyRow, 'it is seen');
  for (const [sql, plan] of plans) {
    const slow = plan.filter((line) => everyRow.test(line));
    if (slow.length === 0 || allowed.some((pattern) => pattern.test(sql))) continue;
    assert.fail(`${slow.join(', ')}: ${sql}`);
  }
});
