import assert from 'node:assert/strict';
import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openDatabase } from '../../electron/database/open-database.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { makeTextEncoderBrainFloats } from '../helpers/brain-floats.ts';
import { importedBy } from '../helpers/import-model.ts';
import { openBareStudio, resources } from '../helpers/open-test-studio.ts';
import { copyModel } from '../helpers/small-models.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const otherWeights = { code: 'MODEL_UNREADABLE', data: { reason: 'other-weights' } };
const cannotTellApart = { code: 'MODEL_UNREADABLE', data: { reason: 'cannot-tell-apart' } };

/** Compares the fields that are given. */
function refusedAs({ code, data: { reason } }: typeof otherWeights) {
  return (error: Error & { code?: string; data?: { reason?: string } }): true => {
    assert.deepEqual([error.code, error.data?.reason], [code, reason]);
    return true;
  };
}

/** A model with rewritten weights, whose files have moved, and another one of its form in its place. */
async function withMovedModel(t: TestContext) {
  const data = join(temporaryFolder(), 'd');
  const { studio } = await openBareStudio(t, { data });
  const path = copyModel(join(resources, 'demo-models', 'en'), join(temporaryFolder(), 'model'));
  await makeTextEncoderBrainFloats(path);
  const { id } = await importedBy(studio.models.import({ path }));
  for await (const _ of studio.models.check({ id }));
  const away = join(temporaryFolder(), 'away');
  renameSync(path, away);

  // The same names, sizes and headers; every weight of the text encoder differs.
  const other = join(temporaryFolder(), 'model');
  cpSync(away, other, { recursive: true });
  const file = join(other, 'text_encoder', 'model.safetensors');
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  for (let at = start; at < bytes.length; at++) bytes[at] = (bytes[at] ?? 0) ^ 0x11;
  writeFileSync(file, bytes);

  /** The studio after a quit; `sql` puts its tables into the state of that quit. */
  async function reopened(from: Studio, sql = ''): Promise<Studio> {
    await from.close();
    const database = openDatabase(join(data, 'nishiki.db'));
    database.exec(sql);
    database.close();
    return (await openBareStudio(t, { data })).studio;
  }
  return { studio, id, path, away, other, reopened };
}

async function foundBelow(studio: Studio, id: string, folder: string): Promise<string | null> {
  let found: string | null = null;
  for await (const event of studio.models.find({ id, folder })) {
    if (event.type === 'found') found = event.model?.path ?? null;
  }
  return found;
}

test('a model whose weights the studio rewrote is followed to its own files, and to no others', async (t) => {
  const { studio, id, away, other } = await withMovedModel(t);
  await assert.rejects(studio.models.relink({ id, path: other }), refusedAs(otherWeights));
  assert.equal((await studio.models.relink({ id, path: away })).path, away);
});

test('so it is before its files have been read through', async (t) => {
  const moved = await withMovedModel(t);
  const { id, away, other } = moved;
  const studio = await moved.reopened(moved.studio, 'DELETE FROM model_files');
  await assert.rejects(studio.models.relink({ id, path: other }), refusedAs(otherWeights));
  assert.equal(await foundBelow(studio, id, dirname(other)), null);
  assert.equal(await foundBelow(studio, id, dirname(away)), away);
  const { state } = (await studio.models.list()).find((model) => model.id === id)?.content ?? {};
  assert.ok(state === 'reading' || state === 'waiting' || state === 'known', state);
});

test('one that nothing is known of is followed nowhere until it was seen at its place again', async (t) => {
  const moved = await withMovedModel(t);
  const { id, path, away } = moved;
  const forget = 'DELETE FROM model_files; UPDATE models SET sampled = NULL';
  const old = await moved.reopened(moved.studio, forget);
  await assert.rejects(old.models.relink({ id, path: away }), refusedAs(cannotTellApart));
  await assert.rejects(foundBelow(old, id, dirname(away)), refusedAs(cannotTellApart));

  renameSync(away, path);
  const seen = await moved.reopened(old);
  renameSync(path, away);
  const studio = await moved.reopened(seen, 'DELETE FROM model_files');
  await assert.rejects(studio.models.relink({ id, path: moved.other }), refusedAs(otherWeights));
  assert.equal((await studio.models.relink({ id, path: away })).path, away);
});
