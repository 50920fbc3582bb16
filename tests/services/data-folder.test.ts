import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { GenerationRequest } from '../../electron/api/contract/generation.ts';
import { StudioLockedError } from '../../electron/services/studio-error.ts';
import { openStudio } from '../../electron/services/studio.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import {
  collectEvents,
  openTestStudio,
  resources,
  savedPictures,
} from '../helpers/open-test-studio.ts';
import {
  fillDisk,
  makeReadOnly,
  mountSmallDisk,
  skipWithoutMounts,
} from '../helpers/small-disk.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const everything = { search: '', arms: [] };

function open(data: string) {
  return openStudio({
    paths: { data, resources },
    spawnWorker: forkWorker,
    appVersion: '0.1.0-test',
    onProblem: () => {},
  });
}

test('two studios on one folder: the second is told who holds it, the first goes on', async (t) => {
  const data = join(temporaryFolder(), 'あ');
  const first = await open(data);
  t.after(() => first.close());
  await assert.rejects(open(data), (error) => {
    assert.ok(error instanceof StudioLockedError);
    assert.deepEqual([error.folder, error.holder?.pid], [data, process.pid]);
    assert.match(error.message, new RegExp(`process ${process.pid}.*Nothing was changed`));
    return true;
  });
  assert.deepEqual(await first.gallery.list(everything), { ids: [] });
  await first.close();
  await (await open(data)).close();
});

