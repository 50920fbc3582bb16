import { isTaesd } from '../../native-models/checkpoints/read-taesd.ts';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import { replaceVae } from '../../native-models/checkpoints/replace-vae.ts';
import { type Arm, ownVae } from '../api/contract/arm.ts';
import type { Tables } from '../database/tables.ts';
import { additionNotFound } from './addition-errors.ts';
import { describeReadFailure } from './model-errors.ts';
import type { ModelSource } from './model-states.ts';

/**
 * An arm with the VAE that is used: the one that it names, else the one that the user has set for its model. `own` stays
 * where it means something, so that the arm means the same whenever it is read again.
 */
export function settleVae<One extends Pick<Arm, 'modelId' | 'vae'>>(
  arm: One,
  { models, additions }: Pick<Tables, 'models' | 'additions'>,
): One {
  if (arm.vae !== undefined && arm.vae !== ownVae) return arm;
  const { vaeId } = models.words(arm.modelId);
  const usual = vaeId === null ? undefined : additions.get(vaeId)?.path;
  const { vae: asked, ...rest } = arm;
  if (usual === undefined) return rest as One;
  return { ...arm, vae: asked ?? usual };
}

/**
 * That an entry of the library can take the place of a model's own VAE.
 *
 * @throws StudioError ADDITION_NOT_FOUND where it is none, MODEL_UNREADABLE where it does not fit
 */
export async function requireVae(
  { additions }: Pick<Tables, 'additions'>,
  id: string,
  { path, options }: ModelSource,
): Promise<void> {
  const vae = additions.get(id);
  if (vae?.kind !== 'vae') throw additionNotFound(id);
  const model = await readModel(path, options).catch((error: unknown) => {
    throw describeReadFailure(error, path);
  });
  try {
    if (!(await isTaesd(vae.path))) await replaceVae(model, vae.path);
  } catch (error) {
    throw describeReadFailure(error, vae.path);
  }
}
