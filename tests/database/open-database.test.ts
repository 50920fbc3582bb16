import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import SQLite from 'better-sqlite3';
import { DatabaseError } from '../../electron/database/database-error.ts';
import type { GalleryFilterInput } from '../../electron/api/contract/gallery-filter.ts';
import { migrations } from '../../electron/database/migrations/migrations.ts';
import { openDatabase, openDatabaseReadOnly } from '../../electron/database/open-database.ts';
import { createTables } from '../../electron/database/tables.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function failsWith(code: DatabaseError['code']): (error: unknown) => boolean {
  return (error) => error instanceof DatabaseError && error.code === code;
}

test('a new database has all tables, and opening it again leaves them alone', (t) => {
  const file = join(temporaryFolder(), 'nishiki.db');
  const first = openDatabase(file);
  assert.equal(first.pragma('user_version', { simple: true }), migrations.length);
  first.prepare(`INSERT INTO comparisons VALUES ('c', '2026', '[]', '[]', '{}', NULL)`).run();
  first.close();
  const second = openDatabase(file);
  t.after(() => second.close());
  assert.equal(second.prepare('SELECT count(*) FROM comparisons').pluck().get(), 1);
});

test('a crash must not lose a row: write-ahead log, full synchronisation, references checked', (t) => {
  const database = openDatabase(join(temporaryFolder(), 'nishiki.db'));
  t.after(() => database.close());
  const settings = ['journal_mode', 'synchronous', 'foreign_keys', 'locking_mode'];
  assert.deepEqual(
    settings.map((name) => database.pragma(name, { simple: true })),
    ['wal', 2, 1, 'exclusive'],
  );
});

test('a migration that fails leaves the version before it', (t) => {
  const file = join(temporaryFolder(), 'nishiki.db');
  const before = new SQLite(file);
  before.exec('CREATE TABLE jobs (something TEXT)');
  before.close();
  assert.throws(() => openDatabase(file), /already exists/);
  const after = new SQLite(file);
  t.after(() => after.close());
  assert.equal(after.pragma('user_version', { simple: true }), 0);
  const tables = after.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all();
  assert.deepEqual(tables, ['jobs']);
});

test('pictures of the first version are found by everything that came later', (t) => {
  const file = join(temporaryFolder(), 'nishiki.db');
  const before = new SQLite(file);
  const [first] = migrations;
  assert.equal(typeof first, 'string');
  before.exec(String(first));
  before.pragma('user_version = 1');
  before.exec(`INSERT INTO models VALUES ('m', '日本語版デモ', 'demo', 'ja', '/m', 1, 'clip', '{}', 1,
    'float32', NULL, 'f', '{}', '2026')`);
  const insert = before.prepare(`INSERT INTO pictures (id, created_at, job_id, arm, model_id, file,
    bytes, recipe, removed_at) VALUES (?, ?, 'job', 'ja', ?, ?, 1, ?, ?)`);
  const prompts = ['東京の猫', '東京の猫', '富士山', '海'];
  for (const [number, prompt] of prompts.entries()) {
    const createdAt = `2026-11-0${number + 1}T00:00:00.500Z`;
    const pictureId = `picture${number}`;
    const seed = `1844674407370955161${number}`;
    const recipe = makeRecipe({ pictureId, prompt, seed, createdAt });
    const model = number === 2 ? null : 'm';
    const removedAt = number === 3 ? '2026-11-05T00:00:00Z' : null;
    insert.run(pictureId, createdAt, model, `${number}.png`, JSON.stringify(recipe), removedAt);
  }
  before.close();

  const database = openDatabase(file);
  t.after(() => database.close());
  const copy = new SQLite(join(dirname(file), 'backups', 'before-version-2.db'), {
    readonly: true,
  });
  assert.equal(copy.pragma('user_version', { simple: true }), 1);
  assert.equal(copy.prepare('SELECT count(*) FROM pictures').pluck().get(), 4);
  copy.close();
  const { pictures, gallery } = createTables(database);
  const find = (filter: GalleryFilterInput) => gallery.listIds(filter).join(' ');
  assert.equal(find({}), 'picture2 picture1 picture0');
  assert.equal(find({ removed: true }), 'picture3');
  assert.equal(find({ search: '猫' }), 'picture1 picture0');
  assert.equal(find({ search: '日本語' }), 'picture1 picture0');
  assert.equal(find({ search: '18446744073709551612' }), 'picture2');
  assert.equal(find({ from: '2026-11-02T00:00:00.500Z' }), 'picture2 picture1');
  assert.equal(find({ sizes: ['64x64'], minRating: 0, models: ['f'.repeat(64)] }), find({}));
  assert.equal(pictures.get(['picture2'])[0]?.recipe?.prompt, '富士山');
  assert.equal(database.prepare('SELECT count(*) FROM picture_texts').pluck().get(), 3);
});

