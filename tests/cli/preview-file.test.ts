import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import { exitCodes } from '../../electron/cli/failure.ts';
import { createPreviewFile } from '../../electron/cli/preview-file.ts';
import { runNishiki } from '../helpers/run-nishiki.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

type Queued = Extract<GenerationEvent, { type: 'queued' }>;
type Step = Extract<GenerationEvent, { type: 'step' }>;
type Saved = Extract<GenerationEvent, { type: 'saved' }>;

const data = join(temporaryFolder(), 'データ');
const small = ['--size', '64x128', '--data', data, '--seed', '7', '--out'];

/** Of a file that is opened once: sharp opens a path several times, and may meet another file then. */
const pixelsOf = async (path: string): Promise<Buffer> =>
  await sharp(await readFile(path))
    .raw()
    .toBuffer();

test('--preview shows a picture as it is drawn, whole at every look, and at last the picture', async () => {
  const folder = temporaryFolder();
  const preview = join(folder, '途中', 'now.png');
  const args = [
    'generate',
    '猫',
    '--steps',
    '80',
    '--preview',
    preview,
    '--json',
    ...small,
    folder,
  ];
  const over = new AbortController();
  const seen = new Set<string>();
  const faults: string[] = [];
  const look = async () => {
    while (!over.signal.aborted) {
      const bytes = await pixelsOf(preview).catch((error: Error) => error);
      if (Buffer.isBuffer(bytes)) seen.add(bytes.toString('base64'));
      else if (!bytes.message.includes('ENOENT')) faults.push(bytes.message);
      await sleep(2);
    }
  };
  const looking = look();
  const { code, out, note } = await runNishiki(args, 'en_US');
  over.abort();
  await looking;
  assert.deepEqual(faults, [], 'never half a file');
  assert.equal(code, exitCodes.ok, note);
  assert.ok(seen.size >= 3, `${seen.size} different previews were seen`);
  const { width, height } = await sharp(preview).metadata();
  assert.deepEqual([width, height], [64, 128]);
  const { pictures } = JSON.parse(out) as { pictures: { path: string }[] };
  assert.deepEqual(await pixelsOf(preview), await pixelsOf(pictures[0]?.path ?? ''));
  assert.deepEqual(readdirSync(join(folder, '途中')), ['now.png']);
});

test('{arm} and {seed} give each picture a file of its own', async () => {
  const folder = temporaryFolder();
  const pattern = join(folder, '{arm}', '{seed}.jpg');
  const args = ['generate', '猫', '--arms', 'ja,en', '--count', '2', '--steps', '2'];
  const { code, note } = await runNishiki(
    [...args, '--preview', pattern, ...small, join(folder, 'out')],
    'en_US',
  );
  assert.equal(code, exitCodes.ok, note);
  for (const arm of ['ja', 'en']) {
    assert.deepEqual(readdirSync(join(folder, arm)), ['7.jpg', '8.jpg']);
    assert.equal((await sharp(join(folder, arm, '7.jpg')).metadata()).format, 'jpeg');
  }
});

test('variations of one seed have files of their own too', async () => {
  const folder = temporaryFolder();
  const variation = ['--count', '2', '--variation-seed', '18446744073709551615'];
  const args = ['generate', '猫', '--steps', '2', '--preview', join(folder, '{seed}.png')];
  const { code, note } = await runNishiki(
    [...args, ...variation, ...small, join(folder, 'out')],
    'en_US',
  );
  assert.equal(code, exitCodes.ok, note);
  assert.deepEqual(readdirSync(folder).toSorted(), [
    '7-0.png',
    '7-18446744073709551615.png',
    'out',
  ]);
});

test('a preview that cannot be written is told once and ends nothing', async () => {
  const folder = temporaryFolder();
  // A folder cannot be replaced by a file.
  const preview = join(folder, 'taken.png');
  mkdirSync(preview);
  const { code, out, note } = await runNishiki(
    ['generate', '猫', '--steps', '4', '--preview', preview, ...small, join(folder, 'out')],
    'ja_JP',
  );
  assert.equal(code, exitCodes.ok, note);
  assert.equal(note.match(/途中の絵を/g)?.length, 1, note);
  assert.match(out, /猫-7-ja\.png/);
  assert.deepEqual(readdirSync(folder).toSorted(), ['out', 'taken.png'], 'nothing half-written');
});

test('a name that is no picture’s, or has an unknown word in braces, is told before anything is printed', async () => {
  for (const name of ['now.webp', 'now', '{sed}.png']) {
    const { code, note } = await runNishiki(
      ['generate', '猫', '--preview', name, ...small, temporaryFolder()],
      'en_US',
    );
    assert.equal(code, exitCodes.usage);
    assert.match(note, /\{arm\}, \{seed\}/);
  }
});

test('two runs may show their pictures in one file; a folder that cannot be made is told, not tried for ever', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'picture.png');
  await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
    .png()
    .toFile(path);
  const failures: string[] = [];
  const show = async (pattern: string): Promise<void> => {
    const file = createPreviewFile({
      pattern,
      locate: () => ({ path }),
      onFailure: (_, { message }) => failures.push(message),
    });
    const settings = { width: 64, height: 64 };
    file.show({ type: 'queued', job: { settings, arms: [], seeds: [] } } as unknown as Queued);
    for (let k = 0; k < 20; k++) {
      file.show({ type: 'saved', cell: { arm: 0, seed: 0 }, picture: { id: 'x' } } as Saved);
      await file.close();
    }
  };
  const shared = join(folder, 'now.png');
  await Promise.all([show(shared), show(shared), show(shared)]);
  assert.deepEqual(failures, []);
  assert.deepEqual(readdirSync(folder).toSorted(), ['now.png', 'picture.png']);
  if (process.platform !== 'linux') return;
  await show('/proc/nowhere/below/now.png');
  assert.match(failures.join(), /ENOENT/);
});

test('of several pictures that are made at once, one file shows the first until it is saved', async () => {
  const now = join(temporaryFolder(), 'now.png');
  const file = createPreviewFile({
    pattern: now,
    locate: () => null,
    onFailure: (_, error) => assert.ifError(error),
  });
  const settings = { width: 8, height: 8 };
  file.show({ type: 'queued', job: { settings, arms: [], seeds: [] } } as unknown as Queued);
  for (const [seed, background] of ['red', 'lime', 'blue'].entries()) {
    const create = { width: 8, height: 8, channels: 3, background } as const;
    const preview = await sharp({ create }).png().toBuffer();
    file.show({
      type: 'step',
      cell: { arm: 0, seed },
      preview: `data:image/png;base64,${preview.toString('base64')}`,
    } as Step);
    await file.close();
  }
  assert.deepEqual([...(await pixelsOf(now)).subarray(0, 3)], [255, 0, 0]);
});
