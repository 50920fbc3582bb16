import type {
  TextEncoderConfig,
  UnetConfig,
  VaeConfig,
} from '../../../native-models/checkpoints/model-config.ts';

/* The networks that tests/reference/make_graphs.py computes. */

export const smallUnet: UnetConfig = {
  sampleSize: 8,
  inChannels: 4,
  outChannels: 4,
  downBlockTypes: [
    'CrossAttnDownBlock2D',
    'CrossAttnDownBlock2D',
    'CrossAttnDownBlock2D',
    'DownBlock2D',
  ],
  upBlockTypes: ['UpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D', 'CrossAttnUpBlock2D'],
  blockOutChannels: [8, 12, 16, 16],
  hasMidBlock: true,
  layersPerBlock: 1,
  crossAttentionDim: 12,
  numAttentionHeads: 2,
  normNumGroups: 4,
  normEps: 1e-5,
  flipSinToCos: true,
  freqShift: 0,
  timeCondProjDim: null,
};

export const smallVae: VaeConfig = {
  sampleSize: 32,
  inChannels: 3,
  outChannels: 3,
  latentChannels: 4,
  blockOutChannels: [8, 8, 16, 16],
  layersPerBlock: 1,
  normNumGroups: 4,
  scalingFactor: 0.18215,
};

export const smallTextEncoder: TextEncoderConfig = {
  vocabSize: 50,
  hiddenSize: 16,
  intermediateSize: 64,
  numHiddenLayers: 2,
  numAttentionHeads: 4,
  maxPositionEmbeddings: 77,
  hiddenAct: 'quick_gelu',
  layerNormEps: 1e-5,
};
