/*
 * The networks of a Stable Diffusion 1.x model as the pipelines see them: plain arrays in, plain arrays out.
 * ONNX Runtime sessions implement these; tests may give any function.
 */

/** Makes of token ids what the UNet reads of a prompt. */
export interface TextEncoder {
  readonly hiddenSize: number;
  /**
   * @param ids `batch` rows of `maxLength` (77) token ids.
   * @param clipSkip layers left out at the end, as by diffusers' `clip_skip`. Default 0.
   * @returns `last_hidden_state` after the final layer norm, `[batch, 77, hiddenSize]`.
   */
  encode(ids: readonly (readonly number[])[], clipSkip?: number): Promise<Float32Array>;
}

/** Batch and latent size of one UNet or VAE call, in latent pixels (image pixels ÷ 8). */
export interface LatentShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
}

/** Says which noise lies in a noisy sample (or what else the model was trained to predict). */
export interface Unet {
  readonly inChannels: number;
  readonly crossAttentionDim: number;
  /** Says which timesteps will come, so that what depends on them alone is computed at once. */
  prepareTimesteps?(timesteps: readonly number[]): Promise<void>;
  /**
   * @param sample `[batch, inChannels, height, width]`.
   * @param timestep one value for the whole batch; fractional for sigma-based schedulers.
   * @param promptEmbeds `[batch, tokens, crossAttentionDim]`, 77 tokens for each window of a prompt; not to be written to
   *   again: what depends on the prompt alone is kept for as long as the array is.
   * @returns `noisePred` `[batch, 4, height, width]`.
   */
  predict(
    sample: Float32Array,
    timestep: number,
    promptEmbeds: Float32Array,
    shape: LatentShape,
  ): Promise<Float32Array>;
  /** `predict` in two kinds of steps, for DeepCache. */
  readonly deepCache?: UnetWithDeepCache;
  /**
   * There where guidance is an input of the network, as distillation makes it (latent consistency models): the same network
   * told a guidance scale, 1 otherwise. Its answer is guided already, from what it was taught of an empty prompt.
   */
  atGuidance?(guidanceScale: number): Unet;
}

/** A UNet whose deep layers may be asked at some steps only. Parameters are those of `Unet.predict`. */
export interface UnetWithDeepCache {
  /** As `predict`, with what the deep layers said, `[batch, blockOutChannels[0], height, width]`. */
  predictDeeply(...inputs: Parameters<Unet['predict']>): Promise<{
    readonly noisePred: Float32Array;
    readonly deepFeatures: Float32Array;
  }>;
  /** From the new sample, and what the deep layers said to an earlier one of the same shape. */
  predictShallowly(
    deepFeatures: Float32Array,
    ...inputs: Parameters<Unet['predict']>
  ): Promise<Float32Array>;
}

/** Makes pictures of latents. */
export interface VaeDecoder {
  /** Latents are divided by it before: 0.18215 in SD 1.x. */
  readonly scalingFactor: number;
  /**
   * @param latents `[batch, 4, height, width]`, already divided by `scalingFactor`.
   * @returns image `[batch, 3, 8·height, 8·width]`, about −1…1.
   */
  decode(latents: Float32Array, shape: LatentShape): Promise<Float32Array>;
}

/** What the encoder says of a picture's latents: independent normal distributions. */
export interface LatentDistribution {
  /** `[batch, 4, height, width]`, not yet multiplied by `scalingFactor`; likewise `logVariance`. */
  readonly mean: Float32Array;
  /** Clamped to −30…20, as the reference does before it draws: the deviation is exp(logVariance / 2). */
  readonly logVariance: Float32Array;
}

/** Says where pictures lie among the latents. */
export interface VaeEncoder {
  readonly scalingFactor: number;
  /**
   * @param images `[batch, 3, 8·height, 8·width]`, −1…1.
   * @param shape in latent pixels.
   */
  encode(images: Float32Array, shape: LatentShape): Promise<LatentDistribution>;
}
