import { basename, dirname } from 'node:path';
import { describeModel } from '../../native-models/checkpoints/describe-model.ts';
import { readDiffusersFolder } from '../../native-models/checkpoints/diffusers-folder.ts';
import type { TensorDtype } from '../../native-models/checkpoints/tensor-entry.ts';
import { printSettingsSchema } from '../api/contract/recipe.ts';
import type { ModelRecord } from '../database/models-table.ts';

const precisions: Readonly<Partial<Record<TensorDtype, string>>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
};

/**
 * Reads a diffusers folder and says what the studio keeps about it.
 *
 * @param known what is not in the folder
 * @param arm which arm the user says it is; otherwise its own nishiki.json, otherwise its tokenizer decides
 * @throws CheckpointError
 */
export async function readModelRecord(
  folder: string,
  known: Pick<ModelRecord, 'id' | 'embedded' | 'importedAt'>,
  arm?: ModelRecord['arm'],
): Promise<ModelRecord> {
  const model = await readDiffusersFolder(folder);
  const summary = await describeModel(model);
  const side = summary.nativeSize ?? undefined;
  const dtype = summary.dtypes[0] ?? 'F32';
  return {
    ...known,
    folder,
    name: model.overlay?.name ?? nameOfFolder(folder),
    arm: arm ?? summary.arm,
    tokenizer: summary.tokenizer,
    parameters: summary.parameters,
    bytes: summary.bytes,
    precision: precisions[dtype] ?? dtype,
    licence: summary.licence,
    fingerprint: summary.fingerprint,
    recommended: printSettingsSchema.parse({
      width: side,
      height: side,
      ...model.overlay?.defaults,
    }),
  };
}

/**
 * The folder's name. In the Hub's cache (`models--rinna--japanese-stable-diffusion/snapshots/<hash>`) that is a hash,
 * and the name stands two levels up.
 */
function nameOfFolder(folder: string): { ja: string; en: string } {
  const parent = dirname(folder);
  const cached = /^models--(.+)$/.exec(basename(dirname(parent)))?.[1];
  const name =
    basename(parent) === 'snapshots' && cached !== undefined
      ? cached.replaceAll('--', '/')
      : basename(folder);
  return { ja: name, en: name };
}
