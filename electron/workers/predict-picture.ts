import type { DiffusersModel } from '../../native-models/checkpoints/diffusers-model.ts';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import { addLoras } from '../../native-models/models/model-additions.ts';
import type { WeightMemory } from '../../native-models/models/session-memory.ts';
import { pixelsPerLatent } from '../../native-models/pipelines/latent-size.ts';
import {
  type Footprint,
  type MemoryNeed,
  predictMemory,
} from '../../native-models/pipelines/predict-memory.ts';
import type { PrintSettings } from '../api/contract/recipe.ts';
import type { WorkerModel } from './messages.ts';
import { rememberLatest } from './remember-latest.ts';

/** What a picture takes at most, by footprint. */
export type PictureNeeds = Readonly<Record<Footprint, MemoryNeed>>;

export interface RunSize extends Pick<
  PrintSettings,
  'width' | 'height' | 'guidance' | 'initImage' | 'hiresFix' | 'int8'
> {
  /** Pictures that go through the UNet together; default 1. */
  readonly batch?: number;
  /** Whether a picture goes into the VAE; left out: as `initImage` and `hiresFix` say. */
  readonly encodes?: boolean;
}

/** Predictions that are remembered: pictures of one model and size follow one another. */
const remembered = 32;

/**
 * Makes what predicts the memory of pictures. A model is read (its index, not its weights) for the first of a size.
 * The function throws the engine's errors where it cannot be read.
 *
 * @param readWeightMemory how weights are held at present; undefined: as the engine does by itself
 */
export function createPicturePredictor(
  readWeightMemory: () => WeightMemory | undefined,
): (model: WorkerModel, size: RunSize) => Promise<PictureNeeds> {
  const latest = rememberLatest<PictureNeeds>(remembered);
  return (model, size) => {
    const { width, height, guidance, int8 = false, batch = 1 } = size;
    const { fingerprint } = model;
    const weightMemory = readWeightMemory();
    const how = [guidance > 1, encodesOf(size), int8, batch, weightMemory];
    const key = [fingerprint, width, height, ...how].join(' ');
    return latest(key, () => predict(model, size, weightMemory));
  };
}

async function predict(
  model: WorkerModel,
  size: RunSize,
  weightMemory: WeightMemory | undefined,
): Promise<PictureNeeds> {
  const description = await describe(model);
  const question = {
    height: Math.ceil(size.height / pixelsPerLatent),
    width: Math.ceil(size.width / pixelsPerLatent),
    batch: size.batch ?? 1,
    guidance: size.guidance > 1,
    encodes: encodesOf(size),
    int8: size.int8 ?? false,
    ...(weightMemory !== undefined && { weightMemory }),
  };
  return {
    usual: predictMemory(description, { ...question, footprint: 'usual' }),
    small: predictMemory(description, { ...question, footprint: 'small' }),
  };
}

/** A given picture goes into the VAE, or that of a first pass, which is smaller and needs less. */
function encodesOf({ initImage, hiresFix, encodes }: RunSize): boolean {
  return encodes ?? (initImage !== undefined || hiresFix !== undefined);
}

/** With its LoRAs, whose weights are copies. */
async function describe({
  path,
  options,
  described,
  loras = [],
}: WorkerModel): Promise<DiffusersModel> {
  const description = described ?? (await readModel(path, options));
  const { unet, textEncoder } = await addLoras(description, loras);
  return {
    ...description,
    unet: { ...description.unet, tensors: unet },
    textEncoder: { ...description.textEncoder, tensors: textEncoder },
  };
}
