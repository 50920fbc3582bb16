import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import {
  readCheckpoint,
  readCheckpointContents,
} from '../../../native-models/checkpoints/read-checkpoint.ts';
import { readModel } from '../../../native-models/checkpoints/read-model.ts';
import { rewriteCheckpoint } from '../../../native-models/checkpoints/rewrite-checkpoint.ts';
import { tensorsToRewrite } from '../../../native-models/checkpoints/rewritten-model.ts';
import type { TensorEntry, TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { pickle, dict, tensor, text } from '../../helpers/pickle-writer.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { encodeSafetensors, type TensorToWrite } from '../../helpers/safetensors-file.ts';
import { writeSparseSafetensors } from '../../helpers/sparse-files.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { tinyTensors, writeTinyModel } from '../../helpers/tiny-model-folder.ts';
import { encodeZip } from '../../helpers/torch-zip-file.ts';

const folder = temporaryFolder();
const target = join(folder, 'library', 'rewritten.safetensors');
await mkdir(join(folder, 'library'));

/** Rewrites and returns the new file's numbers by name. */
async function rewrite(tensors: TensorIndex): Promise<Map<string, number[]>> {
  await rm(target, { force: true });
  let last = { bytesDone: 0, bytesTotal: 1 };
  for await (const progress of rewriteCheckpoint(tensors, target)) {
    assert.ok(progress.bytesDone >= last.bytesDone);
    last = progress;
  }
  const bytes = await readFile(target);
  assert.deepEqual(last, { bytesDone: bytes.byteLength, bytesTotal: bytes.byteLength });
  assert.deepEqual(await readdir(join(folder, 'library')), ['rewritten.safetensors']);
  const written = await readCheckpoint(target);
  return new Map([...written].map(([name, entry]) => [name, [...floatsOf(bytes, entry)]]));
}

/** Runs a rewriting to its end. */
async function finish(run: AsyncGenerator<unknown, void, void>): Promise<void> {
  let step = await run.next();
  while (!step.done) step = await run.next();
}

function floatsOf(bytes: Buffer, { dtype, offset, byteLength }: TensorEntry): Float32Array {
  assert.equal(dtype, 'F32');
  assert.equal(offset % 4, 0);
  return new Float32Array(
    bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + byteLength),
  );
}

const contentsOf = async (bytes: Uint8Array, name = 'source.bin'): Promise<TensorIndex> =>
  (await readCheckpointContents(await writeTo(folder, name, bytes))).tensors;

test('writes views row by row: transposed, strided, repeated, of four dimensions', async () => {
  const count = 120;
  const data = Buffer.from(Float32Array.from({ length: count }, (_, index) => index).buffer);
  const storage = { storage: '0', dtype: 'F32', elements: count } as const;
  const views = {
    transposed: tensor({ ...storage, shape: [3, 2], strides: [1, 3] }),
    every_other: tensor({ ...storage, offset: 5, shape: [4], strides: [2] }),
    repeated: tensor({ ...storage, offset: 7, shape: [2, 3], strides: [0, 1] }),
    permuted: tensor({ ...storage, shape: [2, 3, 4, 5], strides: [1, 2, 6, 24] }),
    plain: tensor({ ...storage, offset: 100, shape: [2, 2] }),
  };
  const state = pickle(dict(Object.entries(views).map(([name, view]) => [text(name), view])));
  const tensors = await contentsOf(
    encodeZip([
      { name: 'm/data.pkl', bytes: state },
      { name: 'm/data/0', bytes: data },
    ]),
  );
  const permuted: number[] = [];
  for (let a = 0; a < 2; a += 1)
    for (let b = 0; b < 3; b += 1)
      for (let c = 0; c < 4; c += 1)
        for (let d = 0; d < 5; d += 1) permuted.push(a + 2 * b + 6 * c + 24 * d);
  assert.deepEqual(Object.fromEntries(await rewrite(tensors)), {
    transposed: [0, 3, 1, 4, 2, 5],
    every_other: [5, 7, 9, 11],
    repeated: [7, 8, 9, 7, 8, 9],
    permuted,
    plain: [100, 101, 102, 103],
  });
});

