import type { Unet, VaeDecoder, VaeEncoder } from '../models/diffusion-model.ts';
import type { Raster } from '../pictures/resize.ts';
import type { RgbImage } from '../pictures/rgb-image.ts';
import type { NoiseScheduleConfig } from '../schedulers/scheduler-config.ts';
import type { SchedulerName } from '../schedulers/scheduler-names.ts';
import type { PromptModel, PromptReading } from './encode-prompts.ts';
import type { NoiseOptions } from './noise-stream.ts';
import type { TileRule } from './tiles.ts';

/** What text to image needs of a loaded model. */
export interface TextToImageModel extends PromptModel {
  readonly unet: Unet;
  readonly vaeDecoder: VaeDecoder;
  /** Draws previews where it is there (TAESD); otherwise they are estimated from the latents. */
  readonly previewDecoder?: VaeDecoder | null;
  /** The model's `scheduler_config.json`, parsed. */
  readonly schedulerConfig: unknown;
}

/** What image to image and inpainting need. */
export interface ImageToImageModel extends TextToImageModel {
  readonly vaeEncoder: VaeEncoder;
}

/** What all pipelines are asked. */
export interface TextToImageRequest extends PromptReading, NoiseOptions {
  /** One or more; an empty prompt is a prompt. */
  readonly prompts: readonly string[];
  /** One for all prompts, or one for each. Default `''`. Without guidance it has no effect. */
  readonly negativePrompt?: string | readonly string[];
  /** Pictures of each prompt, in a row. Default 1. */
  readonly imagesPerPrompt?: number;
  /** Pixels, multiples of 8. */
  readonly width: number;
  readonly height: number;
  /** 1 … the length of the training schedule (1000). Some algorithms make more UNet calls than that. */
  readonly steps: number;
  /**
   * Classifier-free guidance; at 1 and below it is off and the UNet runs once per picture instead of twice. A UNet that takes
   * it as an input (`Unet.atGuidance`) runs once in any case, and no negative prompt has an effect.
   */
  readonly guidanceScale: number;
  /** −2⁶³ … 2⁶⁴ − 1. One for each picture, or just one with `oneGenerator`. */
  readonly seeds: readonly bigint[];
  /**
   * Draw the whole batch from one generator, as diffusers does when it is given one instead of a list: pictures then
   * depend on their place in the batch, and the batch is run as a whole. Default false.
   */
  readonly oneGenerator?: boolean;
  /** Default: the one that the model's own configuration names. */
  readonly scheduler?: SchedulerName;
  /** Replaces fields of the model's scheduler configuration, e.g. `{ useKarrasSigmas: true }`. */
  readonly schedulerOptions?: NoiseScheduleConfig;
  /** DDIM (default 0) and TCD (default 0.3) only, 0 … 1. */
  readonly eta?: number;
  /** Pictures that one UNet call works on. Default 1; a greater number needs more memory and gives the same pictures. */
  readonly batchSize?: number;
  /**
   * After the first 30 % of the steps, ask the whole UNet at every so manieth only and a part of it in between
   * (DeepCache). Default 1: exact. Pictures differ more the higher it is.
   */
  readonly deepCacheInterval?: number;
  /** Rows of the UNet's batch in one call: 1 halves its memory under guidance. Default: two a picture. Same pictures. */
  readonly rowsPerCall?: number;
  /** Yield small pictures with the steps. Default false. */
  readonly previews?: boolean;
  /** Least milliseconds from one step with a preview to the next; the last one has it always. Default 0: every step. */
  readonly previewEvery?: number;
  /** Which pictures go through the VAE in tiles. Default: those above 768 × 768 pixels. */
  readonly tiles?: TileRule;
}

export interface ImageToImageRequest extends TextToImageRequest {
  /** Resized to `width` × `height` where it has another size. */
  readonly image: RgbImage;
  /** How it is brought to that size. Default `stretch`. */
  readonly fit?: ImageFit;
  /** 0 … 1, how far the picture is carried back into noise and how many of the steps are taken. */
  readonly strength: number;
}

/**
 * As `resize_mode` of diffusers' `VaeImageProcessor`:
 * - `stretch` (`default`): to the size, whatever becomes of the proportions
 * - `crop`: as large as needed to cover the size, then its middle
 */
export type ImageFit = 'stretch' | 'crop';

export interface InpaintRequest extends ImageToImageRequest {
  /** One byte per pixel: white is painted anew, black is kept. Brought to the picture's size as `image` is. */
  readonly mask: Raster;
  /** Only for UNets that know no mask (4 channels). Default `current`. */
  readonly blending?: MaskBlending;
  /**
   * Lay the original's own pixels over the result where the mask is black, fading with it where it is grey; the VAE
   * alone would change every pixel a little. Default false, as in diffusers.
   */
  readonly keepOriginal?: boolean;
}

/**
 * How the original comes back outside the mask after every step:
 * - `current`: as StableDiffusionInpaintPipeline of diffusers 0.39: with the noise of the next step, nothing at the
 *   end; the mask is cut at half
 * - `legacy`: as StableDiffusionInpaintPipelineLegacy of diffusers 0.14 and later: with the noise of the step just
 *   taken, and once more without any; grey in the mask mixes
 * - `rinna`: as that class of diffusers 0.8.1, which rinna's notebook for Japanese Stable Diffusion uses: the same
 *   without the last mixing
 */
export type MaskBlending = 'current' | 'legacy' | 'rinna';

export interface PipelineOptions {
  /** Looked at between all computations; the generator then throws its reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds of a clock that never goes back. Default: `performance.now`. */
  readonly now?: () => number;
}

/** What pipelines tell while they work. */
export type PictureEvent =
  | {
      readonly type: 'step';
      /** Which picture, from 0, prompt by prompt. */
      readonly index: number;
      /** UNet calls done for this picture, 1 … `steps`. */
      readonly step: number;
      readonly steps: number;
      /** Where the picture is heading. */
      readonly preview?: RgbImage;
    }
  | ({
      readonly type: 'image';
      readonly index: number;
      readonly seed: bigint;
      /** What the picture began as, standard normal `[4, height / 8, width / 8]`: equal on all arms of a pair. */
      readonly noise: Float32Array;
      /** What was decoded, before division by the scaling factor. */
      readonly latents: Float32Array;
    } & RgbImage);
