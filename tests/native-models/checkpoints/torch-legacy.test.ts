import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import {
  call,
  dict,
  integer,
  op,
  orderedDict,
  pickle,
  tensor,
  text,
} from '../../helpers/pickle-writer.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import {
  encodeLegacyParts,
  encodeLegacyTorch,
  legacyMagic,
  type LegacyParts,
} from '../../helpers/torch-legacy-file.ts';

const folder = temporaryFolder();
const sixFloats = Buffer.from(new Float32Array([0, 1, 2, 3, 4, 5]).buffer);
const floats = { storage: '94', dtype: 'F32', elements: 6, legacy: true } as const;
const six = { key: '94', elements: 6, bytes: sixFloats };
const sound: LegacyParts = {
  state: orderedDict([[text('w'), tensor({ ...floats, shape: [2, 3] })]]),
  storages: [six],
};
const write = async (bytes: Uint8Array): Promise<string> =>
  await writeTo(folder, 'legacy.bin', bytes);

test('finds the bytes of each tensor behind the pickles and the counts', async () => {
  const written = [
    { name: 'first', dtype: 'F32', shape: [2, 3], data: sixFloats },
    { name: 'ids', dtype: 'I64', shape: [1, 77], data: Buffer.alloc(616, 7) },
    { name: 'half', dtype: 'F16', shape: [5], data: Buffer.from('half half!') },
    { name: 'scalar', dtype: 'F64', shape: [], data: Buffer.from('8 bytes!') },
  ] as const;
  const bytes = encodeLegacyTorch(written);
  const index = await readCheckpoint(await write(bytes));
  assert.equal(index.size, written.length);
  for (const { name, dtype, shape, data } of written) {
    const entry = index.get(name);
    assert.ok(entry);
    assert.deepEqual([entry.dtype, [...entry.shape]], [dtype, [...shape]]);
    assert.deepEqual(bytes.subarray(entry.offset, entry.offset + entry.byteLength), data, name);
  }
});

test('steps over the storages of other objects than the weights', async () => {
  const bytes = encodeLegacyParts({
    state: dict([
      [
        text('optimizer'),
        tensor({ storage: '1', dtype: 'F64', elements: 2, shape: [2], legacy: true }),
      ],
      [text('state_dict'), sound.state],
    ]),
    storages: [{ key: '1', elements: 2, bytes: Buffer.alloc(16, 1) }, six],
  });
  const index = await readCheckpoint(await write(bytes));
  assert.deepEqual([...index.keys()], ['w']);
  assert.equal(index.get('w')?.offset, bytes.byteLength - sixFloats.byteLength);
});

test('is recognised whatever the protocol that its pickles were written in', async () => {
  // Protocol 4 puts a frame around the magic number.
  const frame = Buffer.from('8004950d00000000000000', 'hex');
  const magic = Buffer.concat([frame, legacyMagic.subarray(2)]);
  const index = await readCheckpoint(await write(encodeLegacyParts({ ...sound, magic })));
  assert.deepEqual([...index.keys()], ['w']);
});

test('reads on where the pickles are longer than what is read first', async () => {
  const padding = Array.from({ length: 40 }, (_, index) => [
    text(`note ${index}`),
    text('x'.repeat(60_000)),
  ]) as [Uint8Array, Uint8Array][];
  const state = dict([...padding, [text('state_dict'), sound.state]]);
  const index = await readCheckpoint(await write(encodeLegacyParts({ ...sound, state })));
  assert.deepEqual([...index.keys()], ['w']);
});

const damages: readonly [
  string,
  Buffer,
  'storage-damaged' | 'pickle-unsupported' | 'no-state-dict',
][] = [
  [
    'another count before a storage',
    encodeLegacyParts({ ...sound, storages: [{ ...six, elements: 7 }] }),
    'storage-damaged',
  ],
  [
    'bytes after the last storage',
    Buffer.concat([encodeLegacyParts(sound), Buffer.alloc(4)]),
    'storage-damaged',
  ],
  [
    'a storage that is not in the list',
    encodeLegacyParts({ ...sound, storages: [] }),
    'storage-damaged',
  ],
  [
    'a storage that nothing describes',
    encodeLegacyParts({ ...sound, storages: [six, { ...six, key: '95' }] }),
    'storage-damaged',
  ],
  [
    'big-endian numbers',
    encodeLegacyParts({ ...sound, system: dict([[text('little_endian'), op('NEWFALSE')]]) }),
    'pickle-unsupported',
  ],
  [
    'another version',
    encodeLegacyParts({ ...sound, version: integer(1002) }),
    'pickle-unsupported',
  ],
  [
    'a call in place of the machine',
    encodeLegacyParts({ ...sound, system: call('collections', 'OrderedDict') }),
    'pickle-unsupported',
  ],
  ['no table of weights', encodeLegacyParts({ ...sound, state: dict([]) }), 'no-state-dict'],
];
for (const [what, bytes, code] of damages) {
  test(`refuses ${what}`, async () => {
    await assertRejected(readCheckpoint(await write(bytes)), code);
  });
}

test('refuses a list of storages that names one twice', async () => {
  const twice = encodeLegacyParts({ ...sound, storages: [six, six] });
  await assertRejected(readCheckpoint(await write(twice)), 'pickle-damaged');
});

test('says that a file of any shorter length is cut off', async () => {
  const whole = encodeLegacyParts(sound);
  for (let length = legacyMagic.byteLength; length < whole.byteLength; length += 1) {
    await assertRejected(readCheckpoint(await write(whole.subarray(0, length))), 'truncated');
  }
});

test('refuses a storage of more bytes than the file, without reserving them', async () => {
  for (const elements of [2 ** 40, 2 ** 52, -1]) {
    const state = orderedDict([[text('w'), tensor({ ...floats, elements, shape: [6] })]]);
    const bytes = encodeLegacyParts({ state, storages: [{ ...six, elements }] });
    const code = elements === 2 ** 40 ? 'truncated' : 'storage-damaged';
    await assertRejected(readCheckpoint(await write(bytes)), code);
  }
});

test('refuses pickles that do not end within the limit, having read no more than it', async () => {
  const file = join(folder, 'endless.bin');
  const handle = await open(file, 'w');
  await handle.write(
    Buffer.concat([legacyMagic, pickle(integer(1001)), Buffer.from('8002', 'hex')]),
  );
  // BINBYTES over the zeros that follow, which are a hole.
  await handle.write(Buffer.of(0x42, 0xff, 0xff, 0xff, 0x7f));
  await handle.truncate(2 ** 32);
  await handle.close();
  await assertRejected(readCheckpoint(file), 'pickle-limit');
});

test('runs nothing that the object or the list asks for', async () => {
  const state = dict([[text('w'), call('posix', 'system', text('touch PWNED'))]]);
  const error = await assertRejected(
    readCheckpoint(await write(encodeLegacyParts({ ...sound, state }))),
    'pickle-forbidden-global',
  );
  assert.equal(error.data['global'], 'posix.system');
});
