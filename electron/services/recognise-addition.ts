import { stat } from 'node:fs/promises';
import { CheckpointError } from '../../native-models/checkpoints/checkpoint-error.ts';
import { resolveLinks } from '../../native-models/checkpoints/checkpoint-file.ts';
import type { DiffusersModel } from '../../native-models/checkpoints/diffusers-model.ts';
import { readComponent, vaeKind } from '../../native-models/checkpoints/model-component.ts';
import { readPart } from '../../native-models/checkpoints/model-parts.ts';
import { readCheckpoint } from '../../native-models/checkpoints/read-checkpoint.ts';
import { readEmbedding } from '../../native-models/checkpoints/read-embedding.ts';
import { readLora } from '../../native-models/checkpoints/read-lora.ts';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import { isTaesd, readTaesd } from '../../native-models/checkpoints/read-taesd.ts';
import { replaceVae } from '../../native-models/checkpoints/replace-vae.ts';
import { sdV1HiddenSize, sdV1Networks } from '../../native-models/checkpoints/sd-v1-networks.ts';
import type { Addition } from '../api/contract/additions.ts';
import { describeReadFailure } from './model-errors.ts';
import type { ModelsService } from './models.ts';

type Kind = Addition['kind'];
type Models = Pick<ModelsService, 'list' | 'require' | 'sourceOf'>;

/**
 * What a file or folder is, judged by Stable Diffusion 1.x as it was published, then by the models that are here.
 *
 * @throws StudioError MODEL_UNREADABLE, which names what it is instead as far as that is known
 */
export async function recognise(path: string, models: Models): Promise<Kind> {
  try {
    const kind = await kindOf(path);
    try {
      await requireFit(kind, path, null);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      const { done } = await fitting(kind, path, models).next();
      if (done === true) throw error;
    }
    return kind;
  } catch (error) {
    throw describeReadFailure(error, path);
  }
}

/** Ids of the models here that a file can be added to. */
export async function* fitting(
  kind: Kind,
  path: string,
  models: Models,
): AsyncGenerator<string, void, void> {
  for (const { id, state } of await models.list()) {
    if (state !== 'ready') continue;
    const source = models.sourceOf(models.require(id));
    // What is wrong with a model, its own room says.
    const model = await readModel(source.path, source.options).catch(() => null);
    if (model !== null && (await isFit(kind, path, model))) yield id;
  }
}

/** @throws CheckpointError, or the system's error, where nothing can be read of it at all */
export async function requireReadable(kind: Kind, path: string): Promise<void> {
  if (kind === 'vae') await isTaesd(path);
  else await readCheckpoint(path);
}

/** A VAE's decoder, under CompVis' names or diffusers'. */
const decoder = /^(?:first_stage_model\.|vae\.)?decoder\.conv_in\.weight$/;
const unet = /^(?:model\.diffusion_model|unet)\./;

/** By what is in it; whether it can be used, another question. */
async function kindOf(path: string): Promise<Kind> {
  // Only VAEs come as folders.
  const isFolder = (await stat(await resolveLinks(path))).isDirectory();
  if (isFolder || (await isTaesd(path))) return 'vae';
  const names = [...(await readCheckpoint(path)).keys()];
  // A whole model has one as well.
  if (names.some((name) => decoder.test(name)) && !names.some((name) => unet.test(name))) {
    return 'vae';
  }
  return names.length === 1 ? 'embedding' : 'lora';
}

/**
 * @param model null for the published one
 * @throws CheckpointError where it cannot be added to the model
 */
async function requireFit(kind: Kind, path: string, model: DiffusersModel | null): Promise<void> {
  if (kind === 'lora') {
    const networks = model && {
      unet: model.unet.tensors,
      textEncoder: model.textEncoder.tensors,
    };
    await readLora(path, networks ?? sdV1Networks());
  } else if (kind === 'embedding') {
    await readEmbedding(path, model?.textEncoder.config.hiddenSize ?? sdV1HiddenSize);
  } else await requireVaeFit(path, model);
}

/** Channels of the latents of Stable Diffusion 1.x. */
const sdV1LatentChannels = 4;

async function requireVaeFit(path: string, model: DiffusersModel | null): Promise<void> {
  const wanted = model?.vae.config.latentChannels ?? sdV1LatentChannels;
  let channels: number;
  if (await isTaesd(path)) {
    const taesd = await readTaesd(path);
    if (taesd.decoder === null) {
      throw new CheckpointError(
        'part-missing',
        path,
        'holds the encoder of TAESD alone, which makes no pictures. Choose taesd_decoder, or the folder of both.',
      );
    }
    channels = taesd.config.latentChannels;
  } else if (model === null) {
    const { component } = readComponent(vaeKind, await readPart('vae', path, null));
    channels = component.config.latentChannels;
  } else channels = (await replaceVae(model, path)).vae.config.latentChannels;
  if (channels === wanted) return;
  throw new CheckpointError(
    'unsupported-architecture',
    path,
    `is a VAE for latents of ${channels} channels; those of Stable Diffusion 1.x have ${wanted}. Choose another one.`,
  );
}

async function isFit(kind: Kind, path: string, model: DiffusersModel): Promise<boolean> {
  try {
    await requireFit(kind, path, model);
    return true;
  } catch (error) {
    if (error instanceof CheckpointError) return false;
    throw error;
  }
}
