import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CheckpointErrorCode } from '../../../native-models/checkpoints/checkpoint-error.ts';
import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { maxHeaderBytes } from '../../../native-models/checkpoints/safetensors.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { encodeRawSafetensors, encodeSafetensors } from '../../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';

const folder = temporaryFolder();
const data = Buffer.alloc(24);

test('lists tensors in the order of their bytes, with their place in the file', async () => {
  const header =
    '{"b":{"dtype":"F16","shape":[2],"data_offsets":[20,24]},' +
    '"__metadata__":{"format":"pt"},' +
    '"a":{"dtype":"F32","shape":[5,1],"data_offsets":[0,20],"unknown":[1.5e3,true,null]}}   ';
  const file = await writeTo(folder, 'two.safetensors', encodeRawSafetensors(header, data));
  const dataStart = 8 + header.length;
  assert.deepEqual(
    [...(await readCheckpoint(file))],
    [
      ['a', { name: 'a', dtype: 'F32', shape: [5, 1], file, offset: dataStart, byteLength: 20 }],
      ['b', { name: 'b', dtype: 'F16', shape: [2], file, offset: dataStart + 20, byteLength: 4 }],
    ],
  );
});

test('reads every type, scalars, empty tensors and names that objects have by nature', async () => {
  const tensors = [
    { name: '__proto__', dtype: 'F64', shape: [] },
    { name: 'constructor', dtype: 'BF16', shape: [3] },
    { name: 'toString', dtype: 'I64', shape: [1, 2] },
    { name: 'hasOwnProperty', dtype: 'F32', shape: [0, 7] },
    { name: '', dtype: 'BOOL', shape: [1] },
    { name: '猫 "quoted" \\ \u0001', dtype: 'U8', shape: [2] },
    { name: 'i8', dtype: 'I8', shape: [2] },
    { name: 'i16', dtype: 'I16', shape: [2] },
    { name: 'i32', dtype: 'I32', shape: [2] },
  ] as const;
  const file = await writeTo(folder, 'names.safetensors', encodeSafetensors(tensors));
  const index = await readCheckpoint(file);
  assert.deepEqual(
    [...index.values()].map(({ name, dtype, shape }) => ({ name, dtype, shape: [...shape] })),
    tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape: [...shape] })),
  );
  assert.equal(Object.getPrototypeOf({}), Object.prototype);
  assert.equal(({} as Record<string, unknown>)['dtype'], undefined);
});

test('goes by the content, not by the name', async () => {
  const bytes = encodeSafetensors([{ name: 'w', dtype: 'F32', shape: [2, 3] }]);
  const file = await writeTo(folder, 'really-safetensors.bin', bytes);
  assert.deepEqual([...(await readCheckpoint(file)).keys()], ['w']);
});

