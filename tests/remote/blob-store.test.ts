import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createBlobShelf } from '../../electron/remote/blob-shelf.ts';
import { createBlobBudget } from '../../electron/remote/blob-budget.ts';
import {
  createBlobStore,
  DiskFullError,
  StudioAwayError,
} from '../../electron/remote/blob-store.ts';
import { bundleFiles, layOut } from '../../electron/remote/bundle-files.ts';
import { keysOf } from '../../electron/remote/keys.ts';
import { hashBytes, parcelSchema, pieceBytes } from '../../electron/remote/parcel.ts';
import type { Blob } from '../../electron/remote/parcel.ts';
import { createSeal, createToken, SealError } from '../../electron/remote/seal.ts';
import { connectRedis } from '../helpers/redis-client.ts';
import { skipWithoutRedis, startRedis } from '../helpers/redis-server.ts';
import { fillDisk, mountSmallDisk, skipWithoutMounts } from '../helpers/small-disk.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const studio = 'a-studio';
const never = new AbortController().signal;

/** A studio's shelf and a worker's store with a real Redis between them. */
async function openBoth(
  t: TestContext,
  { folder = join(temporaryFolder(), '蔵'), keep = 1e9 }: { folder?: string; keep?: number } = {},
) {
  const { url } = await startRedis(t);
  const seal = createSeal(createToken());
  const keys = keysOf(seal.queueName);
  const problems: string[] = [];
  const shelf = createBlobShelf({
    redis: connectRedis(t, url),
    answering: connectRedis(t, url),
    keys,
    seal,
    studio,
    onProblem: (message) => problems.push(message),
  });
  t.after(() => shelf.close());
  const bundles = `${folder}-束`;
  let minutes = 0;
  // Each use is a minute after the last one.
  const clock = () => new Date(Date.UTC(2026, 0, 1, 0, minutes++));
  const budget = createBlobBudget({ folder, bundles, budget: keep, clock });
  const redis = connectRedis(t, url);
  const blobs = createBlobStore({ folder, budget, redis, keys, seal, patience: 1 });
  return { shelf, blobs, store: blobs.hold(), folder, bundles, problems, redis };
}

/** Something that the studio has, and a name for it. */
function offerRandom(
  { shelf }: Pick<Awaited<ReturnType<typeof openBoth>>, 'shelf'>,
  bytes: number,
): Blob {
  const content = randomBytes(bytes);
  const blob = { sha256: hashBytes(content), bytes };
  shelf.offerFile(blob.sha256, writeFile(content));
  return blob;
}

/** Fetches for one picture, which is made at once. */
async function use(
  { blobs }: Pick<Awaited<ReturnType<typeof openBoth>>, 'blobs'>,
  ...needed: Blob[]
): Promise<void> {
  const files = blobs.hold();
  try {
    await files.ensure(needed, studio, never);
  } finally {
    files.release();
  }
}

/** Bytes of buffers that something still refers to. */
function bytesInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().arrayBuffers;
}

function writeFile(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), '重み.safetensors');
  writeFileSync(path, bytes);
  return path;
}

test('a file of many pieces arrives as it was', skipWithoutRedis, async (t) => {
  const { shelf, store } = await openBoth(t);
  const bytes = randomBytes(9 * pieceBytes + 17);
  const blob = { sha256: hashBytes(bytes), bytes: bytes.byteLength };
  shelf.offerFile(blob.sha256, writeFile(bytes));
  let arrived = 0;
  await store.ensure([blob], studio, never, (count) => (arrived += count));
  assert.equal(arrived, bytes.byteLength);
  assert.deepEqual(await readFile(store.pathOf(blob)), bytes);
  await store.ensure([blob], 'a studio that is gone', never, () => assert.fail('it is here'));
});

test('what has been written of a large file is not kept in memory', skipWithoutRedis, async (t) => {
  const { shelf, store } = await openBoth(t);
  const pieces = 64;
  const path = writeFile(new Uint8Array());
  truncateSync(path, pieces * pieceBytes);
  const blob = { sha256: hashBytes(await readFile(path)), bytes: pieces * pieceBytes };
  shelf.offerFile(blob.sha256, path);
  let arrived = 0;
  let kept = Infinity;
  await store.ensure([blob], studio, never, (count) => {
    arrived += count;
    if (arrived === blob.bytes) kept = bytesInUse();
  });
  // Four are asked for ahead, and each lies there as it came and as it was opened.
  assert.ok(kept < 16 * pieceBytes, `${kept} bytes of ${blob.bytes}`);
});