test('the folder is free again the moment another process that held it is killed', async (t) => {
  const data = join(temporaryFolder(), 'data');
  const holder = spawn(process.execPath, [join(import.meta.dirname, 'studio-holder.ts'), data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => holder.kill('SIGKILL'));
  await once(holder.stdout, 'data');
  await assert.rejects(open(data), (error) => {
    assert.ok(error instanceof StudioLockedError);
    assert.equal(error.holder?.pid, holder.pid);
    return true;
  });
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  assert.ok(existsSync(join(data, 'nishiki.lock')), 'the dead process left its note');
  await (await open(data)).close();
  assert.ok(!existsSync(join(data, 'nishiki.lock')));
});

test('a note left by a dead process is not taken for a holder', async (t) => {
  const data = temporaryFolder();
  const first = await open(data);
  t.after(() => first.close());
  // The largest process id that Linux gives is 4194304.
  writeFileSync(join(data, 'nishiki.lock'), JSON.stringify({ pid: 4_194_305, since: '2026' }));
  await assert.rejects(open(data), (error) => {
    assert.ok(error instanceof StudioLockedError);
    assert.equal(error.holder, null);
    return true;
  });
});

test('a damaged database is kept aside, and the studio opens on a new one and says so', async () => {
  const data = temporaryFolder();
  const bytes = 'not a database at all '.repeat(1000);
  writeFileSync(join(data, 'nishiki.db'), bytes);
  const studio = await open(data);
  const { repairedFrom } = (await studio.system.info()).health;
  await studio.close();
  assert.equal(readFileSync(repairedFrom ?? '', 'utf8'), bytes);
  assert.match(repairedFrom ?? '', /damaged\/nishiki-[\dTZ-]+\.db$/);
});

/** Why nothing can be saved, as a run says it; the run is ended then. */
async function untilHeld(studio: Studio, request: GenerationRequest): Promise<string> {
  for await (const event of studio.generation.run(request)) {
    if (event.type === 'held') return event.reason;
  }
  assert.fail('it was saved');
}

test(
  'while the drive is away nothing is written in its place; when it is back, printing goes on',
  skipWithoutModels,
  async (t) => {
    const { studio, data, ja, request } = await openTestStudio(t);
    const run = () => collectEvents(studio.generation.run(request({ arms: [ja] })));
    const [first] = savedPictures(await run());
    assert.ok(first !== undefined);
    renameSync(data, `${data}-away`);
    assert.equal((await studio.system.info()).health.pictureFolder, 'missing');
    assert.match(await untilHeld(studio, request({ arms: [ja] })), /ENOENT/);
    await assert.rejects(studio.gallery.remove({ ids: [first.id] }), { code: 'CANNOT_SAVE' });
    assert.equal(existsSync(data), false);

    // Another folder at the same place is not the gallery's.
    mkdirSync(join(data, 'pictures'), { recursive: true });
    writeFileSync(join(data, 'nishiki.db'), '');
    assert.match(await untilHeld(studio, request({ arms: [ja] })), /ENOENT/);
    assert.deepEqual(readdirSync(join(data, 'pictures')), []);
    rmSync(data, { recursive: true });

    renameSync(`${data}-away`, data);
    assert.equal((await studio.system.info()).health.pictureFolder, 'ok');
    const [second] = savedPictures(await run());
    assert.deepEqual((await studio.gallery.list({})).ids, [second?.id, first.id]);
  },
);

test('where a folder cannot be made, the system’s reason is given', async () => {
  const data = join(temporaryFolder(), 'file');
  writeFileSync(data, '');
  await assert.rejects(open(join(data, 'below')), { code: 'ENOTDIR' });
});

test(
  'a file in the place of the picture folder is told, and when it is gone the job prints',
  skipWithoutModels,
  async (t) => {
    const { studio, data, ja, request } = await openTestStudio(t);
    const pictures = join(data, 'pictures');
    rmSync(pictures, { recursive: true });
    writeFileSync(pictures, '');
    const run = () => collectEvents(studio.generation.run(request({ arms: [ja] })));
    assert.match(await untilHeld(studio, request({ arms: [ja] })), /ENOTDIR|EEXIST/);
    assert.equal((await studio.system.info()).health.pictureFolder, 'ok', 'a file is writable');
    rmSync(pictures);
    assert.equal((await studio.system.info()).health.pictureFolder, 'missing');
    assert.equal(savedPictures(await run()).length, 1);
  },
);

test(
  'a disk that fills up in the middle of a batch keeps what was saved and loses nothing',
  { ...skipWithoutModels, ...skipWithoutMounts },
  async (t) => {
    const data = join(mountSmallDisk(8), 'data');
    const { studio, ja, request } = await openTestStudio(t, { data });
    const saved: string[] = [];
    const filler = join(data, 'filler');
    let held = '';
    for await (const event of studio.generation.run(request({ arms: [ja], count: 16 }))) {
      if (event.type === 'saved' && saved.push(event.picture.id) === 2) fillDisk(filler);
      if (event.type !== 'held') continue;
      held = event.reason;
      break;
    }
    assert.equal(held, 'ENOSPC');
    const { ids } = await studio.gallery.list(everything);
    assert.deepEqual(ids, saved.toReversed());
    assert.equal((await studio.gallery.get({ ids })).length, saved.length);
    const files = readdirSync(join(data, 'pictures'), { recursive: true }).map(String);
    assert.ok(!files.some((name) => name.endsWith('.part')));

    assert.equal(await untilHeld(studio, request({ arms: [ja] })), 'ENOSPC');
    rmSync(filler);
    const after = savedPictures(
      await collectEvents(studio.generation.run(request({ arms: [ja] }))),
    );
    assert.equal(after.length, 1);
    await studio.close();
    const again = await openTestStudio(t, { data });
    const { ids: kept } = await again.studio.gallery.list(everything);
    assert.deepEqual(
      kept.filter((id) => saved.includes(id)),
      saved.toReversed(),
    );
  },
);

test(
  'a folder that has become read-only fails saving and removing, and shows what is there',
  { ...skipWithoutModels, ...skipWithoutMounts },
  async (t) => {
    const { studio, data, ja, request } = await openTestStudio(t);
    const run = () => collectEvents(studio.generation.run(request({ arms: [ja] })));
    const [picture] = savedPictures(await run());
    assert.ok(picture !== undefined);
    const undo = makeReadOnly(join(data, 'pictures'));
    try {
      assert.equal(await untilHeld(studio, request({ arms: [ja] })), 'EROFS');
      await assert.rejects(studio.gallery.remove({ ids: [picture.id] }), { code: 'CANNOT_SAVE' });
      assert.deepEqual(await studio.gallery.list(everything), { ids: [picture.id] });
      assert.ok(studio.gallery.locate(picture.id, 'full') !== null);
      assert.equal((await studio.system.info()).health.pictureFolder, 'read-only');
    } finally {
      undo();
    }
    assert.equal(savedPictures(await run()).length, 1);
  },
);

test(
  'the studio opens on a read-only folder to look at it, and says that it cannot save',
  { ...skipWithoutModels, ...skipWithoutMounts },
  async (t) => {
    const writable = await openTestStudio(t);
    const { ja, request, data } = writable;
    const [picture] = savedPictures(
      await collectEvents(writable.studio.generation.run(request({ arms: [ja] }))),
    );
    await writable.studio.close();
    const copy = join(temporaryFolder(), 'copy');
    mkdirSync(copy);
    cpSync(data, copy, { recursive: true });
    const undo = makeReadOnly(copy);
    try {
      const studio = await open(copy);
      try {
        assert.deepEqual(await studio.gallery.list(everything), { ids: [picture?.id] });
        const { health } = await studio.system.info();
        assert.deepEqual([health.database, health.pictureFolder], ['read-only', 'read-only']);
        await assert.rejects(collectEvents(studio.generation.run(request({ arms: [ja] }))), {
          code: 'CANNOT_SAVE',
        });
      } finally {
        await studio.close();
      }
    } finally {
      undo();
    }
  },
);
