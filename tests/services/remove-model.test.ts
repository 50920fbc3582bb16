import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Model } from '../../electron/api/contract/models.ts';
import { importedBy } from '../helpers/import-model.ts';
import { openTestStudio } from '../helpers/open-test-studio.ts';
import type { TestStudio } from '../helpers/open-test-studio.ts';
import { readFiles } from '../helpers/read-files.ts';
import { encodeSafetensors } from '../helpers/safetensors-file.ts';
import { asSingleFile, singleFileTensors } from '../helpers/single-file-model.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';
import { startTestHub } from '../helpers/start-test-hub.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';
import { writeTinyModel } from '../helpers/tiny-model-folder.ts';

const linksNeedRights =
  process.platform === 'win32' ? { skip: 'symbolic links need rights on Windows' } : {};

/** Every file below, with what is in it. */
const snapshot = async (folder: string) => new Map(Object.entries(await readFiles(folder)));

async function withDownload(t: TestContext): Promise<TestStudio & { fetch(): Promise<Model> }> {
  const opened = await openTestStudio(t);
  const original = await writeTinyModel(temporaryFolder(), 'tiny', {
    'README.md': '---\nlicense: mit\n---\n',
  });
  const hub = await startTestHub({ repository: 'a/tiny', files: await readFiles(original) });
  await opened.studio.hub.change({ address: hub.address });
  async function fetch(): Promise<Model> {
    const events = opened.studio.hub.download({ repository: 'a/tiny', revision: 'main' });
    for await (const event of events)
      if (event.type === 'downloaded' && event.model) return event.model;
    throw new Error('nothing was fetched');
  }
  return { ...opened, fetch };
}

test(
  'a model in the studio’s models folder that was taken in where it lies is the user’s',
  skipWithoutModels,
  async (t) => {
    const { studio, data } = await openTestStudio(t);
    const places = [
      join(data, 'models'),
      join(data, 'models', 'copies'),
      join(data, 'models', 'copies', '01kb0cvt0gq9qf2y'),
      join(data, 'hub'),
      join(data, 'hub', 'models--a--tiny', 'snapshots'),
    ];
    for (const place of places) {
      const path = await writeTinyModel(place, 'あ'.normalize('NFD'));
      const before = await snapshot(place);
      const model = await importedBy(studio.models.import({ path }));
      assert.equal(model.owned, false, path);
      const removed = await studio.models.remove({ id: model.id, deleteFiles: true });
      assert.deepEqual(removed, { id: model.id, files: 'left', othersLeft: 0 });
      assert.deepEqual(await snapshot(place), before);
    }
  },
);

test(
  'a user’s single file beside the rewritten weights outlives every tidying',
  skipWithoutModels,
  async (t) => {
    const { studio, data } = await openTestStudio(t);
    const library = join(data, 'models');
    const bytes = encodeSafetensors(asSingleFile(singleFileTensors({})));
    // One is called like the studio's own files.
    const names = ['アニメ.safetensors', '01kb0cvt0gq9qf2y.safetensors', 'メモ.txt'];
    for (const name of names) await writeTo(library, name, bytes);
    await studio.close();
    const reopened = await openTestStudio(t, { data });
    assert.deepEqual(
      readdirSync(library).toSorted(),
      ['アニメ.safetensors', 'メモ.txt'].toSorted(),
      'only what is called like a file of the studio’s goes',
    );
    await writeTo(library, names[1] ?? '', bytes);
    const ids: string[] = [];
    for (const name of names.slice(0, 2).toReversed()) {
      const path = join(library, name);
      const { id, owned } = await importedBy(reopened.studio.models.import({ path }));
      assert.equal(owned, false);
      ids.push(id);
    }
    assert.equal(readdirSync(library).length, 3);
    await reopened.studio.models.remove({ id: ids[1] ?? '', deleteFiles: true });
    assert.equal(readdirSync(library).length, 3);
  },
);

test(
  'of a fetched folder goes what was fetched; what a user put there stays',
  skipWithoutModels,
  async (t) => {
    const { studio, fetch, data } = await withDownload(t);
    const model = await fetch();
    assert.equal(model.owned, true);
    await writeTo(model.path, join('unet', '自分の.safetensors'), 'mine');
    await writeTo(model.path, 'メモ.txt', 'mine');
    const removed = await studio.models.remove({ id: model.id, deleteFiles: true });
    assert.deepEqual(removed, { id: model.id, files: 'deleted', othersLeft: 2 });
    const left = Object.keys(await readFiles(model.path)).toSorted();
    assert.deepEqual(left, ['unet/自分の.safetensors', 'メモ.txt'].toSorted());

    rmSync(model.path, { recursive: true });
    const again = await fetch();
    await studio.models.remove({ id: again.id, deleteFiles: true });
    assert.deepEqual(readdirSync(join(data, 'hub')), [], 'and nothing of it is left');
  },
);

