import type { DiffusersModel } from '../../native-models/checkpoints/diffusers-model.ts';
import type { ModelOptions } from '../../native-models/checkpoints/model-options.ts';
import type { Int8Layers } from '../../native-models/graphs/int8-layers.ts';
import type { Embedding, Lora } from '../api/contract/arm.ts';
import type { InitImage } from '../api/contract/init-image.ts';
import type { PrintSettings } from '../api/contract/recipe.ts';
import type { AddedFile } from './added-file-at-fault.ts';

/** Which model a worker is to use: the files to read and the fingerprint of the weights in them. */
export interface WorkerModel {
  /** Absolute path of the folder with model_index.json, or of the single file. */
  readonly path: string;
  readonly options?: ModelOptions;
  /** What reading the files would say, where another machine has done it: `path` is only a name then. */
  readonly described?: DiffusersModel;
  /** Different for every other content, also of what is added. */
  readonly fingerprint: string;
  /** `small`: one network at a time. Left out: as usual. */
  readonly footprint?: 'small';
  readonly loras?: readonly Lora[];
  readonly embeddings?: readonly Embedding[];
  /** A VAE, or TAESD, in the place of the model's own. */
  readonly vae?: string;
  /** Layers of the UNet that are computed in 8-bit integers; a worker finds them by itself. */
  readonly int8?: Int8Layers;
}

/** A picture that one task makes together with its first: all else is the same. */
export interface FurtherPicture {
  readonly prompt: string;
  readonly negativePrompt: string;
  /** Decimal text, 0 … 2⁶⁴−1. */
  readonly seed: string;
  /** In the place of the one in `settings.variation`, where there is one. */
  readonly variationSeed?: string;
}

/** One picture to be made, or a few at once: nothing left open. */
export interface PrintTask {
  readonly model: WorkerModel;
  readonly prompt: string;
  readonly negativePrompt: string;
  /** Decimal text, 0 … 2⁶⁴−1. */
  readonly seed: string;
  readonly settings: PrintSettings;
  /** More pictures, through the networks together with the first where memory allows. */
  readonly further?: readonly FurtherPicture[];
  /** Where the settings name a picture to begin from: its pixels. */
  readonly initImage?: WorkerInitImage;
  /** With a small footprint, whatever memory there is: with the usual one it ran out. */
  readonly footprint?: 'small';
  /** As the engine's `previewEvery`; left out, every step has a preview. */
  readonly previewEvery?: number;
  /** TAESD that draws the previews; left out, they are estimated from the latents. */
  readonly previewTaesd?: string;
  /** Folder of the safety checker that looks at the finished picture. */
  readonly safetyChecker?: string;
  /** What is hidden in its pixels. */
  readonly watermark?: string;
}

/** A picture to begin from with its pixels; the mask has one byte per pixel. */
export interface WorkerInitImage extends Omit<InitImage, 'image' | 'mask' | 'pictureId'> {
  readonly image: WorkerImage;
  readonly mask?: { readonly width: number; readonly height: number; readonly data: Uint8Array };
}

