import type { VaeConfig } from '../checkpoints/model-config.ts';
import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import { buildVaeDecoderGraph } from '../graphs/vae-decoder.ts';
import type { LatentShape, VaeDecoder } from './diffusion-model.ts';
import { floatTensor } from './network-input.ts';
import { createSessionCache } from './session-cache.ts';
import { graphOptions, runSession, type SessionOptions } from './sessions.ts';

export interface OpenVaeDecoder extends VaeDecoder {
  /** Opens the session for a shape. */
  prepare(shape: LatentShape): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * The VAE's decoder on ONNX Runtime; equal to diffusers' `AutoencoderKL.decode` (see graphs/vae-decoder.ts). Nothing is
 * loaded before the first call.
 *
 * `decode` throws ModelError, and GraphError where weights do not fit the configuration.
 */
export function openVaeDecoder(
  config: VaeConfig,
  weights: TensorIndex,
  options: SessionOptions = {},
): OpenVaeDecoder {
  const sessions = createSessionCache(
    'VAE decoder',
    (shape: LatentShape) => buildVaeDecoderGraph(config, weights, shape, graphOptions(options)),
    options,
  );

  return {
    scalingFactor: config.scalingFactor,
    async decode(latents, { batch, height, width }) {
      const latentShape = [batch, config.latentChannels, height, width];
      const feeds = { latents: floatTensor('The latents', latents, latentShape) };
      return sessions.use({ batch, height, width }, (session) =>
        runSession('VAE decoder', session, feeds, 'image'),
      );
    },
    prepare: ({ batch, height, width }) => sessions.use({ batch, height, width }, async () => {}),
    dispose: sessions.dispose,
  };
}
