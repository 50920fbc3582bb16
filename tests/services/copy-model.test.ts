import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { ImportEvent, Model } from '../../electron/api/contract/models.ts';
import { openStudio } from '../../electron/services/studio.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import { importedBy } from '../helpers/import-model.ts';
import { killAtExit } from '../helpers/kill-at-exit.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { readFiles } from '../helpers/read-files.ts';
import { encodeSafetensors } from '../helpers/safetensors-file.ts';
import { asSingleFile, singleFileTensors } from '../helpers/single-file-model.ts';
import { fillDisk, mountSmallDisk, skipWithoutMounts } from '../helpers/small-disk.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';
import { writeTinyModel } from '../helpers/tiny-model-folder.ts';

interface OpenStudio {
  readonly studio: Studio;
  readonly data: string;
  readonly copies: string;
}

async function open(
  t: TestContext,
  data = join(temporaryFolder(), 'あ'.normalize('NFD')),
): Promise<OpenStudio> {
  const studio = await openStudio({
    paths: { data, resources },
    spawnWorker: forkWorker,
    appVersion: '0.1.0-test',
    onProblem: () => {},
  });
  t.after(() => studio.close());
  return { studio, data, copies: join(data, 'models', 'copies') };
}

const filesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
const mineOf = async (studio: Studio): Promise<Model[]> =>
  (await studio.models.list()).filter(({ embedded }) => !embedded);
const isCannotCopy =
  (reason: string) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof StudioError && error.code === 'CANNOT_COPY', String(error));
    const data = error.data as StudioError<'CANNOT_COPY'>['data'];
    assert.deepEqual([data.reason, data.neededBytes > 0], [reason, true]);
    assert.match(error.message, /unharmed/);
    return true;
  };

test('a folder is copied with what is read of it, checked, and outlives its original', async (t) => {
  const { studio, copies } = await open(t);
  const original = await writeTinyModel(temporaryFolder(), '墨絵'.normalize('NFD'), {
    'README.md': '---\nlicense: mit\n---\n',
    'unet/diffusion_pytorch_model.bin': 'the same weights once more, which are not read',
    'samples/cat.png': 'no part of the model',
  });
  const before = await readFiles(original);
  const events: ImportEvent[] = [];
  for await (const event of studio.models.import({ path: original, copy: true })) {
    events.push(event);
  }
  const last = events.at(-1);
  assert.ok(last?.type === 'imported');
  const { model } = last;
  assert.deepEqual([model.owned, model.state, model.content.state], [true, 'ready', 'known']);
  assert.equal(dirname(dirname(model.path)), copies);
  const copied = await readFiles(model.path);
  const { 'samples/cat.png': _sample, 'unet/diffusion_pytorch_model.bin': _bin, ...read } = before;
  assert.deepEqual(copied, read);
  assert.deepEqual(await readFiles(original), before);
  for (const type of ['copying', 'checking'] as const) {
    const shares = events.flatMap((event) =>
      event.type === type ? [event.bytesDone / event.bytesTotal] : [],
    );
    const inOrder = shares.toSorted((one, other) => one - other);
    assert.deepEqual(shares, inOrder);
    assert.equal(shares.at(-1), 1, type);
  }
  const referred = await importedBy(studio.models.import({ path: original }));
  assert.equal(referred.fingerprint, model.fingerprint);

  rmSync(original, { recursive: true });
  const states = (await mineOf(studio)).map(({ id, state }) => [id === model.id, state]);
  assert.deepEqual(Object.fromEntries(states), { true: 'ready', false: 'missing' });
  const removed = await studio.models.remove({ id: model.id, deleteFiles: true });
  assert.deepEqual([removed.files, filesIn(copies)], ['deleted', []]);
});

test('parts that were given, and networks of a sibling, are copies too', async (t) => {
  const { studio, copies } = await open(t);
  const bytes = encodeSafetensors(asSingleFile(singleFileTensors({})));
  const folder = temporaryFolder();
  const path = await writeTo(folder, 'アニメ.safetensors', bytes);
  const tiny = await writeTinyModel(folder, 'tiny');
  const sibling = await writeTinyModel(folder, 'sibling', {
    'nishiki.json': { components: { vae: '../tiny/vae' } },
    'vae/config.json': null,
    'vae/diffusion_pytorch_model.safetensors': null,
  });
  const parts = { vae: join(folder, 'tiny', 'vae') };
  const single = await importedBy(studio.models.import({ path, parts, copy: true }));
  const whole = await importedBy(studio.models.import({ path: sibling, copy: true }));
  assert.equal(single.options.parts?.vae, join(copies, single.id, 'parts', 'vae'));
  rmSync(tiny, { recursive: true });
  rmSync(sibling, { recursive: true });
  rmSync(path);
  assert.deepEqual(
    (await mineOf(studio)).map(({ state }) => state),
    ['ready', 'ready'],
  );
  // Read once more from where the copies are.
  const again = await importedBy(studio.models.import({ path: whole.path }));
  assert.deepEqual([again.id, again.fingerprint], [whole.id, whole.fingerprint]);
  for (const { id } of [single, whole]) await studio.models.remove({ id, deleteFiles: true });
  assert.deepEqual(filesIn(copies), []);
});

