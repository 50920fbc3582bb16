import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type SQLite from 'better-sqlite3';
import { searchIndexText } from '../../database/search-text.ts';

/**
 * What the gallery filters, counts and sorts by, and the user's own marks.
 *
 * - `picture_texts`: prompt, negative prompt and model names that are searched, once however many pictures share them
 *   (a batch of 64 seeds is one text). `digest` tells them apart.
 * - `picture_setups`: size, steps, guidance, sampler and model, likewise.
 * - `tags` and `boards` are JSON arrays in the picture's own row: the marks of a picture change together, are read
 *   together, and thousands of pictures share few combinations.
 * - `pictures_kept` covers everything that `gallery-index.ts` reads: the other columns are never touched for a filter.
 * - `recipe_crc` is the CRC-32 of `recipe`: a bit that flips inside a text breaks no structure that SQLite checks.
 */
const columns = `
CREATE TABLE picture_texts (seq INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE) STRICT;
CREATE VIRTUAL TABLE text_search USING fts5(
  prompt, negative, model, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1'
);
CREATE TABLE picture_setups (seq INTEGER PRIMARY KEY, setup TEXT NOT NULL UNIQUE) STRICT;

ALTER TABLE pictures ADD COLUMN created_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pictures ADD COLUMN text_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pictures ADD COLUMN setup_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pictures ADD COLUMN seed TEXT NOT NULL DEFAULT '';
ALTER TABLE pictures ADD COLUMN recipe_crc INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pictures ADD COLUMN rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5);
ALTER TABLE pictures ADD COLUMN favourite INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1));
ALTER TABLE pictures ADD COLUMN tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags));
ALTER TABLE pictures ADD COLUMN boards TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(boards));
ALTER TABLE pictures ADD COLUMN score REAL;
ALTER TABLE pictures ADD COLUMN content_hash TEXT;
ALTER TABLE pictures ADD COLUMN parent_id TEXT;

CREATE TABLE boards (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE saved_searches (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  filter TEXT NOT NULL CHECK (json_valid(filter)),
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

const indexes = `
DROP TABLE picture_search;
DROP INDEX pictures_kept;
CREATE INDEX pictures_kept ON pictures (removed_at, id DESC, arm, created_ms, text_seq, setup_seq,
  rating, favourite, score, tags, boards, job_id);
CREATE INDEX pictures_by_seed ON pictures (seed);
CREATE INDEX pictures_by_content ON pictures (content_hash) WHERE content_hash IS NOT NULL;
CREATE INDEX pictures_by_parent ON pictures (parent_id) WHERE parent_id IS NOT NULL;
`;

interface OldRow {
  readonly seq: number;
  readonly recipe: string;
  readonly created_at: string;
  readonly model_names: string | null;
}

/** What the migration reads of a recipe; it must not change when the recipe's schema does. */
interface OldRecipe {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly seed: string;
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  readonly guidance: number;
  readonly sampler: string;
  readonly model: { readonly name: string; readonly fingerprint: string };
  readonly initImage?: { readonly pictureId?: string };
}

/** Adds the columns and fills them from the recipes of the pictures that are there. */
export function addGalleryFacts(database: SQLite.Database): void {
  database.exec(columns);
  const selectRows = database.prepare<[number], OldRow>(`
    SELECT seq, recipe, created_at, m.name_ja || char(10) || m.name_en AS model_names
    FROM pictures LEFT JOIN models m ON m.id = model_id
    WHERE seq > ? ORDER BY seq LIMIT 1000`);
  const update = database.prepare(`
    UPDATE pictures SET created_ms = ?, text_seq = ?, setup_seq = ?, seed = ?, recipe_crc = ?,
      parent_id = ? WHERE seq = ?`);
  const textSeq = createInterner(
    database.prepare('INSERT INTO picture_texts (digest) VALUES (?)'),
    (text) => createHash('sha256').update(text).digest().subarray(0, 16),
  );
  const setupSeq = createInterner(
    database.prepare('INSERT INTO picture_setups (setup) VALUES (?)'),
    (text) => text,
  );
  const insertSearch = database.prepare(
    'INSERT INTO text_search (rowid, prompt, negative, model) VALUES (?, ?, ?, ?)',
  );
  for (let rows = selectRows.all(0); rows.length > 0; rows = selectRows.all(rows.at(-1)!.seq)) {
    for (const row of rows) {
      const recipe = JSON.parse(row.recipe) as OldRecipe;
      const { prompt, negativePrompt, model } = recipe;
      const names = [...new Set([model.name, ...(row.model_names?.split('\n') ?? [])])];
      const text = textSeq(JSON.stringify([prompt, negativePrompt, names]), (seq) => {
        const parts = [[prompt], [negativePrompt], names];
        insertSearch.run(seq, ...parts.map((part) => searchIndexText(part, [])));
      });
      const { width, height, steps, guidance, sampler } = recipe;
      const setup = { width, height, steps, guidance, sampler, model };
      update.run(
        Date.parse(row.created_at),
        text,
        setupSeq(JSON.stringify(setup)),
        recipe.seed,
        crc32(row.recipe),
        recipe.initImage?.pictureId ?? null,
        row.seq,
      );
    }
  }
  database.exec(indexes);
}

/** One row per distinct text; `onNew` is told of each new one. */
function createInterner(
  insert: SQLite.Statement<[string | Buffer]>,
  keyOf: (text: string) => string | Buffer,
) {
  const known = new Map<string, number>();
  return (text: string, onNew: (seq: number) => void = () => {}): number => {
    let seq = known.get(text);
    if (seq === undefined) {
      seq = Number(insert.run(keyOf(text)).lastInsertRowid);
      known.set(text, seq);
      onNew(seq);
    }
    return seq;
  };
}