test('a fetch that was cut off goes on where it was', skipWithoutRedis, async (t) => {
  const { shelf, store } = await openBoth(t);
  const bytes = randomBytes(6 * pieceBytes);
  const blob = { sha256: hashBytes(bytes), bytes: bytes.byteLength };
  shelf.offerFile(blob.sha256, writeFile(bytes));
  const cut = new AbortController();
  let before = 0;
  await assert.rejects(
    store.ensure([blob], studio, cut.signal, (count) => {
      before += count;
      if (before >= 2 * pieceBytes) cut.abort();
    }),
    { name: 'AbortError' },
  );
  let after = 0;
  await store.ensure([blob], studio, never, (count) => (after += count));
  assert.equal(before + after, bytes.byteLength, 'no piece came twice');
  assert.deepEqual(await readFile(store.pathOf(blob)), bytes);
});

test('a picture that did not come whole leaves nothing behind', skipWithoutRedis, async (t) => {
  const { store, folder } = await openBoth(t);
  const bytes = randomBytes(100);
  const blob = { sha256: hashBytes(bytes), bytes: bytes.byteLength };
  await assert.rejects(store.take(blob, 'a studio that is gone', never), StudioAwayError);
  assert.deepEqual(readdirSync(join(folder, 'partial')), []);
});

test('a folder that takes no file costs no connection', skipWithoutRedis, async (t) => {
  const opened = await openBoth(t);
  const blob = offerRandom(opened, 100_000);
  mkdirSync(join(opened.folder, 'partial', blob.sha256, 'in the way'), { recursive: true });
  const duplicate = t.mock.method(opened.redis, 'duplicate');
  await assert.rejects(opened.store.ensure([blob], studio, never), { code: /^E/ });
  assert.equal(duplicate.mock.callCount(), 0);
});

test('a bundle that several devices lay out at once is there for each of them', async () => {
  const folder = temporaryFolder();
  const path = writeFile(randomBytes(100));
  const blob = { sha256: hashBytes(await readFile(path)), bytes: 100 };
  const bundle = { files: [{ ...blob, name: 'a.safetensors' }], is: 'file' as const };
  const first = await layOut(bundle, folder, () => path);
  const again = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const at = await layOut(bundle, folder, () => path);
      return (await readFile(at)).length;
    }),
  );
  assert.deepEqual([...new Set(again)], [100]);
  // Fetched anew, it is another file of the same content.
  const other = writeFile(await readFile(path));
  await Promise.all(Array.from({ length: 20 }, () => layOut(bundle, folder, () => other)));
  assert.equal(statSync(first).ino, statSync(other).ino);
  assert.deepEqual(readdirSync(dirname(first)), ['a.safetensors'], 'no names that stay');
});

test('what is not what was named is thrown away', skipWithoutRedis, async (t) => {
  const { shelf, store, folder } = await openBoth(t);
  const bytes = randomBytes(100_000);
  const blob = { sha256: hashBytes(bytes), bytes: bytes.byteLength };
  const path = writeFile(bytes);
  shelf.offerFile(blob.sha256, path);
  writeFileSync(path, randomBytes(100_000));
  await assert.rejects(store.ensure([blob], studio, never), StudioAwayError);
  assert.ok(!existsSync(store.pathOf(blob)));
  assert.deepEqual(readdirSync(join(folder, 'partial')), []);
  writeFileSync(path, bytes);
  await store.ensure([blob], studio, never);
});

test(
  'only what was put on the shelf can be had, and a studio that is gone is not waited for',
  skipWithoutRedis,
  async (t) => {
    const { shelf, store } = await openBoth(t);
    const bytes = randomBytes(10);
    const blob = { sha256: hashBytes(bytes), bytes: bytes.byteLength };
    await assert.rejects(store.ensure([blob], studio, never), /no such file any more/);
    const { withdraw } = shelf.offerBytes(bytes);
    assert.deepEqual(await store.take(blob, studio, never), bytes);
    assert.ok(!existsSync(store.pathOf(blob)), 'what was taken does not stay');
    withdraw();
    await assert.rejects(store.take(blob, studio, never), /no such file any more/);
    await shelf.close();
    await assert.rejects(store.take(blob, studio, never), /does not answer/);
  },
);

test(
  'what was not used for the longest time makes room, with its links; what a picture needs stays',
  skipWithoutRedis,
  async (t) => {
    const opened = await openBoth(t, { keep: 250_000 });
    const { blobs, store, bundles } = opened;
    const [a, b, c, d] = [1, 2, 3, 4].map(() => offerRandom(opened, 100_000)) as [
      Blob,
      Blob,
      Blob,
      Blob,
    ];
    await use(opened, a);
    await layOut({ files: [{ ...a, name: 'a.safetensors' }], is: 'folder' }, bundles, store.pathOf);
    assert.equal(statSync(store.pathOf(a)).nlink, 2);
    await use(opened, b);
    await use(opened, a);
    await use(opened, c);
    const there = () => [a, b, c, d].map((blob) => existsSync(store.pathOf(blob)));
    assert.deepEqual(there(), [true, false, true, false], 'a was used after b');

    const printing = blobs.hold();
    await printing.ensure([c], studio, never);
    await use(opened, d);
    assert.deepEqual(there(), [false, false, true, true]);
    assert.deepEqual(readdirSync(bundles), [], 'a link would keep its bytes on the disk');

    // More than the budget: a picture gets what it needs all the same.
    await use(opened, a, b);
    assert.deepEqual(there(), [true, true, true, false]);
    printing.release();
    await use(opened, d);
    assert.deepEqual(there().filter(Boolean).length, 2);
  },
);

