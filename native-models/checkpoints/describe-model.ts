import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type {
  DiffusersModel,
  ModelArm,
  ModelComponent,
  PredictionType,
} from './diffusers-model.ts';
import { fingerprintModel } from './fingerprint-model.ts';
import { isInpaintingUnet } from './model-component.ts';
import { predictionTypeOf } from './prediction-type.ts';
import type { TensorDtype } from './tensor-entry.ts';

/** What a person wants to know about a model before using it. */
export interface ModelSummary {
  /** From nishiki.json, otherwise the folder's or the file's name (without ending) in both languages. */
  readonly name: { readonly ja: string; readonly en: string };
  /** From nishiki.json, otherwise guessed: a model with a Japanese tokenizer is the Japanese arm. */
  readonly arm: ModelArm;
  readonly tokenizer: 'clip' | 'sentencepiece';
  /** Whether the UNet takes a masked picture and its mask beside the latents (9 channels). */
  readonly isInpainting: boolean;
  /** Whether guidance is an input of the UNet, which then sees no negative prompt. */
  readonly takesGuidance: boolean;
  readonly predictionType: PredictionType;
  /** Numbers of weights. */
  readonly parameters: {
    readonly textEncoder: number;
    readonly unet: number;
    readonly vae: number;
  };
  /** Types of the weights, the one with most bytes first. */
  readonly dtypes: readonly TensorDtype[];
  /** Size of the weight files on disk; a part shared with another model counts here too. */
  readonly bytes: number;
  /** Side of the square pictures it was trained on, in pixels; null where its config does not say. */
  readonly nativeSize: number | null;
  readonly licence: string | null;
  /** `fingerprintModel`. */
  readonly fingerprint: string;
}

/**
 * Summarises a model for display. Reads a few bytes of every tensor for the fingerprint, nothing more.
 * @throws CheckpointError where a file has changed or gone since the model was read.
 */
export async function describeModel(model: DiffusersModel): Promise<ModelSummary> {
  const { textEncoder, unet, vae, overlay } = model;
  const ownName = basename(model.path).replace(/\.(?:ckpt|safetensors|pth?|bin)$/i, '');
  const files = new Set(
    [textEncoder, unet, vae].flatMap(({ tensors }) =>
      [...tensors.values()].map(({ file }) => file),
    ),
  );
  const sizes = await Promise.all([...files].map(async (file) => (await stat(file)).size));
  const { sampleSize } = unet.config;
  return {
    name: overlay?.name ?? { ja: ownName, en: ownName },
    arm: overlay?.arm ?? guessArm(model),
    tokenizer: model.tokenizer.kind,
    isInpainting: isInpaintingUnet(unet.config),
    takesGuidance: unet.config.timeCondProjDim !== null,
    predictionType: predictionTypeOf(model.path, model.schedulerConfig),
    parameters: {
      textEncoder: countParameters(textEncoder),
      unet: countParameters(unet),
      vae: countParameters(vae),
    },
    dtypes: listDtypes([textEncoder, unet, vae]),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    // The VAE halves the picture once per level but the last.
    nativeSize:
      sampleSize === null ? null : sampleSize * 2 ** (vae.config.blockOutChannels.length - 1),
    licence: model.licence,
    fingerprint: await fingerprintModel(model),
  };
}

function guessArm({ pipelineClass, tokenizer }: DiffusersModel): ModelArm {
  const japanese =
    pipelineClass.startsWith('JapaneseStableDiffusion') || tokenizer.kind === 'sentencepiece';
  return japanese ? 'ja' : 'en';
}

function countParameters({ tensors }: ModelComponent<unknown>): number {
  return tensors
    .values()
    .map(({ shape }) => shape.reduce((product, size) => product * size, 1))
    .reduce((sum, elements) => sum + elements, 0);
}

function listDtypes(components: readonly ModelComponent<unknown>[]): readonly TensorDtype[] {
  const bytes = new Map<TensorDtype, number>();
  for (const { tensors } of components) {
    for (const { dtype, byteLength } of tensors.values()) {
      bytes.set(dtype, (bytes.get(dtype) ?? 0) + byteLength);
    }
  }
  return [...bytes].toSorted(([, a], [, b]) => b - a).map(([dtype]) => dtype);
}
