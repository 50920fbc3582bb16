import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { CheckEvent, FindEvent, Model } from '../../electron/api/contract/models.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import type { ModelRecord } from '../../electron/database/models-table.ts';
import { createTables } from '../../electron/database/tables.ts';
import { createModelHashes } from '../../electron/services/model-hashes.ts';
import { createModelRecord } from '../../electron/services/model-record.ts';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import { importedBy } from '../helpers/import-model.ts';
import { openTestStudio } from '../helpers/open-test-studio.ts';
import type { TestStudio } from '../helpers/open-test-studio.ts';
import { readFiles } from '../helpers/read-files.ts';
import { encodeSafetensors } from '../helpers/safetensors-file.ts';
import { asSingleFile, singleFileTensors } from '../helpers/single-file-model.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';
import { writeTinyModel } from '../helpers/tiny-model-folder.ts';

const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/** As `sha256sum` prints the files of a model, then the hash of that. */
async function hashOf(folder: string): Promise<string> {
  const files = Object.entries(await readFiles(folder)).filter(([name]) => name !== 'README.md');
  const sorted = files.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return sha256(sorted.map(([name, bytes]) => `${sha256(bytes)}  ${name}\n`).join(''));
}

async function known({ studio }: Pick<TestStudio, 'studio'>, id: string): Promise<Model> {
  for (;;) {
    const model = (await studio.models.list()).find((one) => one.id === id);
    assert.ok(model);
    if (model.content.state === 'known') return model;
    assert.notEqual(model.content.state, 'unknown');
    await wait(20);
  }
}

async function recordOf(path: string): Promise<ModelRecord> {
  return await createModelRecord(await readModel(path), {
    id: 'm',
    path,
    options: {},
    embedded: false,
    importedAt: '2026-11-26T00:00:00.000Z',
    rewritten: null,
    rewrittenBytes: 0,
    sampled: null,
    page: null,
  });
}

async function lastOf<Event extends CheckEvent | FindEvent>(
  events: AsyncIterable<Event>,
): Promise<Event> {
  let last: Event | null = null;
  for await (const event of events) last = event;
  assert.ok(last);
  return last;
}

test('models are read through after they came in', skipWithoutModels, async (t) => {
  const opened = await openTestStudio(t);
  const path = await writeTinyModel(temporaryFolder(), 'あ'.normalize('NFD'), {
    'README.md': 'words are no part of what a model is',
  });
  const { id, content } = await importedBy(opened.studio.models.import({ path }));
  assert.notEqual(content.state, 'known');
  assert.equal((await known(opened, id)).content.sha256, await hashOf(path));
  const bytes = encodeSafetensors(asSingleFile(singleFileTensors({})));
  const file = await writeTo(temporaryFolder(), 'アニメ.safetensors', bytes);
  const single = await importedBy(opened.studio.models.import({ path: file }));
  assert.equal((await known(opened, single.id)).content.sha256, sha256(bytes));
});

