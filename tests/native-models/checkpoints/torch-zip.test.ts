import assert from 'node:assert/strict';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { opcodes } from '../../../native-models/checkpoints/pickle-opcodes.ts';
import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import {
  call,
  dict,
  global,
  integer,
  op,
  pickle,
  storage,
  tensor,
  text,
  tuple,
  type PicklePiece,
} from '../../helpers/pickle-writer.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import {
  centralHeader,
  encodeDirectory,
  encodeTorchZip,
  encodeZip,
  localHeader,
  type ZipEntryToWrite,
} from '../../helpers/torch-zip-file.ts';

const folder = temporaryFolder();
const sixFloats = Buffer.from(new Float32Array([0, 1, 2, 3, 4, 5]).buffer);

/** A zip whose state dict is given as a pickle, with one storage "0" of six floats. */
async function writeZip(
  dataPickle: Uint8Array,
  more: readonly ZipEntryToWrite[] = [],
): Promise<string> {
  const entries = [
    { name: 'model/data.pkl', bytes: dataPickle },
    { name: 'model/data/0', bytes: sixFloats },
    ...more,
    { name: 'model/version', bytes: Buffer.from('3\n') },
  ];
  return await writeTo(folder, 'model.bin', encodeZip(entries));
}

const floats = { storage: '0', dtype: 'F32', elements: 6 } as const;
const stateDict = (...tensors: readonly PicklePiece[]): Buffer =>
  pickle(dict(tensors.map((value, index) => [text(`w${index}`), value])));

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

test('reads views that lie row by row in a shared storage', async () => {
  const file = await writeZip(
    stateDict(
      tensor({ ...floats, offset: 2, shape: [2, 2] }),
      tensor({ ...floats, offset: 0, shape: [2] }),
      // An axis of length 1 may have any stride: an expanded position_ids has it.
      tensor({ ...floats, shape: [1, 6], strides: [0, 1] }),
    ),
  );
  const entries = [...(await readCheckpoint(file)).values()];
  const bytes = await readFile(file);
  const read = entries.map(({ name, offset, byteLength }) => [
    name,
    [
      ...new Float32Array(
        bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + byteLength),
      ),
    ],
  ]);
  assert.deepEqual(Object.fromEntries(read), {
    w0: [2, 3, 4, 5],
    w1: [0, 1],
    w2: [0, 1, 2, 3, 4, 5],
  });
});

test('takes parameters and sizes, and leaves out what is no tensor', async () => {
  const plain = tensor({ ...floats, shape: [6] });
  const file = await writeZip(
    pickle(
      dict([
        [text('epoch'), integer(3)],
        [
          text('state_dict'),
          dict([
            [text('steps'), integer(7)],
            [
              text('w'),
              call(
                'torch._utils',
                '_rebuild_parameter',
                plain,
                op('NEWTRUE'),
                call('collections', 'OrderedDict'),
              ),
            ],
            [
              text('v'),
              call(
                'torch._utils',
                '_rebuild_tensor_v2',
                storage(floats),
                integer(0),
                call('torch', 'Size', tuple(integer(3), integer(2))),
                tuple(integer(2), integer(1)),
                op('NEWFALSE'),
                op('NONE'),
              ),
            ],
          ]),
        ],
        [text('other'), dict([[text('not-a-weight'), plain]])],
      ]),
    ),
  );
  const index = await readCheckpoint(file);
  assert.deepEqual([...index.keys()].toSorted(), ['v', 'w']);
  assert.deepEqual(index.get('v')?.shape, [3, 2]);
});

test("skips Lightning's callback classes where they are only names", async () => {
  const callback = global('pytorch_lightning.callbacks.model_checkpoint', 'ModelCheckpoint');
  const weights = tensor({ ...floats, shape: [6] });
  const named = pickle(
    dict([
      [text('callbacks'), dict([[callback, dict([])]])],
      [text('state_dict'), dict([[text('w'), weights]])],
    ]),
  );
  assert.deepEqual([...(await readCheckpoint(await writeZip(named))).keys()], ['w']);
  const called = pickle(
    dict([
      [text('callbacks'), Buffer.concat([callback, tuple(), op('REDUCE')])],
      [text('w'), weights],
    ]),
  );
  const error = await assertRejected(
    readCheckpoint(await writeZip(called)),
    'pickle-forbidden-global',
  );
  assert.equal(
    error.data['global'],
    'pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint',
  );
});

