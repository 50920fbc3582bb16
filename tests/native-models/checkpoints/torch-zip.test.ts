import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { dict, integer, pickle, tensor, type PicklePiece } from '../../helpers/pickle-writer.ts';
import { writeTo } from '../../helpers/temporary-folder.ts';
import {
  centralHeader,
  encodeDirectory,
  encodeTorchZip,
  encodeZip,
  localHeader,
} from '../../helpers/torch-zip-file.ts';
import { floats, folder, sixFloats, stateDict, writeZip } from './small-torch-zip.ts';

test('finds the bytes of each tensor behind the padding of its local header', async () => {
  const written = [
    { name: 'first', dtype: 'F32', shape: [2, 3], data: sixFloats },
    { name: 'ids', dtype: 'I64', shape: [1, 77], data: Buffer.alloc(616, 7) },
    { name: 'half', dtype: 'F16', shape: [5], data: Buffer.from('half half!') },
    { name: 'none', dtype: 'BF16', shape: [0, 4] },
    { name: 'scalar', dtype: 'F64', shape: [], data: Buffer.from('8 bytes!') },
  ] as const;
  for (const wrapped of [false, true]) {
    const bytes = encodeTorchZip(written, { root: '日本語 モデル', wrapped });
    const file = await writeTo(folder, 'whole.bin', bytes);
    const index = await readCheckpoint(file);
    assert.deepEqual(
      [...index.keys()],
      written.map(({ name }) => name),
    );
    for (const { name, dtype, shape, ...rest } of written) {
      const entry = index.get(name);
      assert.ok(entry);
      assert.deepEqual(
        { dtype: entry.dtype, shape: [...entry.shape] },
        { dtype, shape: [...shape] },
      );
      const stored = bytes.subarray(entry.offset, entry.offset + entry.byteLength);
      assert.deepEqual(stored, Buffer.from('data' in rest ? rest.data : []), name);
    }
  }
});

const storages: readonly [string, PicklePiece][] = [
  ['is missing', tensor({ ...floats, storage: '1', shape: [6] })],
  ['has another size', tensor({ ...floats, elements: 5, shape: [5] })],
  ['has another type', tensor({ ...floats, dtype: 'F16', shape: [6] })],
  ['has an impossible size', tensor({ ...floats, elements: 2 ** 53 - 1, shape: [6] })],
  ['lies elsewhere', tensor({ ...floats, storage: '../data.pkl', shape: [6] })],
];
for (const [what, piece] of storages) {
  test(`refuses a storage that ${what}`, async () => {
    await assertRejected(readCheckpoint(await writeZip(stateDict(piece))), 'storage-damaged');
  });
}

test('refuses a storage that is described in two ways', async () => {
  const dataPickle = stateDict(
    tensor({ ...floats, shape: [6] }),
    tensor({ ...floats, dtype: 'I32', shape: [6] }),
  );
  await assertRejected(readCheckpoint(await writeZip(dataPickle)), 'storage-damaged');
});

test('refuses big-endian numbers', async () => {
  const dataPickle = stateDict(tensor({ ...floats, shape: [6] }));
  const order = (value: string) => [{ name: 'model/byteorder', bytes: Buffer.from(value) }];
  await assertRejected(readCheckpoint(await writeZip(dataPickle, order('big'))), 'storage-damaged');
  assert.equal((await readCheckpoint(await writeZip(dataPickle, order('little')))).size, 1);
});

test('refuses archives that are no table of weights', async () => {
  await assertRejected(readCheckpoint(await writeZip(pickle(integer(1)))), 'no-state-dict');
  await assertRejected(readCheckpoint(await writeZip(pickle(dict([])))), 'no-state-dict');
  const plainZip = encodeZip([{ name: 'a/hello.txt', bytes: Buffer.from('hello') }]);
  await assertRejected(
    readCheckpoint(await writeTo(folder, 'plain.bin', plainZip)),
    'zip-not-torch',
  );
  const script = [{ name: 'model/code/__torch__.py', bytes: Buffer.from('pass') }];
  const dataPickle = stateDict(tensor({ ...floats, shape: [6] }));
  await assertRejected(readCheckpoint(await writeZip(dataPickle, script)), 'torchscript');
});

test('refuses names that lead out of the archive, come twice, or start a second root', async () => {
  const dataPickle = stateDict(tensor({ ...floats, shape: [6] }));
  for (const name of [
    '../evil',
    '/evil',
    'model/../evil',
    'model//evil',
    'model\\evil',
    'model/\u0000',
    'model/',
    'model/data/0',
    'other/data.pkl',
    'other/file',
  ]) {
    const file = await writeZip(dataPickle, [{ name, bytes: Buffer.from('x') }]);
    const error = await assertRejected(readCheckpoint(file), 'zip-unsafe-name');
    assert.equal(typeof error.data['name'], 'string');
  }
});

