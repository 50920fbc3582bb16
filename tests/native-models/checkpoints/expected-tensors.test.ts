import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  expectedTextEncoderTensors,
  expectedUnetTensors,
  expectedVaeTensors,
  type ExpectedTensors,
} from '../../../native-models/checkpoints/expected-tensors.ts';
import {
  readTextEncoderConfig,
  readUnetConfig,
  readVaeConfig,
} from '../../../native-models/checkpoints/read-model-config.ts';
import {
  renameTextEncoderTensors,
  renameVaeTensors,
} from '../../../native-models/checkpoints/state-dict-names.ts';
import type { TensorEntry, TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';

interface Golden {
  readonly tensors: number;
  readonly parameters: number;
  readonly sha256: string;
}
/** Its field `source` says where the numbers are from. */
const golden = JSON.parse(
  readFileSync(new URL('../../reference/sd-v1-tensors.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Golden>>;

/** The configurations of Stable Diffusion v1 where they differ from the defaults. */
const textEncoder = expectedTextEncoderTensors(
  readTextEncoderConfig('config.json', {
    hidden_size: 768,
    intermediate_size: 3072,
    num_attention_heads: 12,
  }),
);
const unet = expectedUnetTensors(readUnetConfig('config.json', { cross_attention_dim: 768 }));
const fourLevels = (type: string): string[] => [type, type, type, type];
const vae = expectedVaeTensors(
  readVaeConfig('config.json', {
    block_out_channels: [128, 256, 512, 512],
    layers_per_block: 2,
    down_block_types: fourLevels('DownEncoderBlock2D'),
    up_block_types: fourLevels('UpDecoderBlock2D'),
  }),
);

for (const [name, expected] of Object.entries({ textEncoder, unet, vae })) {
  test(`the ${name} of Stable Diffusion v1 has the tensors of the reference classes`, () => {
    assert.deepEqual(summarise(expected), golden[name]);
  });
}

for (const [name, rename, expected] of [
  ['diffusers.unet.json', (_file: string, index: TensorIndex) => index, unet],
  ['diffusers.vae.2022-names.json', renameVaeTensors, vae],
  ['diffusers.text_encoder.json', renameTextEncoderTensors, textEncoder],
] as const) {
  test(
    `the key list ${name}, renamed, is the expected one, shape by shape`,
    skipWithoutReference,
    () => {
      const list = JSON.parse(
        readFileSync(referencePath('models', 'full-size', 'keys', name), 'utf8'),
      ) as { key: string; shape: number[] }[];
      const index = new Map(list.map(({ key, shape }) => [key, entryOf(key, shape)]));
      const renamed = rename('keys', index);
      const shapes = [...renamed].map(([key, { shape }]) => [key, [...shape]] as const);
      assert.deepEqual(new Map(shapes.toSorted()), new Map([...expected].toSorted()));
    },
  );
}

function summarise(expected: ExpectedTensors): Golden {
  const lines = [...expected].map(([name, shape]) => `${name} ${shape.join(',')}\n`).toSorted();
  return {
    tensors: expected.size,
    parameters: expected
      .values()
      .reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0),
    sha256: createHash('sha256').update(lines.join('')).digest('hex'),
  };
}

function entryOf(name: string, shape: readonly number[]): TensorEntry {
  return { name, dtype: 'F32', shape, file: 'keys', offset: 0, byteLength: 0 };
}
