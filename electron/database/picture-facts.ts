import type { PictureOrigin } from './pictures-table.ts';
import type { PictureSetup } from './gallery-columns.ts';

/** What is searched in a picture. */
export interface PictureWords {
  readonly prompt: string;
  readonly negativePrompt: string;
  /** Names of its model, of its file. */
  readonly names: readonly string[];
}

/** What a row holds beside its JSON, from which it could be read again. */
export interface PictureFacts {
  readonly id: string;
  readonly createdAt: string;
  readonly jobId: string;
  /** Empty where the studio has not made the picture. */
  readonly arm: string;
  /** Empty where it is not known. */
  readonly seed: string;
  readonly parentId: string | null;
  readonly words: PictureWords;
  readonly setup: PictureSetup;
}

/** The facts of a picture. A picture of another program is a job by itself; what it does not say is empty or 0. */
export function factsOf(origin: PictureOrigin): PictureFacts {
  if ('recipe' in origin) {
    const { recipe } = origin;
    const { prompt, negativePrompt, model } = recipe;
    const { width, height, steps, guidance, sampler } = recipe;
    return {
      id: recipe.pictureId,
      createdAt: recipe.createdAt,
      jobId: recipe.jobId,
      arm: recipe.arm,
      seed: recipe.seed,
      parentId: recipe.initImage?.pictureId ?? null,
      words: { prompt, negativePrompt, names: [model.name] },
      setup: {
        width,
        height,
        steps,
        guidance,
        sampler,
        model: { name: model.name, fingerprint: model.fingerprint },
      },
    };
  }
  const { pictureId, createdAt, name, width, height, found } = origin.imported;
  const model = found?.model ?? null;
  return {
    id: pictureId,
    createdAt,
    jobId: pictureId,
    arm: '',
    seed: found?.seed ?? '',
    parentId: null,
    words: {
      prompt: found?.prompt ?? '',
      negativePrompt: found?.negativePrompt ?? '',
      names: [...(model === null ? [] : [model.name]), name],
    },
    setup: {
      width,
      height,
      steps: found?.steps ?? 0,
      guidance: found?.guidance ?? 0,
      sampler: found?.sampler ?? '',
      model: { name: model?.name ?? '', fingerprint: model?.hash ?? model?.name ?? '' },
    },
  };
}
