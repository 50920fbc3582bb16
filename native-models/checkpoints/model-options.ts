import type { PredictionType } from './diffusers-model.ts';

/** How a model is to be read. Everything has a default. */
export interface ModelOptions {
  /** Which weights of a folder to look for first, e.g. `fp16`, `non_ema`: see `findWeights`. */
  readonly variant?: string | undefined;
  /** Take the averaged weights of a single file that has them (`model_ema.…`). Default false, as in diffusers. */
  readonly ema?: boolean | undefined;
  /** What the UNet predicts, where the files do not say or say it wrongly: see prediction-type.ts. */
  readonly predictionType?: PredictionType | undefined;
  readonly parts?: ModelParts | undefined;
  /** A file that `rewriteCheckpoint` has written for this model: see `useRewritten`. */
  readonly rewritten?: string | undefined;
}

/** Paths of files and folders that take the place of a model's own, or bring what it lacks. */
export interface ModelParts {
  /** A weight file in any form (CompVis' names or diffusers'), or a folder with config.json and weights. */
  readonly textEncoder?: string | undefined;
  readonly unet?: string | undefined;
  readonly vae?: string | undefined;
  /** A folder with `spiece.model`, or with `vocab.json` and `merges.txt`. */
  readonly tokenizer?: string | undefined;
  /** A diffusers folder, of which a single file takes the config.json files, the scheduler and the tokenizer. */
  readonly config?: string | undefined;
}