test(
  'a full disk is cleared of what was fetched before; when nothing is left to clear it is told',
  { ...skipWithoutRedis, ...skipWithoutMounts },
  async (t) => {
    const disk = mountSmallDisk(5);
    const opened = await openBoth(t, { folder: join(disk, '蔵') });
    const { store } = opened;
    const [a, b] = [
      offerRandom(opened, 3 * pieceBytes),
      offerRandom(opened, 3 * pieceBytes),
    ] as const;
    await use(opened, a);
    await use(opened, b);
    assert.deepEqual(
      [a, b].map((blob) => existsSync(store.pathOf(blob))),
      [false, true],
    );
    assert.equal(hashBytes(await readFile(store.pathOf(b))), b.sha256);

    rmSync(store.pathOf(b));
    fillDisk(join(disk, 'filler'));
    await assert.rejects(use(opened, a), DiskFullError);
    rmSync(join(disk, 'filler'));
    await use(opened, a);
    assert.equal(hashBytes(await readFile(store.pathOf(a))), a.sha256);
  },
);

test('what is sealed opens with its token, at its place, unchanged, and not otherwise', () => {
  const token = createToken();
  const seal = createSeal(token);
  const sealed = seal.close('piece:1', Buffer.from('猫'));
  assert.equal(createSeal(token).open('piece:1', sealed).toString(), '猫');
  assert.throws(() => seal.open('piece:2', sealed), SealError);
  assert.throws(() => createSeal(createToken()).open('piece:1', sealed), SealError);
  assert.throws(() => seal.open('piece:1', sealed.subarray(0, 20)), SealError);
  for (const at of [0, 15, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.throws(() => seal.open('piece:1', changed), SealError);
  }
  assert.notEqual(createSeal(createToken()).queueName, seal.queueName);
});

test('no name in a parcel leads anywhere', () => {
  const blob = { sha256: 'a'.repeat(64), bytes: 1 };
  const parcel = (name: string, sha256 = blob.sha256) => ({
    studio,
    model: { ...blob, sha256 },
    fingerprint: 'f',
    loras: [{ bundle: { files: [{ ...blob, name }], is: 'file' }, scale: 1 }],
    embeddings: [],
    vae: null,
    safetyChecker: null,
    initImage: null,
    task: { prompt: '', negativePrompt: '', seed: '1', settings: {} },
  });
  assert.ok(parcelSchema.safeParse(parcel('adapter_model.safetensors')).success);
  const names = ['../x', '..', '.', '', '/etc/passwd', 'a/b', 'a\\b', 'C:\\x', 'C:x', 'a\0b', '猫'];
  for (const name of names) {
    assert.ok(!parcelSchema.safeParse(parcel(name)).success, JSON.stringify(name));
  }
  for (const hash of ['../../etc/passwd', 'A'.repeat(64), 'a'.repeat(63), `${'a'.repeat(64)}/`]) {
    assert.ok(!parcelSchema.safeParse(parcel('x', hash)).success, hash);
  }
});

test('a folder travels with its settings and the weights that would be read, a file of any name by a plain one', async () => {
  const folder = join(temporaryFolder(), 'VAE 猫');
  mkdirSync(folder);
  const names = [
    'config.json',
    'diffusion_pytorch_model.safetensors',
    'diffusion_pytorch_model.bin',
    'README.md',
  ];
  for (const name of names) writeFileSync(join(folder, name), name);
  const paths = new Map<string, string>();
  const offer = async (path: string) => {
    const bytes = await readFile(path);
    const blob = { sha256: hashBytes(bytes), bytes: bytes.byteLength };
    paths.set(blob.sha256, path);
    return blob;
  };
  const bundle = await bundleFiles(folder, offer);
  assert.deepEqual(
    bundle.files.map(({ name }) => name),
    ['config.json', 'diffusion_pytorch_model.safetensors'],
  );
  const bundles = temporaryFolder();
  const laid = await layOut(bundle, bundles, ({ sha256 }) => paths.get(sha256) ?? '');
  assert.deepEqual(readdirSync(laid).toSorted(), [
    'config.json',
    'diffusion_pytorch_model.safetensors',
  ]);
  const lora = writeFile(Buffer.from('lora'));
  const single = await bundleFiles(lora, offer);
  assert.deepEqual([single.is, single.files[0]?.name], ['file', 'file.safetensors']);
});
