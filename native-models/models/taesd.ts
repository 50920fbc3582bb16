import { readTaesd, type Taesd } from '../checkpoints/read-taesd.ts';
import { buildTaesdDecoderGraph, buildTaesdEncoderGraph } from '../graphs/taesd.ts';
import type { LatentShape } from './diffusion-model.ts';
import { ModelError } from './model-error.ts';
import { floatTensor } from './network-input.ts';
import { createSessionCache } from './session-cache.ts';
import { graphOptions, runSession, type SessionOptions } from './sessions.ts';
import type { OpenVaeDecoder } from './vae-decoder.ts';
import type { OpenVaeEncoder } from './vae-encoder.ts';

/** TAESD halves the picture three times. */
const pixelsPerLatent = 8;

/**
 * Reads TAESD from where it lies, for the halves that pipelines use.
 *
 * @throws CheckpointError where it cannot be read, ModelError `invalid-input` where it has no decoder.
 */
export async function openTaesd(
  path: string,
  options: SessionOptions,
): Promise<{ decoder: OpenVaeDecoder; encoder: OpenVaeEncoder | null }> {
  const taesd = await readTaesd(path);
  const decoder = openTaesdDecoder(taesd, options);
  if (!decoder) {
    throw new ModelError(
      'invalid-input',
      `${path} is TAESD's encoder alone, which shows nothing. Choose taesd_decoder, or the folder with both.`,
    );
  }
  return { decoder, encoder: openTaesdEncoder(taesd, options) };
}

/**
 * TAESD's decoder in the place of a VAE's: an eighteenth of its operations, with softer detail. Its `scalingFactor` is 1, since
 * it takes latents as the UNet works with them. Equal to diffusers' `AutoencoderTiny.decode`.
 *
 * `decode` throws ModelError, and GraphError where weights do not fit the configuration.
 *
 * @returns null where `taesd` has no decoder.
 */
export function openTaesdDecoder(
  { config, decoder }: Taesd,
  options: SessionOptions = {},
): OpenVaeDecoder | null {
  if (!decoder) return null;
  const sessions = createSessionCache(
    'TAESD decoder',
    (shape: LatentShape) => buildTaesdDecoderGraph(config, decoder, shape, graphOptions(options)),
    options,
  );
  return {
    scalingFactor: 1,
    async decode(latents, { batch, height, width }) {
      const latentShape = [batch, config.latentChannels, height, width];
      const feeds = { latents: floatTensor('The latents', latents, latentShape) };
      return sessions.use({ batch, height, width }, (session) =>
        runSession('TAESD decoder', session, feeds, 'image'),
      );
    },
    prepare: ({ batch, height, width }) => sessions.use({ batch, height, width }, async () => {}),
    dispose: sessions.dispose,
  };
}

/**
 * TAESD's encoder in the place of a VAE's; `scalingFactor` 1. It gives latents and no distribution: their variance is 0.
 * Equal to diffusers' `AutoencoderTiny.encode`.
 *
 * @returns null where `taesd` has no encoder.
 */
export function openTaesdEncoder(
  { config, encoder }: Taesd,
  options: SessionOptions = {},
): OpenVaeEncoder | null {
  if (!encoder) return null;
  const sessions = createSessionCache(
    'TAESD encoder',
    (shape: LatentShape) => buildTaesdEncoderGraph(config, encoder, shape, graphOptions(options)),
    options,
  );
  return {
    scalingFactor: 1,
    async encode(images, { batch, height, width }) {
      const size = { batch, height: pixelsPerLatent * height, width: pixelsPerLatent * width };
      const imageShape = [batch, config.inChannels, size.height, size.width];
      const feeds = { image: floatTensor('The picture', images, imageShape) };
      const mean = await sessions.use(size, (session) =>
        runSession('TAESD encoder', session, feeds, 'latents'),
      );
      return { mean, logVariance: new Float32Array(mean.length).fill(-Infinity) };
    },
    dispose: sessions.dispose,
  };
}