const one = (fields: string): string => `{"w":{${fields}}}`;
const rejections: readonly [string, string | Uint8Array, CheckpointErrorCode][] = [
  ['an empty header', '', 'safetensors-header'],
  ['a header that is not JSON', '{w}', 'safetensors-header'],
  ['a header that is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22]), 'safetensors-header'],
  ['a header with a byte order mark', '\ufeff{}', 'safetensors-header'],
  ['a list as header', '[]', 'safetensors-header'],
  ['text after the header', '{} {}', 'safetensors-header'],
  ['a trailing comma', '{"__metadata__":{"a":"b",}}', 'safetensors-header'],
  ['a string that is not closed', '{"w', 'safetensors-header'],
  ['a bad escape', '{"\\x":1}', 'safetensors-header'],
  ['a newline in a string', '{"\n":1}', 'safetensors-header'],
  ['a header that nests 100 000 deep', `{"w":${'['.repeat(100_000)}`, 'safetensors-header'],
  ['a number of a million digits', `{"w":${'1'.repeat(1_000_000)}}`, 'safetensors-header'],
  ['a million empty lists', `{"w":[${'[],'.repeat(1_000_000)}[]]}`, 'safetensors-header'],
  ['a key given twice', '{"__metadata__":{"a":"b","a":"b"}}', 'safetensors-header'],
  ['the same tensor twice', '{"w":{},"w":{}}', 'safetensors-header'],
  ['metadata that is no table', '{"__metadata__":"pt"}', 'safetensors-header'],
  ['metadata that is no text', '{"__metadata__":{"a":1}}', 'safetensors-header'],
  ['bytes that belong to nothing', '{}', 'safetensors-header'],
  ['a tensor that is a number', '{"w":1}', 'safetensors-tensor'],
  ['no dtype', one('"shape":[6],"data_offsets":[0,24]'), 'safetensors-tensor'],
  ['no shape', one('"dtype":"F32","data_offsets":[0,24]'), 'safetensors-tensor'],
  ['no offsets', one('"dtype":"F32","shape":[6]'), 'safetensors-tensor'],
  [
    'an unknown dtype',
    one('"dtype":"F31","shape":[6],"data_offsets":[0,24]'),
    'safetensors-tensor',
  ],
  [
    'a dtype that is a property of every object',
    one('"dtype":"constructor","shape":[6],"data_offsets":[0,24]'),
    'safetensors-tensor',
  ],
  [
    'three offsets',
    one('"dtype":"F32","shape":[6],"data_offsets":[0,24,24]'),
    'safetensors-tensor',
  ],
  [
    'offsets as text',
    one('"dtype":"F32","shape":[6],"data_offsets":["0","24"]'),
    'safetensors-tensor',
  ],
  ['a fraction', one('"dtype":"F32","shape":[6],"data_offsets":[0.0,24]'), 'safetensors-tensor'],
  ['an exponent', one('"dtype":"F32","shape":[6],"data_offsets":[0,24e0]'), 'safetensors-tensor'],
  ['minus zero', one('"dtype":"F32","shape":[6],"data_offsets":[-0,24]'), 'safetensors-tensor'],
  [
    'an offset above 2⁵³',
    one('"dtype":"F32","shape":[6],"data_offsets":[9007199254740993,9007199254741017]'),
    'safetensors-tensor',
  ],
  [
    'an end before its beginning',
    one('"dtype":"F32","shape":[6],"data_offsets":[24,0]'),
    'safetensors-tensor',
  ],
  [
    'a negative size',
    one('"dtype":"F32","shape":[-2,-3],"data_offsets":[0,24]'),
    'safetensors-tensor',
  ],
  [
    'a shape whose product overflows',
    one('"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,24]'),
    'safetensors-tensor',
  ],
  [
    'a shape too small for its bytes',
    one('"dtype":"F32","shape":[5],"data_offsets":[0,24]'),
    'safetensors-tensor',
  ],
  ['an end past the file', one('"dtype":"F32","shape":[7],"data_offsets":[0,28]'), 'truncated'],
  [
    'a gap before the first tensor',
    one('"dtype":"F32","shape":[5],"data_offsets":[4,24]'),
    'safetensors-tensor',
  ],
  [
    'an overlap',
    '{"v":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"w":{"dtype":"F32","shape":[4],"data_offsets":[8,24]}}',
    'safetensors-tensor',
  ],
];

for (const [what, header, code] of rejections) {
  test(`refuses ${what}`, async () => {
    const file = await writeTo(folder, 'bad.safetensors', encodeRawSafetensors(header, data));
    const error = await assertRejected(readCheckpoint(file), code);
    if (code === 'safetensors-tensor') assert.equal(error.data['tensor'], 'w');
  });
}

test('says of numbers of 8 bits what they are, and does not call the file damaged', async () => {
  for (const dtype of ['F8_E4M3', 'F8_E5M2', 'F8_E8M0']) {
    const header = one(`"dtype":"${dtype}","shape":[24],"data_offsets":[0,24]`);
    const file = await writeTo(folder, 'fp8.safetensors', encodeRawSafetensors(header, data));
    const error = await assertRejected(readCheckpoint(file), 'safetensors-tensor');
    assert.match(error.message, /8 bits or less \("F8_E.M.?.?"\).*float16/);
    assert.doesNotMatch(error.message, /damaged/);
  }
});

test('refuses length fields that lie, without allocating what they claim', async () => {
  const claims: readonly [bigint, CheckpointErrorCode][] = [
    [0n, 'safetensors-header'],
    [25n, 'truncated'],
    [BigInt(maxHeaderBytes) + 1n, 'safetensors-header'],
    [2n ** 53n + 1n, 'safetensors-header'],
    [2n ** 64n - 1n, 'safetensors-header'],
  ];
  for (const [claim, code] of claims) {
    const bytes = Buffer.alloc(32);
    bytes.writeBigUInt64LE(claim);
    const file = await writeTo(folder, 'claim.safetensors', bytes);
    await assertRejected(readCheckpoint(file), code);
  }
});

test('says that a file too short for a header is cut short', async () => {
  for (const length of [1, 7, 8]) {
    const file = await writeTo(folder, 'short.safetensors', Buffer.alloc(length, 1));
    await assertRejected(readCheckpoint(file), length < 8 ? 'truncated' : 'safetensors-header');
  }
});

test('escapes what a hostile name could do to a terminal, and shortens it', async () => {
  const name = `\u001b[2J\u202e${'x'.repeat(500)}`;
  const header = `{${JSON.stringify(name)}:1}`;
  const file = await writeTo(folder, 'terminal.safetensors', encodeRawSafetensors(header, data));
  const error = await assertRejected(readCheckpoint(file), 'safetensors-tensor');
  assert.ok(error.message.includes('"\\u001b[2J\\u202exxx'), error.message);
  assert.ok(error.message.length < 400 + join(folder).length);
  assert.equal(error.data['tensor'], name);
});