test('what is no model is not copied, and a copy that is stopped leaves nothing', async (t) => {
  const { studio, copies } = await open(t);
  const empty = temporaryFolder();
  await assert.rejects(importedBy(studio.models.import({ path: empty, copy: true })), {
    code: 'MODEL_UNREADABLE',
  });
  const path = await writeTinyModel(temporaryFolder(), 'tiny');
  for await (const event of studio.models.import({ path, copy: true })) {
    if (event.type !== 'copying' || event.bytesDone === 0) continue;
    assert.equal(filesIn(copies).length, 1, 'it is being written');
    break;
  }
  assert.deepEqual(filesIn(copies), []);
  const controller = new AbortController();
  const stopped = (async () => {
    for await (const event of studio.models.import({ path, copy: true }, controller)) {
      if (event.type === 'copying' && event.bytesDone > 0) controller.abort(new Error('stopped'));
    }
  })();
  await assert.rejects(stopped, { message: 'stopped' });
  assert.deepEqual([filesIn(copies), await mineOf(studio)], [[], []]);
});

test('a copy that is not what was read is thrown away', async (t) => {
  const { studio, copies } = await open(t);
  const path = await writeTinyModel(temporaryFolder(), 'tiny');
  let written = '';
  const spoiling = (async () => {
    for await (const event of studio.models.import({ path, copy: true })) {
      if (event.type !== 'copying' || event.bytesDone === 0 || written !== '') continue;
      const [partial = ''] = filesIn(copies);
      [written = ''] = filesIn(join(copies, partial, 'tiny'));
      appendFileSync(join(copies, partial, 'tiny', written), 'a bit more');
    }
  })();
  await assert.rejects(spoiling, (error) => {
    assert.ok(error instanceof StudioError && error.code === 'CANNOT_COPY', String(error));
    assert.equal((error.data as StudioError<'CANNOT_COPY'>['data']).reason, 'changed');
    return true;
  });
  assert.notEqual(written, '');
  assert.deepEqual([filesIn(copies), await mineOf(studio)], [[], []]);
});

test(
  'a disk that is too small is said beforehand, one that fills up meanwhile afterwards; nothing is left',
  skipWithoutMounts,
  async (t) => {
    const path = join(resources, 'demo-models', 'en');
    const small = mountSmallDisk(8);
    const first = await open(t, join(small, 'データ'));
    const told: string[] = [];
    const refused = (async () => {
      for await (const { type } of first.studio.models.import({ path, copy: true }))
        told.push(type);
    })();
    await assert.rejects(refused, isCannotCopy('ENOSPC'));
    assert.deepEqual(told, [], 'nothing was begun');
    assert.deepEqual([filesIn(first.copies), await mineOf(first.studio)], [[], []]);
    await first.studio.close();

    const larger = mountSmallDisk(160);
    const second = await open(t, join(larger, 'データ'));
    const filler = join(larger, 'filler');
    const filling = (async () => {
      for await (const event of second.studio.models.import({ path, copy: true })) {
        if (event.type === 'copying' && event.bytesDone > 0 && !existsSync(filler)) {
          fillDisk(filler);
        }
      }
    })();
    await assert.rejects(filling, isCannotCopy('ENOSPC'));
    assert.deepEqual(filesIn(second.copies), []);
    rmSync(filler);
    const copied = await importedBy(second.studio.models.import({ path, copy: true }));
    assert.equal(copied.owned, true);
    assert.deepEqual(
      (await mineOf(second.studio)).map(({ id }) => id),
      [copied.id],
    );
  },
);

test('a studio that is killed while it copies is cleaned up after', async (t) => {
  const data = join(temporaryFolder(), 'データ');
  const path = await writeTinyModel(temporaryFolder(), 'tiny');
  const program = join(import.meta.dirname, 'copying-studio.ts');
  const child = spawn(process.execPath, [program, data, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  killAtExit(child);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const copies = join(data, 'models', 'copies');
  const [left = ''] = filesIn(copies);
  assert.match(left, /^[0-9a-z]{16}\.part$/);
  // What only looks like it is not the studio's: a file, a link, another name.
  const precious = await writeTo(temporaryFolder(), join('mine', 'a.txt'), 'precious');
  mkdirSync(join(copies, 'mine.part'));
  if (process.platform !== 'win32') {
    symlinkSync(dirname(precious), join(copies, '01kb0cvt0gq9qf2y.part'));
  }
  const { studio } = await open(t, data);
  assert.ok(!filesIn(copies).includes(left));
  assert.ok(existsSync(precious) && existsSync(join(copies, 'mine.part')));
  assert.deepEqual(await mineOf(studio), []);
});

test('a whole copy without a row comes back, and one moves with the data folder', async (t) => {
  const first = await open(t);
  const path = await writeTinyModel(temporaryFolder(), 'tiny');
  const copied = await importedBy(first.studio.models.import({ path, copy: true }));
  const forgotten = await importedBy(first.studio.models.import({ path, copy: true }));
  await first.studio.models.remove({ id: forgotten.id });
  assert.ok(existsSync(forgotten.path), 'only taken off the list');
  await first.studio.close();

  const elsewhere = join(temporaryFolder(), '引っ越し先');
  renameSync(first.data, elsewhere);
  const second = await open(t, elsewhere);
  const moved = (await mineOf(second.studio)).map(({ id, state, owned }) => [id, state, owned]);
  assert.deepEqual(moved, [[copied.id, 'ready', true]]);
  await second.studio.close();

  // The database is lost.
  for (const name of readdirSync(elsewhere).filter((one) => one.startsWith('nishiki.db'))) {
    rmSync(join(elsewhere, name));
  }
  rmSync(join(elsewhere, 'backups'), { recursive: true, force: true });
  const third = await open(t, elsewhere);
  const [back, ...more] = await mineOf(third.studio);
  assert.deepEqual([back?.id, back?.fingerprint, more], [copied.id, copied.fingerprint, []]);
  appendFileSync(join(back?.path ?? '', 'メモ.txt'), 'mine');
  const removed = await third.studio.models.remove({ id: copied.id, deleteFiles: true });
  assert.deepEqual(removed, { id: copied.id, files: 'deleted', othersLeft: 1 });
});