test('names tensors that would have to be rewritten', async () => {
  const file = await writeZip(
    stateDict(
      tensor({ ...floats, shape: [2, 3] }),
      tensor({ ...floats, shape: [3, 2], strides: [1, 3] }),
      tensor({ ...floats, shape: [4, 6], strides: [0, 1] }),
    ),
  );
  const error = await assertRejected(readCheckpoint(file), 'needs-rewrite');
  assert.deepEqual(error.data['tensors'], ['w1', 'w2']);
});

test('skips what stands beside the weights in training checkpoints', async () => {
  const weights = tensor({ ...floats, shape: [6] });
  const scalar = call(
    'numpy.core.multiarray',
    'scalar',
    Buffer.concat([call('numpy', 'dtype', text('f8')), tuple(integer(3)), op('BUILD')]),
    call('_codecs', 'encode', text('x'), text('latin1')),
  );
  const file = await writeZip(
    pickle(
      dict([
        [text('hparams'), call('omegaconf.dictconfig', 'DictConfig')],
        [text('best'), scalar],
        [text('seen'), call('__builtin__', 'set', op('EMPTY_LIST'))],
        [
          text('lr'),
          Buffer.concat([call('collections', 'defaultdict', global('builtins', 'float'))]),
        ],
        [text('dtype'), global('torch', 'float16')],
        [text('state_dict'), dict([[text('w'), weights]])],
      ]),
    ),
  );
  assert.deepEqual([...(await readCheckpoint(file)).keys()], ['w']);
});

test("finds a ParameterDict's tensors in its state", async () => {
  const parameters = dict([[text('*'), tensor({ ...floats, shape: [6] })]]);
  const container = Buffer.concat([
    call('torch.nn.modules.container', 'ParameterDict'),
    dict([[text('_parameters'), parameters]]),
    op('BUILD'),
  ]);
  const file = await writeZip(pickle(dict([[text('string_to_param'), container]])));
  assert.deepEqual([...(await readCheckpoint(file)).keys()], ['*']);
});

const views: readonly [string, PicklePiece][] = [
  ['reaches past its storage', tensor({ ...floats, offset: 1, shape: [6] })],
  ['reaches past it by its strides', tensor({ ...floats, shape: [2, 3], strides: [100, 7] })],
  ['has a negative offset', tensor({ ...floats, offset: -1, shape: [1] })],
  ['has a negative size', tensor({ ...floats, shape: [-2, 3] })],
  ['has a negative stride', tensor({ ...floats, offset: 5, shape: [6], strides: [-1] })],
  ['has fewer strides than sizes', tensor({ ...floats, shape: [2, 3], strides: [1] })],
  [
    'has 2⁴⁰ elements by stride 0',
    tensor({ ...floats, shape: [2 ** 20, 2 ** 20], strides: [0, 0] }),
  ],
  ['has 2⁶⁰ elements', tensor({ ...floats, shape: [2 ** 30, 2 ** 30], strides: [0, 0] })],
  ['repeats a few bytes to megabytes', tensor({ ...floats, shape: [2 ** 19, 2], strides: [0, 1] })],
  ['has nine dimensions', tensor({ ...floats, shape: [1, 1, 1, 1, 1, 1, 1, 1, 1] })],
  ['is empty but begins past its storage', tensor({ ...floats, offset: 7, shape: [0] })],
];
for (const [what, piece] of views) {
  test(`refuses a tensor that ${what}`, async () => {
    const error = await assertRejected(
      readCheckpoint(await writeZip(stateDict(piece))),
      'tensor-invalid',
    );
    assert.equal(error.data['tensor'], 'w0');
  });
}

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

test('the opcode table has one name per byte', () => {
  const bytes = Object.values(opcodes);
  assert.equal(new Set(bytes).size, bytes.length);
});