test('widens bfloat16 exactly and rounds float64 to the nearest float32', async () => {
  const brain = Buffer.from(Uint16Array.of(0x3f80, 0xbf80, 0x0001, 0x7f7f, 0x8000).buffer);
  const doubles = Float64Array.of(0.1, -1e-50, 16_777_217, 3.4e38);
  const tensors = await contentsOf(
    encodeSafetensors([
      { name: 'brain', dtype: 'BF16', shape: [5], data: brain },
      { name: 'double', dtype: 'F64', shape: [4], data: Buffer.from(doubles.buffer) },
    ]),
  );
  const written = await rewrite(tensors);
  const largest = new Float32Array(Uint32Array.of(0x7f7f0000).buffer)[0];
  assert.deepEqual(written.get('brain'), [1, -1, 2 ** -133, largest, -0]);
  assert.deepEqual(written.get('double'), [...Float32Array.from(doubles)]);
});

test('refuses float64 numbers that float32 cannot hold, and leaves nothing behind', async () => {
  await rm(target, { force: true });
  const data = Buffer.from(Float64Array.of(1, 1e300).buffer);
  const tensors = await contentsOf(
    encodeSafetensors([{ name: 'w', dtype: 'F64', shape: [2], data }]),
  );
  const run = finish(rewriteCheckpoint(tensors, target));
  const error = await assertRejected(run, 'weights-not-finite');
  assert.deepEqual(error.data['tensors'], ['w']);
  assert.deepEqual(await readdir(join(folder, 'library')), []);
});

test('keeps the types of all other tensors, each at a multiple of its own size', async () => {
  const written: readonly TensorToWrite[] = [
    { name: 'half', dtype: 'F16', shape: [3], data: Buffer.from('halves') },
    { name: '日本', dtype: 'I64', shape: [1], data: Buffer.from('8 bytes!') },
    { name: '__proto__', dtype: 'F32', shape: [], data: Buffer.from('four') },
    { name: 'none', dtype: 'F16', shape: [0, 4] },
  ];
  await finish(rewriteCheckpoint(await contentsOf(encodeSafetensors(written)), target));
  const bytes = await readFile(target);
  const index = await readCheckpoint(target);
  for (const { name, dtype, data = Buffer.of() } of written) {
    const entry = index.get(name);
    assert.ok(entry);
    assert.equal(entry.dtype, dtype);
    assert.deepEqual(bytes.subarray(entry.offset, entry.offset + entry.byteLength), data);
    assert.equal(entry.offset % (data.byteLength / (entry.shape[0] ?? 1) || 1), 0);
  }
});

test('ends at the signal, at an early end of the iteration and at a missing folder without a trace', async () => {
  await rm(target, { force: true });
  const tensors = await contentsOf(
    encodeSafetensors(
      ['a', 'b', 'c'].map((name) => ({ name, dtype: 'BF16' as const, shape: [1000] })),
    ),
  );
  const controller = new AbortController();
  const run = async (): Promise<void> => {
    for await (const { bytesDone } of rewriteCheckpoint(tensors, target, controller)) {
      assert.ok(bytesDone > 0);
      assert.deepEqual(await readdir(join(folder, 'library')), ['rewritten.safetensors.part']);
      controller.abort(new Error('enough'));
    }
  };
  await assert.rejects(run(), { message: 'enough' });
  const leftEarly = rewriteCheckpoint(tensors, target);
  assert.equal((await leftEarly.next()).done, false);
  await leftEarly.return();
  assert.deepEqual(await readdir(join(folder, 'library')), []);
  const nowhere = join(folder, 'nowhere', 'x.safetensors');
  await assert.rejects(finish(rewriteCheckpoint(tensors, nowhere)), { code: 'ENOENT' });
});

test('replaces a rewritten file only when the new one is whole', async () => {
  const first = await contentsOf(encodeSafetensors([{ name: 'w', dtype: 'F32', shape: [2] }]));
  await finish(rewriteCheckpoint(first, target));
  const before = await readFile(target);
  const gone = new Map([...first].map(([name, entry]) => [name, { ...entry, file: '/gone' }]));
  await assertRejected(finish(rewriteCheckpoint(gone, target)), 'not-found');
  assert.deepEqual(await readFile(target), before);
});

test('refuses a tensor that is spread over more than it may hold in memory', async () => {
  const entry = {
    name: 'w',
    dtype: 'F32',
    shape: [2, 2],
    strides: [2 ** 28, 1],
    file: await writeTo(folder, 'small.bin', 'x'),
    offset: 0,
    byteLength: 16,
  } as const;
  await assertRejected(
    finish(rewriteCheckpoint(new Map([['w', entry]]), target)),
    'tensor-invalid',
  );
});

