import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import {
  diffusersStems,
  findWeights,
  readWeights,
  transformersStems,
} from '../../../native-models/checkpoints/weight-files.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { encodeSafetensors, type TensorToWrite } from '../../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { tinyTensors, writeTinyModel, type FileChanges } from '../../helpers/tiny-model-folder.ts';
import { encodeTorchZip } from '../../helpers/torch-zip-file.ts';

const folder = temporaryFolder();
const name = 'diffusion_pytorch_model';

test('looks for full precision, half precision, and averages, safetensors first, in one order', async () => {
  const order = [
    `${name}.safetensors`,
    `${name}.safetensors.index.json`,
    `${name}.bin`,
    `${name}.bin.index.json`,
    `${name}.fp16.safetensors`,
    `${name}.fp16.safetensors.index.json`,
    `${name}.safetensors.index.fp16.json`,
    `${name}.fp16.bin`,
    `${name}.bf16.safetensors`,
    `${name}.fp32.safetensors`,
    `${name}.ema.safetensors`,
    `${name}.non_ema.safetensors`,
    `${name}.non_ema.bin`,
  ];
  for (const [index, first] of order.entries()) {
    const place = join(folder, `order-${index}`);
    for (const file of order.slice(index)) await writeTo(place, file, 'x');
    assert.equal(await findWeights(place, diffusersStems), join(place, first));
  }
  assert.equal(await findWeights(join(folder, 'nowhere'), diffusersStems), null);
});

test('looks for the variant that is asked for before all others', async () => {
  const place = join(folder, 'variants');
  for (const file of ['model.safetensors', 'pytorch_model.non_ema.bin', 'model.my.safetensors']) {
    await writeTo(place, file, 'x');
  }
  const find = async (variant?: string) => await findWeights(place, transformersStems, variant);
  assert.equal(await find(), join(place, 'model.safetensors'));
  assert.equal(await find('non_ema'), join(place, 'pytorch_model.non_ema.bin'));
  assert.equal(await find('my'), join(place, 'model.my.safetensors'));
  assert.equal(await find('fp16'), join(place, 'model.safetensors'));
});

test('a folder that lacks a variant altogether says so; one network without it is none the worse', async () => {
  const { unet } = tinyTensors();
  const halved = unet.map(({ name: key, shape }) => ({ name: key, shape, dtype: 'F16' as const }));
  const root = await writeTinyModel(folder, 'some', {
    [`unet/${name}.fp16.safetensors`]: encodeSafetensors(halved),
  });
  const model = await readDiffusersFolder(root, { variant: 'fp16' });
  const typesOf = (part: typeof model.unet | typeof model.vae): string[] => [
    ...new Set(part.tensors.values().map(({ dtype }) => dtype)),
  ];
  assert.deepEqual([typesOf(model.unet), typesOf(model.vae)], [['F16'], ['F32']]);
  assert.deepEqual(typesOf((await readDiffusersFolder(root)).unet), ['F32']);
  await assertRejected(readDiffusersFolder(root, { variant: 'non_ema' }), 'folder-incomplete');
});

/** The UNet in two files with an index, as `save_pretrained` divides what is larger than a limit. */
function shard(
  tensors: readonly TensorToWrite[],
  ending: 'safetensors' | 'bin',
  change: (map: Record<string, string>) => object = (map) => map,
): Record<string, Uint8Array | object> {
  const half = tensors.length >> 1;
  const encode = ending === 'bin' ? encodeTorchZip : encodeSafetensors;
  const files = [1, 2].map((part) => `${name}-0000${part}-of-00002.${ending}`);
  const map = Object.fromEntries(
    tensors.map(({ name: key }, index) => [key, files[index < half ? 0 : 1] ?? '']),
  );
  return {
    [`unet/${name}.safetensors`]: null as never,
    [`unet/${files[0]}`]: encode(tensors.slice(0, half)),
    [`unet/${files[1]}`]: encode(tensors.slice(half)),
    [`unet/${name}.${ending}.index.json`]: {
      metadata: { total_size: 1 },
      weight_map: change(map),
    },
  };
}

test('reads weights that are divided into several files', async () => {
  const { unet } = tinyTensors();
  for (const ending of ['safetensors', 'bin'] as const) {
    const root = await writeTinyModel(folder, `sharded-${ending}`, shard(unet, ending));
    const model = await readDiffusersFolder(root);
    assert.deepEqual(
      [...model.unet.tensors.keys()].toSorted(),
      unet.map(({ name: key }) => key).toSorted(),
    );
    const files = new Set(model.unet.tensors.values().map(({ file }) => file));
    assert.equal(files.size, 2);
  }
});

test('refuses shards that are missing, elsewhere, or lack what the index says', async () => {
  const { unet } = tinyTensors();
  const first = unet[0]?.name ?? '';
  const read = async (changes: FileChanges) => {
    const root = await writeTinyModel(folder, 'shards', changes);
    return await readDiffusersFolder(root);
  };
  const sharded = shard(unet, 'safetensors');
  const gone = await assertRejected(
    read({ ...sharded, ...shard(unet, 'safetensors', (map) => ({ ...map, [first]: 'gone.bin' })) }),
    'folder-incomplete',
  );
  assert.deepEqual(gone.data['missing'], ['gone.bin']);
  for (const outside of ['../secret.bin', '/etc/passwd', 'a\\b', '..']) {
    await assertRejected(
      read(shard(unet, 'safetensors', (map) => ({ ...map, [first]: outside }))),
      'config-invalid',
    );
  }
  const lacking = await assertRejected(
    read(shard(unet, 'safetensors', (map) => ({ ...map, extra: Object.values(map)[0] ?? '' }))),
    'state-dict-mismatch',
  );
  assert.deepEqual(lacking.data['missing'], ['extra']);
  await assertRejected(
    read({ ...sharded, [`unet/${name}.safetensors.index.json`]: {} }),
    'config-invalid',
  );
});

test('an index that names itself as a shard is no endless loop', async () => {
  const index = `${name}.safetensors.index.json`;
  const file = await writeTo(folder, index, JSON.stringify({ weight_map: { w: index } }));
  await assertRejected(readWeights(file), 'json-document');
});
