import type { DiffusersModel } from './diffusers-model.ts';
import { checkFit, readComponent, vaeKind } from './model-component.ts';
import { readPart } from './model-parts.ts';

/**
 * The model with another VAE, whatever its own was and wherever that lies.
 *
 * @param path a weight file in any form (CompVis' names or diffusers'), or a folder with config.json and weights.
 * @throws CheckpointError where it holds no VAE, or one that does not fit the model.
 */
export async function replaceVae(model: DiffusersModel, path: string): Promise<DiffusersModel> {
  const { component } = readComponent(vaeKind, await readPart('vae', path, null));
  const changed = { ...model, vae: component };
  checkFit(path, changed);
  return changed;
}
