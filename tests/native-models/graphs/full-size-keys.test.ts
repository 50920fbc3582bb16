import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import {
  readTextEncoderConfig,
  readUnetConfig,
  readVaeConfig,
} from '../../../native-models/checkpoints/read-model-config.ts';
import { renameVaeTensors } from '../../../native-models/checkpoints/state-dict-names.ts';
import type { TensorEntry, TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import { buildTextEncoderGraph } from '../../../native-models/graphs/clip-text-encoder.ts';
import {
  buildPromptKeyGraph,
  buildTimeShiftGraph,
  buildUnetGraph,
  buildUnetStepGraph,
} from '../../../native-models/graphs/unet.ts';
import { buildVaeDecoderGraph } from '../../../native-models/graphs/vae-decoder.ts';
import { buildVaeEncoderGraph } from '../../../native-models/graphs/vae-encoder.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';

describe(
  'graphs of Stable Diffusion v1 use exactly its published tensors',
  skipWithoutReference,
  () => {
    it('UNet: 686 tensors, and 803 billion operations per picture at 512 px', () => {
      const weights = indexOfKeys('diffusers.unet.json');
      const config = readUnetConfig(...configFile('unet'));
      const graph = buildUnetGraph(config, weights, { batch: 1, height: 64, width: 64 });
      assert.deepEqual(graph.weightKeys.toSorted(), [...weights.keys()].toSorted());
      assert.equal(graph.weightBytes, 4 * 859_520_964);
      assert.equal(Math.round(graph.operations / 1e9), 803);
    });

    it('UNet in three: no tensor twice, no operation more', () => {
      const weights = indexOfKeys('diffusers.unet.json');
      const config = readUnetConfig(...configFile('unet'));
      const shape = { batch: 2, height: 32, width: 32 };
      const whole = buildUnetGraph(config, weights, shape);
      const parts = [
        buildUnetStepGraph(config, weights, shape),
        buildPromptKeyGraph(config, weights, { batch: 2, promptTokens: 77 }),
        buildTimeShiftGraph(config, weights, { timesteps: 2 }),
      ];
      const keys = parts.flatMap(({ weightKeys }) => weightKeys);
      assert.deepEqual(keys.toSorted(), whole.weightKeys.toSorted());
      const operations = parts.map((part) => part.operations);
      assert.equal(
        operations.reduce((sum, own) => sum + own),
        whole.operations,
      );
      // What a run with guidance at 256 px saves at each step: 1.7 %.
      assert.equal(Math.round(operations[1]! / 1e8), 59);
    });

    it('VAE: 248 tensors, shared out between encoder and decoder', () => {
      const weights = renameVaeTensors('vae', indexOfKeys('diffusers.vae.2022-names.json'));
      const config = readVaeConfig(...configFile('vae'));
      const decoder = buildVaeDecoderGraph(config, weights, { batch: 1, height: 64, width: 64 });
      const encoder = buildVaeEncoderGraph(config, weights, { batch: 1, height: 512, width: 512 });
      const used = [...decoder.weightKeys, ...encoder.weightKeys];
      assert.deepEqual(used.toSorted(), [...weights.keys()].toSorted());
      assert.equal(decoder.weightBytes + encoder.weightBytes, 4 * 83_653_863);
    });

    it('text encoder: 196 tensors; position_ids is no weight', () => {
      const weights = indexOfKeys('diffusers.text_encoder.json');
      const config = readTextEncoderConfig(...configFile('text_encoder'));
      const graph = buildTextEncoderGraph(config, weights, { batch: 2 });
      const unused = [...weights.keys()].filter((key) => !graph.weightKeys.includes(key));
      assert.deepEqual(unused, ['text_model.embeddings.position_ids']);
      assert.equal(graph.weightKeys.length, 196);
    });
  },
);

function configFile(component: string): [file: string, json: Record<string, unknown>] {
  const file = referencePath('models/full-size/configs', component, 'config.json');
  return [file, JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>];
}

/** An index as if read from a checkpoint with these keys; the weight file does not exist. */
function indexOfKeys(file: string): TensorIndex {
  const keys = JSON.parse(readFileSync(referencePath('models/full-size/keys', file), 'utf8')) as {
    key: string;
    shape: number[];
  }[];
  let offset = 0;
  return new Map(
    keys.map(({ key, shape }): [string, TensorEntry] => {
      const byteLength = 4 * shape.reduce((product, size) => product * size, 1);
      const entry = {
        name: key,
        dtype: 'F32',
        shape,
        file: '/weights',
        offset,
        byteLength,
      } as const;
      offset += byteLength;
      return [key, entry];
    }),
  );
}
