import type SQLite from 'better-sqlite3';
import { searchIndexText } from '../../database/search-text.ts';

/**
 * Comparisons are found by the prompts of their arms and by their seeds. `comparison_texts` numbers them for the index, which
 * knows rows by numbers alone.
 */
const tables = `
CREATE TABLE comparison_texts (
  seq INTEGER PRIMARY KEY,
  comparison_id TEXT NOT NULL UNIQUE
) STRICT;
CREATE VIRTUAL TABLE comparison_search USING fts5(
  text, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1'
);
`;

export function comparisonSearch(database: SQLite.Database): void {
  database.exec(tables);
  const number = database.prepare('INSERT INTO comparison_texts (comparison_id) VALUES (?)');
  const index = database.prepare('INSERT INTO comparison_search (rowid, text) VALUES (?, ?)');
  const rows = database.prepare<[], { id: string; arms: string; seeds: string }>(
    'SELECT id, arms, seeds FROM comparisons',
  );
  for (const { id, arms, seeds } of rows.all()) {
    const texts = (JSON.parse(arms) as { prompt: string }[]).map(({ prompt }) => prompt);
    const { lastInsertRowid } = number.run(id);
    index.run(lastInsertRowid, searchIndexText(texts, JSON.parse(seeds) as string[]));
  }
}