test('refuses an archive that is cut short anywhere, or has bytes after its end', async () => {
  const whole = encodeTorchZip([{ name: 'w', dtype: 'F32', shape: [6] }]);
  for (let length = whole.byteLength - 1; length > 4; length -= 7) {
    const file = await writeTo(folder, 'cut.bin', whole.subarray(0, length));
    await assertRejected(readCheckpoint(file), 'truncated');
  }
  const longer = await writeTo(folder, 'longer.bin', Buffer.concat([whole, Buffer.alloc(3)]));
  await assertRejected(readCheckpoint(longer), 'truncated');
});

test('refuses records of the zip that contradict each other', async () => {
  const whole = encodeTorchZip([{ name: 'w', dtype: 'F32', shape: [6] }]);
  const end = whole.byteLength - 22;
  const zip64 = end - 20 - 56;
  const directory = Number(whole.readBigUInt64LE(zip64 + 48));
  const changes: readonly [string, number, number][] = [
    ['entries of the short end record', end + 10, 9],
    ['disks', end + 4, 1],
    ['size of the directory', end + 12, 1],
    ['place of the directory', zip64 + 48, 0],
    ['entries of the long end record', zip64 + 32, 200],
    ['place of the long end record', end - 20 + 8, 1],
    ['signature of the directory', directory, 0x51],
    ['disk of an entry', directory + 34, 1],
    ['stored size of an entry', directory + 20, 1],
    ['place of the first local header', directory + 42, 1],
    ['signature of the first local header', 0, 0x50],
    ['length of the first local name', 26, 3],
    ['a letter of the first local name', 30, 0x41],
    ['length of the first local padding', 29, 0xff],
    ['checksum of data.pkl', directory + 16, 0],
  ];
  for (const [what, position, value] of changes) {
    const changed = Buffer.from(whole);
    changed[position] = changed[position] === value ? value + 1 : value;
    const file = await writeTo(folder, 'changed.bin', changed);
    const reading = readCheckpoint(file);
    await assert.rejects(reading, { name: 'CheckpointError' }, what);
    const code = position === 0 ? 'unknown-format' : 'zip-damaged';
    await assertRejected(reading, code);
  }
});

test('refuses compressed and encrypted entries', async () => {
  const whole = encodeTorchZip([{ name: 'w', dtype: 'F32', shape: [6] }]);
  const directory = Number(whole.readBigUInt64LE(whole.byteLength - 22 - 20 - 56 + 48));
  for (const [position, value] of [
    [directory + 10, 8],
    [directory + 8, 9],
  ] as const) {
    const changed = Buffer.from(whole);
    changed[position] = value;
    const file = await writeTo(folder, 'compressed.bin', changed);
    await assertRejected(readCheckpoint(file), 'zip-compressed');
  }
});

test('reads archives larger than 4 GiB, whose places need zip64', async (context) => {
  const file = join(folder, 'large.bin');
  const elements = 2 ** 31;
  const handle = await open(file, 'w');
  try {
    const dataPickle = stateDict(
      tensor({ storage: '0', dtype: 'F32', elements, shape: [2 ** 16, 2 ** 15] }),
      tensor({ storage: '1', dtype: 'F32', elements: 6, shape: [6] }),
    );
    const headers: Buffer[] = [];
    let at = 0;
    const add = async (name: string, size: number, bytes?: Uint8Array): Promise<number> => {
      const header = localHeader(name, at);
      headers.push(centralHeader(name, { checksum: bytes ? crc32(bytes) : 0, size, place: at }));
      await handle.write(header, 0, header.byteLength, at);
      const start = at + header.byteLength;
      // A hole of 8 GiB costs no disk where the file system knows holes.
      if (bytes) await handle.write(bytes, 0, size, start);
      at = start + size;
      return start;
    };
    await add('large/data.pkl', dataPickle.byteLength, dataPickle);
    const hole = await add('large/data/0', 4 * elements);
    const small = await add('large/data/1', sixFloats.byteLength, sixFloats);
    const end = encodeDirectory(headers, at);
    await handle.write(end, 0, end.byteLength, at);
    const { blocks } = await handle.stat();
    if (blocks * 512 > 2 ** 30) context.skip('this file system has no holes');

    const index = await readCheckpoint(file);
    assert.equal(index.get('w0')?.offset, hole);
    assert.equal(index.get('w0')?.byteLength, 4 * elements);
    assert.equal(index.get('w1')?.offset, small);
    assert.ok(small > 2 ** 32);
  } finally {
    await handle.close();
  }
});
