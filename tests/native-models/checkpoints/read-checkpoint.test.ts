import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, open, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { CheckpointErrorCode } from '../../../native-models/checkpoints/checkpoint-error.ts';
import { expectedUnetTensors } from '../../../native-models/checkpoints/expected-tensors.ts';
import {
  readCheckpoint,
  readCheckpointContents,
} from '../../../native-models/checkpoints/read-checkpoint.ts';
import { readUnetConfig } from '../../../native-models/checkpoints/read-model-config.ts';
import type { TensorEntry, TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { encodeSafetensors, encodeSafetensorsHeader } from '../../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';

const folder = temporaryFolder();

const foreign: readonly [string, string | Uint8Array, CheckpointErrorCode, RegExp][] = [
  ['nothing', '', 'empty-file', /is empty/],
  ['a web page', '\ufeff \n<!DOCTYPE HTML><html>', 'html-page', /web page/],
  ['a bare web page', '<html lang="en">', 'html-page', /web page/],
  ['an XML error', '<?xml version="1.0"?><Error/>', 'html-page', /web page/],
  [
    'a Git LFS pointer',
    'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3438354725\n',
    'git-lfs-pointer',
    /git lfs pull/,
  ],
  ['a JSON error', '{"error":"Repository\\nnot found"}', 'json-document', /Repository/],
  ['a JSON list', '[1, 2]', 'json-document', /JSON/],
  ['a bare pickle', Buffer.from('80027d71002e', 'hex'), 'bare-pickle', /not opened/],
  ['GGUF', Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(20)]), 'other-format', /GGUF/],
  ['HDF5', Buffer.from('894844460d0a1a0a0000', 'hex'), 'other-format', /HDF5/],
  ['a NumPy array', Buffer.from('\u0093NUMPY\u0001\u0000', 'latin1'), 'other-format', /NumPy/],
  ['ONNX', Buffer.from('\u0008\u0008\u0012\u0007pytorch', 'latin1'), 'other-format', /ONNX/],
  ['an empty zip', Buffer.from('PK\u0005\u0006', 'latin1'), 'other-format', /zip/],
  ['gzip', Buffer.from('1f8b0800', 'hex'), 'other-format', /gzip/],
  ['a tar archive', tarStart(), 'other-format', /tar/],
  ['a PNG picture', Buffer.from('89504e470d0a1a0a', 'hex'), 'other-format', /PNG/],
  ['text', 'hello', 'unknown-format', /neither/],
  ['zeros', Buffer.alloc(100), 'unknown-format', /neither/],
];

for (const [what, bytes, code, message] of foreign) {
  test(`says that ${what} is no checkpoint`, async () => {
    const file = await writeTo(folder, 'model.bin', bytes);
    const error = await assertRejected(readCheckpoint(file), code);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /[\n\r]/);
  });
}

test('says so under the name of a safetensors file too', async () => {
  const recognised = foreign.filter(([, , code]) => code !== 'unknown-format');
  for (const [, bytes, code] of recognised) {
    await assertRejected(readCheckpoint(await writeTo(folder, 'model.safetensors', bytes)), code);
  }
});

test('names what the system refuses', async () => {
  await assertRejected(readCheckpoint(join(folder, 'nowhere.bin')), 'not-found');
  await assertRejected(readCheckpoint(join(folder, 'model.bin', 'inside.bin')), 'not-found');
  await mkdir(join(folder, 'a-folder.bin'), { recursive: true });
  await assertRejected(readCheckpoint(join(folder, 'a-folder.bin')), 'wrong-kind-of-path');
});

test(
  'names a file that may not be read',
  {
    skip:
      process.getuid?.() === 0 || process.platform === 'win32' ? 'root may read anything' : false,
  },
  async () => {
    const file = await writeTo(folder, 'secret.bin', 'x');
    await chmod(file, 0o000);
    const error = await assertRejected(readCheckpoint(file), 'unreadable');
    assert.equal(error.data['reason'], 'EACCES');
  },
);

test('follows links, and names the file itself, which ONNX Runtime must open', async (context) => {
  const bytes = encodeSafetensors([{ name: 'w', dtype: 'F32', shape: [6] }]);
  const target = await writeTo(folder, 'blobs/0123abcd', bytes);
  const link = join(folder, 'linked.safetensors');
  try {
    await symlink(target, link);
  } catch {
    context.skip('links cannot be made here');
    return;
  }
  assert.equal((await readCheckpoint(link)).get('w')?.file, target);
});

