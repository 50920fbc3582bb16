import type { TextEncoder, Unet, VaeDecoder } from '../models/diffusion-model.ts';
import type { NoiseScheduleConfig } from '../schedulers/scheduler-config.ts';
import type { SchedulerName } from '../schedulers/scheduler-names.ts';
import type { PromptTokenizer } from '../tokenizers/prompt-tokenizer.ts';
import type { RgbImage } from './decode-latents.ts';
import type { DrawNoise } from './prepare-latents.ts';

/** What text to image needs of a loaded model. */
export interface TextToImageModel {
  readonly tokenizer: PromptTokenizer;
  readonly textEncoder: TextEncoder;
  readonly unet: Unet;
  readonly vaeDecoder: VaeDecoder;
  /** The model's `scheduler_config.json`, parsed. */
  readonly schedulerConfig: unknown;
}

export interface TextToImageRequest {
  /** One or more; an empty prompt is a prompt. Longer ones than 77 tokens are cut by the tokenizer. */
  readonly prompts: readonly string[];
  /** One for all prompts, or one for each. Default `''`. Without guidance it has no effect. */
  readonly negativePrompt?: string | readonly string[];
  /** Pictures of each prompt, in a row. Default 1. */
  readonly imagesPerPrompt?: number;
  /** Pixels, multiples of 8. */
  readonly width: number;
  readonly height: number;
  /** 1 … the length of the training schedule (1000). Some algorithms make one UNet call more. */
  readonly steps: number;
  /** Classifier-free guidance; at 1 and below it is off and the UNet runs once per picture instead of twice. */
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
  /** DDIM only, 0 … 1. Default 0. */
  readonly eta?: number;
  /** Pictures that one UNet call works on. Default 1; a greater number needs more memory and gives the same pictures. */
  readonly batchSize?: number;
  /** Yield a small picture with each step. Default false. */
  readonly previews?: boolean;
}

export interface TextToImageOptions {
  /** Looked at between steps; the generator then throws its reason. */
  readonly signal?: AbortSignal;
  /** Source of the noise. Default: torch's CPU generator. */
  readonly createNoise?: DrawNoise;
}

export type TextToImageEvent =
  | {
      readonly type: 'step';
      /** Which picture, from 0, prompt by prompt. */
      readonly index: number;
      /** Steps done for this picture, 1 … `steps`. */
      readonly step: number;
      readonly steps: number;
      /** Where the picture is heading, one pixel per latent pixel. */
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