test('what was read through stays known, and the next start goes on after it', async () => {
  const file = join(temporaryFolder(), 'nishiki.db');
  const path = await writeTinyModel(temporaryFolder(), 'tiny');
  const record = await recordOf(path);
  const first = openDatabase(file);
  const tables = createTables(first);
  tables.models.save(record);
  // It is asked before each piece: busy for ever once two files are done.
  const busyAfter = (count: number) => () => tables.modelFiles.of('m').length >= count;
  const interrupted = createModelHashes({ tables, isBusy: busyAfter(2), onProblem: assert.fail });
  interrupted.note('m');
  assert.equal(interrupted.state(record).state, 'reading');
  while (tables.modelFiles.of('m').length < 2) await wait(5);
  await wait(50);
  const { bytesDone, bytesTotal } = interrupted.state(record);
  const sizes = Object.values(await readFiles(path)).map(({ length }) => length);
  assert.equal(
    bytesTotal,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  assert.equal(
    bytesDone,
    tables.modelFiles.of('m').reduce((sum, { bytes }) => sum + bytes, 0),
  );
  assert.equal(tables.modelFiles.of('m').length, 2, 'it rests while pictures are printed');
  await interrupted.close();
  assert.equal(interrupted.state(record).state, 'unknown');
  const done = tables.modelFiles.of('m');
  first.close();

  const second = openDatabase(file);
  const again = createTables(second);
  // What is known already is not read again: other bytes under the same size and time stay unnoticed.
  const [kept] = done;
  assert.ok(kept);
  const place = join(path, kept.name);
  const bytes = readFileSync(place);
  writeFileSync(place, Buffer.alloc(bytes.length, 32));
  utimesSync(place, kept.changed / 1000, kept.changed / 1000);
  const hashes = createModelHashes({ tables: again, isBusy: () => false, onProblem: assert.fail });
  hashes.note('m');
  while (again.modelFiles.whole('m') === null) await wait(5);
  assert.equal(
    again.modelFiles.of('m').find(({ name }) => name === kept.name)?.sha256,
    kept.sha256,
  );
  assert.equal(hashes.state(record).state, 'known');
  await hashes.close();
  second.close();
});

test('a first check goes on after what is known, and keeps what it has read when it is stopped', async (t) => {
  const path = await writeTinyModel(temporaryFolder(), 'tiny');
  const record = await recordOf(path);
  const database = openDatabase(join(temporaryFolder(), 'nishiki.db'));
  t.after(() => database.close());
  const tables = createTables(database);
  tables.models.save(record);
  const hashes = createModelHashes({ tables, isBusy: () => false, onProblem: assert.fail });
  const stopped = new AbortController();
  const save = tables.modelFiles.save;
  tables.modelFiles.save = (id, file) => {
    save(id, file);
    if (tables.modelFiles.of(id).length === 2) stopped.abort(new Error('stopped'));
  };
  await assert.rejects(lastOf(hashes.check(record, stopped.signal)), { message: 'stopped' });
  const kept = tables.modelFiles.of('m');
  assert.equal(kept.length, 2);

  const saved: string[] = [];
  tables.modelFiles.save = (id, file) => {
    saved.push(file.name);
    save(id, file);
  };
  const last = await lastOf(hashes.check(record, undefined));
  assert.ok(last.type === 'checked' && last.result === 'first');
  assert.equal(last.sha256, await hashOf(path));
  assert.deepEqual(
    saved.filter((name) => kept.some((file) => file.name === name)),
    [],
  );
});

test('a check says which files are others now', skipWithoutModels, async (t) => {
  const opened = await openTestStudio(t);
  const { studio } = opened;
  const path = await writeTinyModel(temporaryFolder(), 'tiny');
  const { id } = await importedBy(studio.models.import({ path }));
  // Whoever waits for it takes it over from the background.
  const first = await lastOf(studio.models.check({ id }));
  const hash = await hashOf(path);
  assert.ok(first.type === 'checked' && first.result !== 'changed');
  assert.equal(first.sha256, hash);
  const same = await lastOf(studio.models.check({ id }));
  assert.deepEqual(same, { type: 'checked', result: 'same', changed: [], sha256: hash });

  const weights = join(path, 'unet', 'diffusion_pytorch_model.safetensors');
  const bytes = readFileSync(weights);
  // One bit, where no fingerprint looks, and the time of the file as it was.
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  const { changed } = (await lastOf(studio.models.check({ id }))) as { changed: string[] };
  assert.deepEqual(changed, []);
  writeFileSync(weights, bytes);
  rmSync(join(path, 'tokenizer', 'tokenizer_config.json'));
  const other = await lastOf(studio.models.check({ id }));
  assert.deepEqual(other, {
    type: 'checked',
    result: 'changed',
    changed: ['tokenizer/tokenizer_config.json', 'unet/diffusion_pytorch_model.safetensors'],
    sha256: await hashOf(path),
  });
  assert.equal((await known(opened, id)).content.sha256, hash, 'what it was is still known');
  // Taken in again it is what it is now.
  await importedBy(studio.models.import({ path }));
  while ((await known(opened, id)).content.sha256 === hash) await wait(20);

  const controller = new AbortController();
  controller.abort(new Error('stopped'));
  await assert.rejects(lastOf(studio.models.check({ id }, controller)), { message: 'stopped' });
  rmSync(path, { recursive: true });
  await assert.rejects(lastOf(studio.models.check({ id })), { code: 'MODEL_UNREADABLE' });
});

test(
  'a moved model is found by what is in it, whatever its folders are called',
  skipWithoutModels,
  async (t) => {
    const opened = await openTestStudio(t);
    const { studio } = opened;
    const before = temporaryFolder();
    const path = await writeTinyModel(before, '墨絵');
    const { id } = await importedBy(studio.models.import({ path }));
    await studio.models.change({ id, notes: '大事' });
    await known(opened, id);
    const elsewhere = join(temporaryFolder(), 'あ', 'がぎぐ'.normalize('NFD'), 'C:猫');
    mkdirSync(elsewhere, { recursive: true });
    // One with the same fingerprint and other bytes, one that is no model, one that goes round in circles.
    const false1 = await writeTinyModel(elsewhere, '1 偽物');
    const weights = join(false1, 'unet', 'diffusion_pytorch_model.safetensors');
    const bytes = readFileSync(weights);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(weights, bytes);
    await writeTo(elsewhere, join('0 壊れた', 'model_index.json'), '{');
    const top = join(elsewhere, '..', '..');
    assert.deepEqual(await lastOf(studio.models.find({ id, folder: top })), {
      type: 'found',
      model: null,
    });
    const moved = join(elsewhere, '2 日本画'.normalize('NFD'));
    renameSync(path, moved);
    assert.equal((await studio.models.list()).find((one) => one.id === id)?.state, 'missing');
    // The folder as a keyboard writes it.
    const typed = join(elsewhere, '..').normalize('NFC');
    const found = await lastOf(studio.models.find({ id, folder: typed }));
    assert.ok(found.type === 'found' && found.model !== null);
    assert.deepEqual(
      [found.model.id, found.model.path, found.model.state, found.model.notes],
      [id, moved, 'ready', '大事'],
    );
    assert.equal(found.model.content.state, 'known');
    const checked = await lastOf(studio.models.check({ id }));
    assert.ok(checked.type === 'checked' && checked.result === 'same');
  },
);

test('a single file is found under another name', skipWithoutModels, async (t) => {
  const opened = await openTestStudio(t);
  const bytes = encodeSafetensors(asSingleFile(singleFileTensors({})));
  const folder = temporaryFolder();
  const path = await writeTo(folder, 'アニメ.safetensors', bytes);
  const { id } = await importedBy(opened.studio.models.import({ path }));
  await known(opened, id);
  const moved = join(folder, 'が'.normalize('NFD'), 'anime-v2.safetensors');
  mkdirSync(join(folder, 'が'.normalize('NFD')));
  renameSync(path, moved);
  await writeTo(folder, 'other.safetensors', bytes.subarray(0, 100));
  const found = await lastOf(opened.studio.models.find({ id, folder }));
  assert.ok(found.type === 'found');
  assert.equal(found.model?.path, moved);
  // And taken in by a path that is spelt otherwise it is the same model.
  const again = await importedBy(opened.studio.models.import({ path: moved.normalize('NFC') }));
  assert.equal(again.id, id);
});
