import type { MemoryForecast, MemoryForecastRequest } from '../api/contract/generation.ts';
import { createPicturePredictor } from '../workers/predict-picture.ts';
import type { PictureNeeds } from '../workers/predict-picture.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { readMemory } from '../workers/read-memory.ts';
import { describeReadFailure } from './models.ts';
import type { ModelsService } from './models.ts';

/** Makes what says beforehand how much memory pictures will take, and whether it is there. */
export function createMemoryForecast(models: ModelsService, pool: Pick<WorkerPool, 'ownBytes'>) {
  const predict = createPicturePredictor();

  async function needsOf(modelId: string, request: MemoryForecastRequest): Promise<PictureNeeds> {
    const model = models.require(modelId);
    const { recommended, fingerprint } = model;
    const {
      width = recommended.width,
      height = recommended.height,
      guidance = recommended.guidance,
    } = request;
    try {
      return await predict({ ...models.sourceOf(model), fingerprint }, { width, height, guidance });
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
    let [usualBytes, smallBytes] = [0, 0];
    for (const modelId of new Set(request.modelIds)) {
      const { usual, small } = await needsOf(modelId, request);
      usualBytes = Math.max(usualBytes, usual.ownBytes + usual.mappedBytes);
      smallBytes = Math.max(smallBytes, small.ownBytes);
    }
    const availableBytes = readMemory().availableBytes + pool.ownBytes();
    return {
      usualBytes,
      smallBytes,
      availableBytes,
      footprint:
        usualBytes <= availableBytes ? 'usual' : smallBytes <= availableBytes ? 'small' : null,
    };
  };
}
