import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import { buildUnetGraph, type UnetGraphConfig } from '../graphs/unet.ts';
import type { LatentShape, Unet } from './diffusion-model.ts';
import { ModelError } from './model-error.ts';
import { floatTensor } from './network-input.ts';
import { createSessionCache } from './session-cache.ts';
import { runSession, type SessionOptions } from './sessions.ts';

export interface OpenUnet extends Unet {
  /** Opens the session for a shape, prompts being 77 tokens long. */
  prepare(shape: LatentShape): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * A UNet on ONNX Runtime; equal to diffusers' `UNet2DConditionModel` (see graphs/unet.ts). Nothing is loaded before the
 * first call. Prompt embeddings may have any number of tokens: it follows from their length.
 *
 * `predict` throws ModelError, and GraphError where weights do not fit the configuration.
 */
export function openUnet(
  config: UnetGraphConfig,
  weights: TensorIndex,
  options: SessionOptions = {},
): OpenUnet {
  const { inChannels, crossAttentionDim } = config;
  const sessions = createSessionCache(
    'UNet',
    (shape: LatentShape & { promptTokens: number }) => buildUnetGraph(config, weights, shape),
    options,
  );

  return {
    inChannels,
    crossAttentionDim,
    async predict(sample, timestep, promptEmbeds, { batch, height, width }) {
      const promptTokens = promptEmbeds.length / (batch * crossAttentionDim);
      if (!Number.isInteger(promptTokens) || promptTokens === 0) {
        throw new ModelError(
          'invalid-input',
          `Prompt embeddings have ${promptEmbeds.length} values, which is not a multiple of ` +
            `${batch} prompts × ${crossAttentionDim} values per token.`,
        );
      }
      const promptShape = [batch, promptTokens, crossAttentionDim];
      const feeds = {
        sample: floatTensor('The sample', sample, [batch, inChannels, height, width]),
        timestep: floatTensor('The timestep', new Float32Array(batch).fill(timestep), [batch]),
        encoder_hidden_states: floatTensor('The prompt', promptEmbeds, promptShape),
      };
      return sessions.use({ batch, height, width, promptTokens }, (session) =>
        runSession('UNet', session, feeds, 'noise_pred'),
      );
    },
    prepare: ({ batch, height, width }) =>
      sessions.use({ batch, height, width, promptTokens: PROMPT_TOKENS }, async () => {}),
    dispose: sessions.dispose,
  };
}

const PROMPT_TOKENS = 77;
