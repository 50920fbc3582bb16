import type { MemoryForecast, MemoryForecastRequest } from '../api/contract/generation.ts';
import { profilesOf } from '../../native-models/models/device-profiles.ts';
import { cardRoom, needsOnCard } from '../workers/plan-card-memory.ts';
import { createPicturePredictor } from '../workers/predict-picture.ts';
import type { PictureNeeds } from '../workers/predict-picture.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { readMemory } from '../workers/read-memory.ts';
import { describeReadFailure } from './model-errors.ts';
import type { ModelsService } from './models.ts';

/** Makes what says beforehand how much memory pictures will take, and whether it is there. */
export function createMemoryForecast(
  models: ModelsService,
  pool: Pick<WorkerPool, 'ownBytes' | 'devices'>,
) {
  const predict = createPicturePredictor(() => pool.devices()[0]?.device.weightMemory);

  async function needsOf(modelId: string, request: MemoryForecastRequest): Promise<PictureNeeds> {
    const model = models.require(modelId);
    const { recommended, fingerprint } = model;
    const {
      width = recommended.width,
      height = recommended.height,
      guidance = recommended.guidance,
      int8 = false,
      encodes = false,
    } = request;
    const size = { width, height, guidance, int8, encodes };
    try {
      return await predict({ ...models.sourceOf(model), fingerprint }, size);
    } catch (error) {
      throw describeReadFailure(error, model.path);
    }
  }

  /**
   * The figures of the model that takes most: models are let go of for one another.
   *
   * @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE
   */
  return async (request: MemoryForecastRequest): Promise<MemoryForecast> => {
    const card = cardInUse(pool);
    let [usualBytes, smallBytes] = [0, 0];
    for (const modelId of new Set(request.modelIds)) {
      const predicted = await needsOf(modelId, request);
      const { usual, small } = card === null ? predicted : needsOnCard(predicted, card.profile);
      usualBytes = Math.max(usualBytes, usual.ownBytes + usual.mappedBytes);
      smallBytes = Math.max(smallBytes, small.ownBytes);
    }
    const availableBytes = card?.capacityBytes ?? readMemory().availableBytes + pool.ownBytes();
    return {
      usualBytes,
      smallBytes,
      availableBytes,
      footprint:
        usualBytes <= availableBytes ? 'usual' : smallBytes <= availableBytes ? 'small' : null,
    };
  };
}

/** The card that pictures are made on and how it is used; null where the machine's memory counts. */
function cardInUse(pool: Pick<WorkerPool, 'devices'>) {
  const [first] = pool.devices();
  if (first === undefined || first.use?.problem) return null;
  const { device, use } = first;
  // Before its self-test it is taken to pass with the first profile.
  const [fastest, ...others] = profilesOf[device.provider];
  const profile = others.find(({ name }) => name === use?.profile) ?? fastest;
  const room = profile === undefined ? null : cardRoom(device, profile);
  return room === null || profile === undefined ? null : { ...room, profile };
}
