import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { CheckpointError } from '../../../native-models/checkpoints/checkpoint-error.ts';
import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { readEmbedding } from '../../../native-models/checkpoints/read-embedding.ts';
import { readLora } from '../../../native-models/checkpoints/read-lora.ts';
import { readSafetyChecker } from '../../../native-models/checkpoints/read-safety-checker.ts';
import { readScorer } from '../../../native-models/checkpoints/read-scorer.ts';
import { readTaesd } from '../../../native-models/checkpoints/read-taesd.ts';
import { adaptTensors } from '../../../native-models/checkpoints/weight-delta.ts';
import { GraphBuilder } from '../../../native-models/graphs/graph-builder.ts';
import { createRandom, mutateBytes } from '../../helpers/mutate-bytes.ts';
import { countCost } from '../../helpers/reading-cost.ts';
import { encodeSafetensors, type TensorToWrite } from '../../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { encodeLegacyTorch } from '../../helpers/torch-legacy-file.ts';
import { encodeTorchZip } from '../../helpers/torch-zip-file.ts';
import {
  cloobConfig,
  cloobWeights,
  writeJapaneseTokenizer,
  writeScorer,
} from '../models/small-scorers.ts';

/**
 * Damaged LoRAs, textual inversions, TAESDs, safety checkers and scorers, from fixed seeds: each must be read, or end in a
 * CheckpointError. `FUZZ=10000` in the environment makes that many of them instead of 1500.
 */
const total = Number(process.env['FUZZ'] ?? 1500);

const folder = temporaryFolder();
const weights = { 'conv.weight': [6, 4, 3, 3], 'to_q.weight': [8, 6] } as const;
const base = await writeTo(
  folder,
  'base.safetensors',
  encodeSafetensors(Object.entries(weights).map(([name, shape]) => tensor(name, shape))),
);
const networks = { unet: await readCheckpoint(base), textEncoder: new Map() };

const lora = [
  tensor('lora_unet_conv.hada_w1_a', [6, 2]),
  tensor('lora_unet_conv.hada_w1_b', [2, 36]),
  tensor('lora_unet_conv.hada_w2_a', [6, 2]),
  tensor('lora_unet_conv.hada_w2_b', [2, 36]),
  tensor('lora_unet_conv.dora_scale', [6, 1, 1, 1]),
  tensor('lora_unet_to_q.lora_down.weight', [2, 6], 'F16'),
  tensor('lora_unet_to_q.lora_up.weight', [8, 2], 'F16'),
  { ...tensor('lora_unet_to_q.alpha', []), data: new Uint8Array(Float32Array.of(1).buffer) },
];
const embedding = [tensor('*', [3, 8])];
const checker = [
  tensor('concept_embeds_weights', [2]),
  tensor('special_care_embeds_weights', [1]),
  tensor('concept_embeds', [2, 8]),
  tensor('visual_projection.weight', [8, 12]),
];
const vision = {
  hidden_size: 12,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 20,
  image_size: 16,
  patch_size: 4,
};
const checkerConfig = asJson({ model_type: 'clip', projection_dim: 8, vision_config: vision });
const taesdConfig = asJson({
  _class_name: 'AutoencoderTiny',
  in_channels: 3,
  out_channels: 3,
  latent_channels: 4,
  encoder_block_out_channels: [8, 8, 8, 8],
  decoder_block_out_channels: [8, 8, 8, 8],
  num_encoder_blocks: [1, 3, 3, 3],
  num_decoder_blocks: [3, 3, 3, 1],
  act_fn: 'relu',
});
const anyWeights = encodeSafetensors([tensor('x', [2])]);
await writeScorer(folder, 'scorer', cloobConfig, cloobWeights());
await writeJapaneseTokenizer(folder, 'scorer');
await writeTo(folder, 'checker/model.safetensors', encodeSafetensors(checker));
await writeTo(folder, 'taesd/diffusion_pytorch_model.safetensors', anyWeights);

const readVectors = (path: string) => readEmbedding(path, 8);
const readFolder = (read: (path: string) => Promise<unknown>) => (path: string) =>
  read(dirname(path));

/** What is damaged, and what opens it from where it lies. */
const cases: readonly (readonly [
  what: string,
  whole: Buffer,
  path: string,
  read: (path: string) => Promise<unknown>,
])[] = [
  ['LoRAs in safetensors', encodeSafetensors(lora), 'a.safetensors', readAndAdapt],
  ['LoRAs in PyTorch zips', encodeTorchZip(lora), 'a.pt', readAndAdapt],
  ['embeddings in safetensors', encodeSafetensors(embedding), 'e.safetensors', readVectors],
  ['embeddings in PyTorch zips', encodeTorchZip(embedding), 'e.pt', readVectors],
  ['embeddings from before 1.6', encodeLegacyTorch(embedding), 'e.bin', readVectors],
  ['TAESD’s settings', taesdConfig, 'taesd/config.json', readFolder(readTaesd)],
  [
    'safety checkers’ settings',
    checkerConfig,
    'checker/config.json',
    readFolder(readSafetyChecker),
  ],
  ['scorers’ settings', asJson(cloobConfig), 'scorer/config.json', readFolder(readScorer)],
];
for (const [index, [what, whole, path, read]] of cases.entries()) {
  const count = Math.ceil(total / cases.length);
  test(`${count} damaged ${what}`, async () => {
    const random = createRandom(70 + index);
    const file = await writeTo(folder, path, whole);
    await read(file);
    const outcomes = { read: 0, refused: 0 };
    for (let round = 0; round < count; round += 1) {
      writeFileSync(file, mutateBytes(whole, random));
      const checkCost = countCost();
      try {
        await read(file);
        outcomes.read += 1;
      } catch (error) {
        assert.ok(error instanceof CheckpointError, `round ${round}: ${stackOf(error)}`);
        outcomes.refused += 1;
      }
      checkCost(`round ${round}`);
    }
    writeFileSync(file, whole);
    assert.ok(outcomes.refused > 0.2 * count, JSON.stringify(outcomes));
    assert.ok(outcomes.read > 0, JSON.stringify(outcomes));
  });
}

/** What was read can be put into a graph too. */
async function readAndAdapt(path: string): Promise<void> {
  const { unet } = await readLora(path, networks);
  const graph = new GraphBuilder('adapted', adaptTensors(networks.unet, unet, 0.5));
  for (const [key, shape] of Object.entries(weights)) graph.weight(key, shape);
  graph.finish();
}

function tensor(
  name: string,
  shape: readonly number[],
  dtype: TensorToWrite['dtype'] = 'F32',
): TensorToWrite {
  return { name, dtype, shape };
}

function asJson(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