/** Small or full picture: `rgb[3·(y·width + x) + channel]`. */
export interface WorkerImage {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Bytes that a picture needs, and those that there are for it. */
export interface MemoryShortage {
  readonly neededBytes: number;
  readonly availableBytes: number;
}

/** What the studio says to a worker. `id` names one task; both processes are of one build, so there are no versions. */
export type ToWorker =
  | {
      readonly type: 'print';
      readonly id: number;
      readonly task: PrintTask;
      /** Now, between two steps of the task that is being done, which then waits for `resume`. */
      readonly urgent: boolean;
    }
  /** Nothing urgent follows: what was interrupted goes on. */
  | { readonly type: 'resume' }
  /** No picture follows: a calibration that gave way goes on. */
  | { readonly type: 'resume-calibration' }
  /** Load the model and its sessions for this size, so that the next task starts at once. */
  | {
      readonly type: 'warm';
      readonly model: WorkerModel;
      readonly settings: PrintSettings;
    }
  /** Calibrate the model for 8-bit integers, so that its first picture in them need not wait for that. It gives way to all else. */
  | { readonly type: 'calibrate'; readonly id: number; readonly model: WorkerModel }
  /** Find out how the device is used, and say so; a self-test where none is kept. */
  | { readonly type: 'test' }
  /** Stop the task before its next step. */
  | { readonly type: 'cancel'; readonly id: number };

/**
 * What a worker says to the studio. Each task ends with exactly one of the last `image`, `calibrated`, `cancelled`, `failed`.
 */
export type FromWorker =
  /** The process is up and listens. */
  | { readonly type: 'ready' }
  /** How the device is used, once that is known. */
  | {
      readonly type: 'device';
      /** Name of the profile that passed the self-test, e.g. `webgpu-float16-decomposed`. */
      readonly profile: string;
      /** Why the processor is used in the device's place; null where it is not. */
      readonly problem: string | null;
    }
  /** Fingerprints of the models in memory, the one unused longest first; told whenever they change. */
  | { readonly type: 'models'; readonly fingerprints: readonly string[] }
  /** Bytes that the process holds for itself; told after every task. */
  | { readonly type: 'memory'; readonly ownBytes: number }
  /** The task's model is not in memory and is being loaded. */
  | { readonly type: 'loading'; readonly id: number }
  /** The task's model is being calibrated for 8-bit integers, before it is loaded so for the first time. */
  | {
      readonly type: 'calibrating';
      readonly id: number;
      /** Steps finished, 0 … `steps`. */
      readonly step: number;
      readonly steps: number;
    }
  /** The task is done with a small footprint: as usual it would need more memory than there is. */
  | ({ readonly type: 'memory-short'; readonly id: number } & MemoryShortage)
  /** The task is the one that is being done now: at its beginning, and again after it waited for an urgent one. */
  | { readonly type: 'begun'; readonly id: number }
  | {
      readonly type: 'step';
      readonly id: number;
      /** Which picture of the task, from 0. */
      readonly index: number;
      /** Steps finished, 1 … `steps`. */
      readonly step: number;
      readonly steps: number;
      /** Wall-clock seconds that this step took, shared out among the pictures that took it together. */
      readonly seconds: number;
      readonly preview: WorkerImage | null;
    }
  | {
      readonly type: 'image';
      readonly id: number;
      /** Which picture of the task, from 0. */
      readonly index: number;
      /** Pictures of the task that are still to come: 0 ends it. */
      readonly left: number;
      /** Pictures that went through the UNet together, this one included. */
      readonly batch: number;
      readonly image: WorkerImage;
      /** What the safety checker said: the pixels of a blocked picture are black. Null where none was asked. */
      readonly safety: 'passed' | 'blocked' | null;
      /** SHA-256 of the initial noise as little-endian float32, hexadecimal. */
      readonly noiseHash: string;
      readonly provider: string;
      /** Where it was made with a small footprint. */
      readonly footprint?: 'small';
      /** What the networks computed in, e.g. `float32`. */
      readonly precision: string;
    }
  | {
      readonly type: 'calibrated';
      readonly id: number;
      /** How many layers of its UNet are computed in 8-bit integers; null where the device has no use for them. */
      readonly layers: number | null;
      /** Its calibration was kept from before. */
      readonly wasKnown: boolean;
    }
  | { readonly type: 'cancelled'; readonly id: number }
  | {
      readonly type: 'failed';
      readonly id: number;
      /** Whether the model could not be read or the picture could not be made. */
      readonly stage: 'load' | 'print';
      /** The engine's error code, or `unexpected`. */
      readonly reason: string;
      readonly detail: string;
      /** Where it was refused beforehand for lack of memory. */
      readonly memory?: MemoryShortage;
      /** Where it is not the model that cannot be read, but what is added to it. */
      readonly added?: AddedFile;
    }
  /**
   * Something went wrong that no task ends with: a model could not be warmed up (the task that needs it will say so with
   * all particulars), or previews are estimated because TAESD cannot be read.
   */
  | { readonly type: 'problem'; readonly detail: string };