test('rewrites a quarter of a gigabyte of bfloat16 in less memory than that', async () => {
  const source = await writeSparseSafetensors(join(folder, 'large.safetensors'), [
    { name: 'text_model.embeddings.token_embedding.weight', dtype: 'BF16', shape: [49_408, 768] },
    { name: 'rest', dtype: 'BF16', shape: [96, 1024, 1024] },
  ]);
  const modules = ['read-checkpoint', 'rewrite-checkpoint'].map((name) =>
    JSON.stringify(new URL(`../../../native-models/checkpoints/${name}.ts`, import.meta.url).href),
  );
  const peak = new URL('../../helpers/peak-bytes.ts', import.meta.url);
  const program = `
    const { readCheckpoint } = await import(${modules[0]});
    const { rewriteCheckpoint } = await import(${modules[1]});
    const { peakBytes } = await import(${JSON.stringify(peak.href)});
    const [source, target] = process.argv.slice(1);
    for await (const _ of rewriteCheckpoint(await readCheckpoint(source), target));
    console.log(peakBytes());
  `;
  const large = join(folder, 'large-rewritten.safetensors');
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [
    '--input-type=module',
    '--eval',
    program,
    source,
    large,
  ]);
  const written = await readCheckpoint(large);
  assert.equal(written.get('rest')?.byteLength, 4 * 96 * 2 ** 20);
  await rm(large);
  assert.ok(Number(stdout) < 220 * 2 ** 20, `${stdout.trim()} bytes`);
});

test('rewrites of a model the networks that need it, whole, and reads it with them in place', async () => {
  const { vae, text_encoder: textEncoder } = tinyTensors();
  const root = await writeTinyModel(folder, 'mixed', {
    'vae/diffusion_pytorch_model.safetensors': encodeSafetensors(
      vae.map((one) =>
        one.name === 'quant_conv.bias' ? { ...one, dtype: 'BF16', data: Buffer.alloc(16, 1) } : one,
      ),
    ),
    'text_encoder/model.safetensors': encodeSafetensors(
      textEncoder.map(({ name, shape }) => ({ name, shape, dtype: 'F64' })),
    ),
  });
  const model = await readModel(root);
  assert.ok(tensorsToRewrite(model).size > 0);
  const wanted = tensorsToRewrite(model);
  assert.equal(wanted.size, vae.length + textEncoder.length);
  assert.ok(wanted.has('text_encoder.text_model.final_layer_norm.weight'));
  await finish(rewriteCheckpoint(wanted, target));

  const rewritten = await readModel(root, { rewritten: target });
  assert.equal(tensorsToRewrite(rewritten).size, 0);
  const filesOf = (tensors: TensorIndex): string[] => [
    ...new Set(tensors.values().map(({ file }) => file)),
  ];
  assert.deepEqual(
    [rewritten.textEncoder, rewritten.vae].map(({ tensors }) => filesOf(tensors)),
    [[target], [target]],
  );
  assert.deepEqual(rewritten.unet, model.unet);
  assert.deepEqual(
    [...rewritten.vae.tensors.keys()].toSorted(),
    [...model.vae.tensors.keys()].toSorted(),
  );
  const other = await writeTinyModel(folder, 'other', {});
  const [firstText] = tensorsToRewrite(model);
  assert.ok(firstText);
  await finish(rewriteCheckpoint(new Map([firstText]), target));
  await assertRejected(readModel(other, { rewritten: target }), 'state-dict-mismatch');
});

test(
  'the reference’s views become the very numbers they are views of',
  skipWithoutReference,
  async () => {
    const variant = (name: string): string =>
      referencePath('models', 'tiny-sd-variants', 'text_encoder', name);
    const { tensors } = await readCheckpointContents(variant('pytorch_model.views.bin'));
    const floats = new Map([...tensors].filter(([, { dtype }]) => dtype === 'F32'));
    const written = await rewrite(floats);
    const plain = referencePath('models', 'tiny-sd', 'text_encoder', 'model.safetensors');
    const bytes = await readFile(plain);
    for (const [name, entry] of await readCheckpoint(plain)) {
      assert.deepEqual(written.get(name), [...floatsOf(bytes, entry)], name);
    }
  },
);
