/**
 * The configurations of a Stable Diffusion 1.x model's networks, after their `config.json` has been read: absent fields
 * filled with the defaults the 2022 libraries had, foreign names renamed once, everything SD 1.x cannot be refused.
 */

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

export interface UnetConfig {
  /** Latent size the model was trained at (64 for 512 px); null where the config does not say. */
  readonly sampleSize: number | null;
  readonly inChannels: number;
  readonly outChannels: number;
  /** One per level, from the full-size level down. */
  readonly downBlockTypes: readonly UnetDownBlockType[];
  /** One per level, from the smallest level up. */
  readonly upBlockTypes: readonly UnetUpBlockType[];
  readonly blockOutChannels: readonly number[];
  readonly layersPerBlock: number;
  readonly crossAttentionDim: number;
  /** The file calls this `attention_head_dim`, but in SD 1.x it counts heads. */
  readonly numAttentionHeads: number;
  readonly normNumGroups: number;
  readonly normEps: number;
  /** True: the timestep embedding is `[cos, sin]`. */
  readonly flipSinToCos: boolean;
  readonly freqShift: number;
}

export interface VaeConfig {
  /** Picture size the VAE was trained at. */
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
