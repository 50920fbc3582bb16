import { randomInt } from 'node:crypto';
import type { GenerationRequest, Job } from '../api/contract/generation.ts';
import { sizeLike } from '../api/contract/init-image.ts';
import { seedsOfBatch } from '../api/contract/noise.ts';
import { type HiresFix } from '../api/contract/recipe.ts';
import { type Sampler, samplerFromPicture } from '../api/contract/sampler.ts';
import type { StudioSettings } from '../api/contract/settings.ts';
import type { ModelRecord } from '../database/models-table.ts';

/** What the studio draws when no seed is given: 32 bits are easy to read and say, and all that the noise depends on. */
const drawnSeeds = 2 ** 32;

/**
 * Leaves nothing of a request open: the seed is drawn where none is given, and settings that were left out are those
 * recommended by the first arm's model.
 *
 * @param models one per arm
 * @param settled what holds where the request says nothing
 * @param picture size of the picture that the request begins from, if it does
 * @param ids ids for the job and, with two arms or more, for its comparison
 */
export function settleRequest(
  request: GenerationRequest,
  models: readonly ModelRecord[],
  settled: Pick<StudioSettings, 'safetyChecker' | 'watermark'>,
  ids: { readonly job: string; readonly comparison: string },
  now: Date,
  picture?: { readonly width: number; readonly height: number },
): Job {
  const [first] = models;
  if (first === undefined) throw new Error('A request has at least one arm.');
  const { recommended } = first;
  const { initImage, variation } = request;
  const size = picture ? sizeLike(picture, recommended, initImage?.margins) : recommended;
  const drawSeed = () => String(randomInt(drawnSeeds));
  const seed = request.seed ?? drawSeed();
  const usual = initImage ? samplerFromPicture(recommended.sampler) : recommended.sampler;
  const sampler = request.sampler ?? usual;
  return {
    id: ids.job,
    comparisonId: request.arms.length > 1 ? ids.comparison : null,
    arms: request.arms,
    seeds: request.seeds ?? seedsOfBatch(seed, request.count, variation !== undefined),
    settings: {
      width: request.width ?? size.width,
      height: request.height ?? size.height,
      steps: request.steps ?? recommended.steps,
      guidance: request.guidance ?? recommended.guidance,
      sampler,
      promptSyntax: request.promptSyntax,
      clipSkip: request.clipSkip ?? recommended.clipSkip,
      ...(request.deepCache !== undefined && { deepCache: request.deepCache }),
      ...(request.int8 && { int8: true }),
      noiseSource: request.noiseSource,
      ...(variation && {
        variation: { seed: variation.seed ?? drawSeed(), strength: variation.strength },
      }),
      ...(initImage && { initImage }),
      ...(request.hiresFix && { hiresFix: settleSecondPass(request.hiresFix, sampler) }),
      ...((request.safetyChecker ?? settled.safetyChecker) && { safetyChecker: true }),
      ...((request.watermark ?? settled.watermark) && { watermark: true }),
    },
    createdAt: now.toISOString(),
    status: 'queued',
  };
}

/** With a sampler of its own where the first pass's cannot begin with a picture. */
function settleSecondPass(hiresFix: HiresFix, first: Sampler): HiresFix {
  const sampler = samplerFromPicture(first);
  return sampler === first ? hiresFix : { sampler, ...hiresFix };
}