test('reads the index of a 3.4 GB UNet in a small part of its size', async () => {
  const configuration = { cross_attention_dim: 768 };
  const tensors = [...expectedUnetTensors(readUnetConfig('config.json', configuration))].map(
    ([name, shape]) => ({ name, dtype: 'F32' as const, shape }),
  );
  const header = Buffer.from(encodeSafetensorsHeader(tensors));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.byteLength));
  const file = join(folder, 'unet.safetensors');
  const handle = await open(file, 'w');
  await handle.write(Buffer.concat([length, header]));
  // A hole, which costs no disk where the file system knows holes.
  await handle.truncate(8 + header.byteLength + 4 * 859_520_964);
  await handle.close();

  const reader = new URL('../../../native-models/checkpoints/read-checkpoint.ts', import.meta.url);
  const peak = new URL('../../helpers/peak-bytes.ts', import.meta.url);
  const program = `
    const { readCheckpoint } = await import(${JSON.stringify(reader.href)});
    const { peakBytes } = await import(${JSON.stringify(peak.href)});
    const index = await readCheckpoint(process.argv[1]);
    console.log(JSON.stringify({ tensors: index.size, bytes: peakBytes() }));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    program,
    file,
  ]);
  const { tensors: count, bytes } = JSON.parse(stdout) as { tensors: number; bytes: number };
  assert.equal(count, 686);
  assert.ok(bytes < 300 * 2 ** 20, `${bytes} bytes`);
});

test('the same weights have the same bytes in every container', skipWithoutReference, async () => {
  const read = async (...parts: string[]): Promise<Map<string, string>> =>
    await readValues(await readCheckpoint(referencePath('models', ...parts)));
  const plain = await read('tiny-sd', 'text_encoder', 'model.safetensors');
  const withIds = await read(
    'tiny-sd-variants',
    'text_encoder',
    'model.with_position_ids.safetensors',
  );
  assert.equal(plain.size, 52);
  assert.equal(withIds.size, 53);
  const positionIds = 'text_model.embeddings.position_ids';
  const same: readonly [Map<string, string>, Map<string, string>][] = [
    [await read('tiny-sd-variants', 'text_encoder', 'pytorch_model.legacy-nonzip.bin'), withIds],
    [await read('tiny-sd', 'text_encoder', 'pytorch_model.bin'), withIds],
    [await read('tiny-sd-variants', 'text_encoder', 'pytorch_model.parameters.bin'), plain],
    [
      await read('tiny-sd', 'text_encoder', 'model.fp16.safetensors'),
      await read('tiny-sd-variants', 'text_encoder', 'pytorch_model.fp16.bin'),
    ],
    [
      await read('tiny-sd', 'unet', 'diffusion_pytorch_model.bin'),
      await read('tiny-sd', 'unet', 'diffusion_pytorch_model.safetensors'),
    ],
  ];
  for (const [one, other] of same) {
    assert.deepEqual([...one.keys()].toSorted(), [...other.keys()].toSorted());
    for (const [name, bytes] of one) assert.equal(bytes, other.get(name), name);
  }
  const half = await readCheckpoint(
    referencePath('models', 'tiny-sd-variants', 'text_encoder', 'model.bf16.safetensors'),
  );
  assert.deepEqual(new Set([...half.values()].map(({ dtype }) => dtype)), new Set(['I64', 'BF16']));
  assert.equal(half.get(positionIds)?.dtype, 'I64');
});

test('views that do not lie row by row cannot be used in place', skipWithoutReference, async () => {
  const file = referencePath(
    'models',
    'tiny-sd-variants',
    'text_encoder',
    'pytorch_model.views.bin',
  );
  const views = await assertRejected(readCheckpoint(file), 'needs-rewrite');
  // Every third matrix is the transpose of what is stored; the expanded position_ids can be used as it is.
  assert.deepEqual(views.data['tensors'], [
    'text_model.encoder.layers.0.self_attn.k_proj.weight',
    'text_model.encoder.layers.0.self_attn.out_proj.weight',
    'text_model.encoder.layers.0.mlp.fc2.weight',
    'text_model.encoder.layers.1.self_attn.v_proj.weight',
    'text_model.encoder.layers.2.self_attn.q_proj.weight',
    'text_model.encoder.layers.2.mlp.fc1.weight',
  ]);
  const { tensors } = await readCheckpointContents(file);
  const transposed = tensors.get('text_model.encoder.layers.0.mlp.fc2.weight');
  assert.deepEqual(
    [transposed?.shape, transposed?.strides],
    [
      [32, 128],
      [1, 32],
    ],
  );
});

test(
  'reads the index of a training checkpoint with a Lightning class in it',
  skipWithoutReference,
  async () => {
    const index = await readCheckpoint(referencePath('models', 'tiny-sd-single', 'tiny-sd.ckpt'));
    const count = (prefix: string): number =>
      index
        .keys()
        .filter((name) => name.startsWith(prefix))
        .toArray().length;
    assert.equal(count('model.diffusion_model.'), 686);
    assert.equal(count('model_ema.'), 688);
    assert.equal(count('first_stage_model.'), 248);
    assert.equal(count('cond_stage_model.'), 53);
    const whole = await readCheckpoint(
      referencePath('models', 'tiny-sd-single', 'tiny-sd.fp16.safetensors'),
    );
    assert.equal(whole.size, 686 + 248 + 53);
  },
);

/** Bytes of each tensor, in hexadecimal digits. */
async function readValues(index: TensorIndex): Promise<Map<string, string>> {
  const [first] = index.values();
  assert.ok(first);
  const bytes = await readFile(first.file);
  const slice = ({ offset, byteLength }: TensorEntry): string =>
    bytes.subarray(offset, offset + byteLength).toString('hex');
  return new Map([...index].map(([name, entry]) => [name, slice(entry)]));
}

function tarStart(): Buffer {
  const block = Buffer.alloc(512);
  block.write('pickle', 0);
  block.write('ustar', 257);
  return block;
}
