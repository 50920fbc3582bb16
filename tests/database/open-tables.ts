import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import { createTables, type Tables } from '../../electron/database/tables.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

export const settings = printSettingsSchema.parse({});

export const now = new Date('2026-11-22T13:15:00Z');

export function openTables(t: TestContext): Tables {
  const database = openDatabase(join(temporaryFolder(), 'nishiki.db'));
  t.after(() => database.close());
  return createTables(database);
}
