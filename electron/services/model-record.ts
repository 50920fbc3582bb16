import { basename, dirname, join } from 'node:path';
import { describeModel } from '../../native-models/checkpoints/describe-model.ts';
import type { DiffusersModel } from '../../native-models/checkpoints/diffusers-model.ts';
import { parseConfig } from '../../native-models/checkpoints/json-file.ts';
import type { TensorDtype } from '../../native-models/checkpoints/tensor-entry.ts';
import { printSettingsSchema } from '../api/contract/recipe.ts';
import type { ModelRecord } from '../database/models-table.ts';

const precisions: Readonly<Partial<Record<TensorDtype, string>>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
};

/** How `LatentConsistencyModelPipeline` of diffusers runs such a model where nothing is said. */
const latentConsistency = { steps: 4, guidance: 8.5, sampler: 'lcm' } as const;

/** What the studio knows of a model beside its files. */
type KnownOfModel = Pick<
  ModelRecord,
  | 'id'
  | 'path'
  | 'options'
  | 'embedded'
  | 'importedAt'
  | 'rewritten'
  | 'rewrittenBytes'
  | 'sampled'
  | 'page'
>;

/**
 * Says what the studio keeps about a model that was read.
 *
 * @param arm which arm the user says it is; otherwise its own nishiki.json, otherwise its tokenizer decides
 * @throws CheckpointError
 */
export async function createModelRecord(
  model: DiffusersModel,
  known: KnownOfModel,
  arm?: ModelRecord['arm'],
): Promise<ModelRecord> {
  const summary = await describeModel(model);
  const side = summary.nativeSize ?? undefined;
  const dtype = summary.dtypes[0] ?? 'F32';
  return {
    ...known,
    name: model.overlay?.name ?? nameOfPath(known.path),
    arm: arm ?? summary.arm,
    tokenizer: summary.tokenizer,
    isInpainting: summary.isInpainting,
    takesGuidance: summary.takesGuidance,
    predictionType: summary.predictionType,
    parameters: summary.parameters,
    bytes: summary.bytes,
    precision: precisions[dtype] ?? dtype,
    licence: summary.licence,
    fingerprint: summary.fingerprint,
    recommended: parseConfig(join(known.path, 'nishiki.json'), printSettingsSchema, {
      width: side,
      height: side,
      ...(summary.takesGuidance && latentConsistency),
      ...model.overlay?.defaults,
    }),
  };
}

/**
 * The folder's or the file's name. A folder in the Hub's cache (`models--rinna--japanese-stable-diffusion/snapshots/<hash>`)
 * is called by a hash, and the name stands two levels up.
 */
function nameOfPath(path: string): { ja: string; en: string } {
  const parent = dirname(path);
  const cached = /^models--(.+)$/.exec(basename(dirname(parent)))?.[1];
  const name =
    basename(parent) === 'snapshots' && cached !== undefined
      ? cached.replaceAll('--', '/')
      : basename(path).replace(/\.(?:ckpt|safetensors|pth?|bin)$/i, '');
  return { ja: name, en: name };
}