test('models imported before there were single files keep their place', (t) => {
  const file = join(temporaryFolder(), 'nishiki.db');
  const before = new SQLite(file);
  before.exec(String(migrations[0]));
  before.pragma('user_version = 1');
  before
    .prepare(
      `INSERT INTO models VALUES ('m', '名', 'name', 'ja', '/models/ja', 0, 'clip', '{}', 1, 'float32', NULL, 'f', '{}', '2026')`,
    )
    .run();
  before.close();
  const after = openDatabase(file);
  t.after(() => after.close());
  const row = after.prepare('SELECT path, options, inpainting, rewritten FROM models').get();
  assert.deepEqual(row, { path: '/models/ja', options: '{}', inpainting: 0, rewritten: null });
});

test('a library of LoRAs and embeddings is kept when VAEs come to it', (t) => {
  const file = join(temporaryFolder(), 'nishiki.db');
  const before = new SQLite(file);
  for (const step of migrations.slice(0, 18)) {
    if (typeof step === 'string') before.exec(step);
    else step(before);
  }
  before.pragma('user_version = 18');
  before.exec(`
    INSERT INTO additions VALUES ('a', 'lora', '墨', '0.6', '/墨.safetensors', 5, 1.5, 'f');
    INSERT INTO additions VALUES ('b', 'embedding', '<絵>', '', '/絵.pt', 7, 2, NULL);
    INSERT INTO models (id, name_ja, name_en, arm, path, embedded, tokenizer, parameters, bytes,
      precision, fingerprint, recommended, imported_at, given_name, notes)
      VALUES ('m', '名', 'name', 'ja', '/m', 0, 'clip', '{}', 1, 'float32', 'f', '{}', '2026', '私の', 'よい');`);
  before.close();
  const database = openDatabase(file);
  t.after(() => database.close());
  const { additions, models } = createTables(database);
  assert.deepEqual(
    additions.list().map(({ id, kind, name, sha256 }) => [id, kind, name, sha256]),
    [
      ['a', 'lora', '墨', 'f'],
      ['b', 'embedding', '<絵>', null],
    ],
  );
  assert.equal(additions.at('/墨.safetensors')?.changed, 1.5);
  const vae = { kind: 'vae', name: '柔', notes: '', bytes: 1, changed: 1, sha256: null } as const;
  additions.put({ ...vae, id: 'c', path: '/柔' });
  assert.throws(() => additions.put({ ...vae, id: 'd', path: '/柔' }), /UNIQUE/);
  assert.deepEqual(models.words('m'), { name: '私の', notes: 'よい', vaeId: null });
  models.describe('m', { ...models.words('m'), vaeId: 'c' });
  assert.equal(models.words('m').vaeId, 'c');
});

test('one database is open once', () => {
  const file = join(temporaryFolder(), 'nishiki.db');
  const first = openDatabase(file);
  assert.throws(() => openDatabase(file), failsWith('locked'));
  first.close();
  openDatabase(file).close();
});

test('a database of a later version, a damaged one and a missing folder are told apart', () => {
  const folder = temporaryFolder();
  const later = join(folder, 'later.db');
  const database = openDatabase(later);
  database.pragma(`user_version = ${migrations.length + 1}`);
  database.close();
  assert.throws(() => openDatabase(later), failsWith('too-new'));

  const damaged = join(folder, 'damaged.db');
  writeFileSync(damaged, 'This is no database. '.repeat(500));
  assert.throws(() => openDatabase(damaged), failsWith('damaged'));

  assert.throws(() => openDatabase(join(folder, 'no', 'such.db')), failsWith('inaccessible'));
});

test('opened read-only, every write is refused', (t) => {
  const file = join(temporaryFolder(), 'nishiki.db');
  openDatabase(file).close();
  const database = openDatabaseReadOnly(file);
  t.after(() => database.close());
  assert.throws(
    () =>
      database
        .prepare(`INSERT INTO comparisons VALUES ('c', '2026', '[]', '[]', '{}', NULL)`)
        .run(),
    { code: 'SQLITE_READONLY' },
  );
});
