/*
 * The configurations of a Stable Diffusion 1.x model's networks, after their `config.json` has been read: absent fields
 * filled with the defaults the 2022 libraries had, foreign names renamed once, everything SD 1.x cannot be refused.
 */

/** transformers' `CLIPTextConfig`. Sizes are counts of values; `maxPositionEmbeddings` is the tokens of a window, 77. */
export interface TextEncoderConfig {
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly numHiddenLayers: number;
  readonly numAttentionHeads: number;
  readonly maxPositionEmbeddings: number;
  /** `quick_gelu` is x·sigmoid(1.702x), `gelu` the exact erf form. */
  readonly hiddenAct: 'quick_gelu' | 'gelu';
  readonly layerNormEps: number;
}

type UnetDownBlockType = 'CrossAttnDownBlock2D' | 'DownBlock2D';
type UnetUpBlockType = 'CrossAttnUpBlock2D' | 'UpBlock2D';

/** diffusers' `UNet2DConditionModel`. */
export interface UnetConfig {
  /** Latent size the model was trained at (64 for 512 px); null where the config does not say. */
  readonly sampleSize: number | null;
  readonly inChannels: number;
  readonly outChannels: number;
  /** One per level, from the full-size level down. */
  readonly downBlockTypes: readonly UnetDownBlockType[];
  /** One per level, from the smallest level up. */
  readonly upBlockTypes: readonly UnetUpBlockType[];
  /** Channels of each level, from the full-size level down. */
  readonly blockOutChannels: readonly number[];
  /** Smaller relatives such as BK-SDM-Small have nothing between the way down and the way up. */
  readonly hasMidBlock: boolean;
  /** Resnets of a down block; an up block has one more. */
  readonly layersPerBlock: number;
  /** Width of the prompt embeddings: the text encoder's `hiddenSize`. */
  readonly crossAttentionDim: number;
  /** The file calls this `attention_head_dim`, but in SD 1.x it counts heads. */
  readonly numAttentionHeads: number;
  readonly normNumGroups: number;
  readonly normEps: number;
  /** True: the timestep embedding is `[cos, sin]`. */
  readonly flipSinToCos: boolean;
  /** 0 … 1, of the frequencies of the timestep embedding. */
  readonly freqShift: number;
  /**
   * Width of the embedding of the guidance scale, which a network that was distilled with guidance takes as an input (Meng et
   * al. 2022, arXiv 2210.03142; latent consistency models); null where the network knows nothing of guidance.
   */
  readonly timeCondProjDim: number | null;
}

/** diffusers' `AutoencoderKL`. */
export interface VaeConfig {
  /** Picture size the VAE was trained at, in pixels. */
  readonly sampleSize: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly latentChannels: number;
  /** One per level; the VAE halves the picture `length − 1` times. */
  readonly blockOutChannels: readonly number[];
  readonly layersPerBlock: number;
  readonly normNumGroups: number;
  /** Latents are multiplied by this after encoding and divided by it before decoding. */
  readonly scalingFactor: number;
}
