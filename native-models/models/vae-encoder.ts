import type { VaeConfig } from '../checkpoints/model-config.ts';
import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import { buildVaeEncoderGraph } from '../graphs/vae-encoder.ts';
import type { LatentDistribution, LatentShape, VaeEncoder } from './diffusion-model.ts';
import { floatTensor } from './network-input.ts';
import { createSessionCache } from './session-cache.ts';
import { graphOptions, runSession, type SessionOptions } from './sessions.ts';

export interface OpenVaeEncoder extends VaeEncoder {
  dispose(): Promise<void>;
}

/**
 * The VAE's encoder on ONNX Runtime; equal to diffusers' `AutoencoderKL.encode(…).latent_dist` (see
 * graphs/vae-encoder.ts). Nothing is loaded before the first call.
 *
 * `encode` throws ModelError, and GraphError where weights do not fit the configuration.
 */
export function openVaeEncoder(
  config: VaeConfig,
  weights: TensorIndex,
  options: SessionOptions = {},
): OpenVaeEncoder {
  const { inChannels, latentChannels } = config;
  // Every level but the last halves the picture.
  const scale = 2 ** (config.blockOutChannels.length - 1);
  const sessions = createSessionCache(
    'VAE encoder',
    (shape: LatentShape) => buildVaeEncoderGraph(config, weights, shape, graphOptions(options)),
    options,
  );

  return {
    scalingFactor: config.scalingFactor,
    async encode(images, shape) {
      const { batch } = shape;
      const [height, width] = [scale * shape.height, scale * shape.width];
      const feeds = {
        image: floatTensor('The picture', images, [batch, inChannels, height, width]),
      };
      const moments = await sessions.use({ batch, height, width }, (session) =>
        runSession('VAE encoder', session, feeds, 'moments'),
      );
      return splitMoments(moments, batch, latentChannels * shape.height * shape.width);
    },
    dispose: sessions.dispose,
  };
}

/** diffusers `DiagonalGaussianDistribution`: each picture's means lie before its log variances. */
function splitMoments(moments: Float32Array, batch: number, length: number): LatentDistribution {
  const mean = new Float32Array(batch * length);
  const logVariance = new Float32Array(batch * length);
  for (let index = 0; index < batch; index++) {
    const start = 2 * index * length;
    mean.set(moments.subarray(start, start + length), index * length);
    logVariance.set(moments.subarray(start + length, start + 2 * length), index * length);
  }
  return { mean, logVariance: logVariance.map((value) => Math.min(20, Math.max(-30, value))) };
}
