import {
  expectedTextEncoderTensors,
  expectedUnetTensors,
  type ExpectedTensors,
} from './expected-tensors.ts';
import type { LoraNetwork } from './lora-names.ts';
import type { TensorIndex } from './tensor-entry.ts';

/**
 * The networks that a LoRA changes as Stable Diffusion 1.x was published (CompVis/stable-diffusion-v1-4, configurations of
 * `unet` and `text_encoder`): names and shapes without weights, to tell what is made for it where no such model is at hand.
 */
export function sdV1Networks(): Record<LoraNetwork, TensorIndex> {
  return {
    unet: asIndex(
      expectedUnetTensors({
        sampleSize: 64,
        inChannels: 4,
        outChannels: 4,
        downBlockTypes: [
          'CrossAttnDownBlock2D',
          'CrossAttnDownBlock2D',
          'CrossAttnDownBlock2D',
          'DownBlock2D',
        ],
        upBlockTypes: [
          'UpBlock2D',
          'CrossAttnUpBlock2D',
          'CrossAttnUpBlock2D',
          'CrossAttnUpBlock2D',
        ],
        blockOutChannels: [320, 640, 1280, 1280],
        hasMidBlock: true,
        layersPerBlock: 2,
        crossAttentionDim: sdV1HiddenSize,
        numAttentionHeads: 8,
        normNumGroups: 32,
        normEps: 1e-5,
        flipSinToCos: true,
        freqShift: 0,
        timeCondProjDim: null,
      }),
    ),
    textEncoder: asIndex(
      expectedTextEncoderTensors({
        vocabSize: 49408,
        hiddenSize: sdV1HiddenSize,
        intermediateSize: 3072,
        numHiddenLayers: 12,
        numAttentionHeads: 12,
        maxPositionEmbeddings: 77,
        hiddenAct: 'quick_gelu',
        layerNormEps: 1e-5,
      }),
    ),
  };
}

/** Width of the published text encoder, and of a textual inversion's vectors. */
export const sdV1HiddenSize = 768;

function asIndex(tensors: ExpectedTensors): TensorIndex {
  return new Map(
    [...tensors].map(([name, shape]) => [
      name,
      { name, dtype: 'F32', shape, file: '', offset: 0, byteLength: 0 },
    ]),
  );
}