test(
  'links are never followed: into the folder, on the way to it, or out of it',
  { ...skipWithoutModels, ...linksNeedRights },
  async (t) => {
    const { studio, fetch, data } = await withDownload(t);
    const precious = temporaryFolder();
    await writeTo(precious, 'config.json', 'precious');
    await writeTo(precious, 'diffusion_pytorch_model.safetensors', 'precious');

    // A folder inside of it became a link to a user's folder with files of the same names.
    const first = await fetch();
    rmSync(join(first.path, 'unet'), { recursive: true });
    symlinkSync(precious, join(first.path, 'unet'));
    await studio.models.remove({ id: first.id, deleteFiles: true });
    assert.equal(Object.keys(await readFiles(precious)).length, 2);

    // The whole folder was moved away, and a link stands in its place.
    rmSync(join(data, 'hub'), { recursive: true });
    const second = await fetch();
    const elsewhere = join(temporaryFolder(), '移した先');
    renameSync(second.path, elsewhere);
    symlinkSync(elsewhere, second.path);
    const before = await snapshot(elsewhere);
    assert.equal((await studio.models.list()).find(({ id }) => id === second.id)?.owned, false);
    await studio.models.remove({ id: second.id, deleteFiles: true });
    assert.deepEqual(await snapshot(elsewhere), before);

    // A folder above it became a link.
    rmSync(join(data, 'hub'), { recursive: true });
    const third = await fetch();
    const repository = join(data, 'hub', 'models--a--tiny');
    const moved = join(temporaryFolder(), 'moved');
    cpSync(repository, moved, { recursive: true });
    rmSync(repository, { recursive: true });
    symlinkSync(moved, repository);
    const all = await snapshot(moved);
    await studio.models.remove({ id: third.id, deleteFiles: true });
    assert.deepEqual(await snapshot(moved), all);
  },
);

test('a note that names files outside is not believed', skipWithoutModels, async (t) => {
  const { studio, fetch, data } = await withDownload(t);
  const { id, path } = await fetch();
  const outside = await writeTo(data, 'settings-of-mine.txt', 'precious');
  const absolute = await writeTo(temporaryFolder(), 'absolute.txt', 'precious');
  const note = join(data, 'hub', 'models--a--tiny', 'written');
  const [name = ''] = readdirSync(note);
  const files = ['../../../../settings-of-mine.txt', absolute, '..', '.', '', 'model_index.json'];
  writeFileSync(join(note, name), JSON.stringify({ files }));
  const removed = await studio.models.remove({ id, deleteFiles: true });
  assert.ok(existsSync(outside) && existsSync(absolute));
  assert.ok(removed.othersLeft > 0 && !existsSync(join(path, 'model_index.json')));
});

test('files that another model reads stay until that is gone', skipWithoutModels, async (t) => {
  const { studio, fetch } = await withDownload(t);
  const fetched = await fetch();
  const bytes = encodeSafetensors(asSingleFile(singleFileTensors({})));
  const single = await writeTo(temporaryFolder(), 'own.safetensors', bytes);
  const vae = join(fetched.path, 'vae');
  const other = await importedBy(studio.models.import({ path: single, parts: { vae } }));
  const before = await snapshot(fetched.path);
  const removed = await studio.models.remove({ id: fetched.id, deleteFiles: true });
  assert.equal(removed.files, 'shared');
  assert.deepEqual(await snapshot(fetched.path), before);
  await studio.models.remove({ id: other.id });
  const again = await importedBy(studio.models.import({ path: fetched.path }));
  const gone = await studio.models.remove({ id: again.id, deleteFiles: true });
  assert.deepEqual([gone.files, existsSync(fetched.path)], ['deleted', false]);
});

test(
  'a sibling that borrows a network by its nishiki.json, or by a link, keeps it',
  { ...skipWithoutModels, ...linksNeedRights },
  async (t) => {
    const { studio, fetch } = await withDownload(t);
    const fetched = await fetch();
    const borrower = await writeTinyModel(temporaryFolder(), 'borrower');
    rmSync(join(borrower, 'vae'), { recursive: true });
    mkdirSync(join(borrower, 'vae'));
    for (const name of readdirSync(join(fetched.path, 'vae'))) {
      symlinkSync(join(fetched.path, 'vae', name), join(borrower, 'vae', name));
    }
    const linked = await importedBy(studio.models.import({ path: borrower }));
    assert.equal(
      (await studio.models.remove({ id: fetched.id, deleteFiles: true })).files,
      'shared',
    );
    await studio.models.remove({ id: linked.id });

    const again = await importedBy(studio.models.import({ path: fetched.path }));
    const components = { vae: `../${fetched.path.split('/').at(-1) ?? ''}/vae` };
    const sibling = await writeTinyModel(join(fetched.path, '..'), 'sibling', {
      'nishiki.json': { components },
      'vae/config.json': null,
      'vae/diffusion_pytorch_model.safetensors': null,
    });
    await importedBy(studio.models.import({ path: sibling }));
    assert.equal((await studio.models.remove({ id: again.id, deleteFiles: true })).files, 'shared');
    assert.ok(existsSync(join(fetched.path, 'vae', 'config.json')));
  },
);
