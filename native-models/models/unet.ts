import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import { buildUnetStepGraph } from '../graphs/unet.ts';
import type { UnetGraphConfig } from '../graphs/unet-body.ts';
import type { LatentShape, Unet } from './diffusion-model.ts';
import { ModelError } from './model-error.ts';
import { floatTensor } from './network-input.ts';
import { createSessionCache } from './session-cache.ts';
import { graphOptions, runSession, type SessionOptions } from './sessions.ts';
import { openPromptKeys, openTimeShifts } from './unet-conditions.ts';

export interface OpenUnet extends Unet {
  /** Opens the sessions for a shape, prompts being 77 tokens long. */
  prepare(shape: LatentShape): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * A UNet on ONNX Runtime; equal to diffusers' `UNet2DConditionModel` (see graphs/unet.ts). Nothing is loaded before the
 * first call. Prompt embeddings may have any number of tokens: it follows from their length. What depends on the timestep
 * or on the prompt alone is computed once and kept.
 *
 * `predict` throws ModelError, and GraphError where weights do not fit the configuration.
 */
export function openUnet(
  config: UnetGraphConfig,
  weights: TensorIndex,
  options: SessionOptions = {},
): OpenUnet {
  const { inChannels, crossAttentionDim } = config;
  const timeShifts = openTimeShifts(config, weights, options);
  const promptKeys = openPromptKeys(config, weights, options);
  const steps = createSessionCache(
    'UNet',
    (shape: LatentShape & { promptTokens: number }) =>
      buildUnetStepGraph(config, weights, shape, graphOptions(options)),
    options,
  );

  return {
    inChannels,
    crossAttentionDim,
    prepareTimesteps: timeShifts.prepare,
    async predict(sample, timestep, promptEmbeds, { batch, height, width }) {
      const input = floatTensor('The sample', sample, [batch, inChannels, height, width]);
      const promptTokens = promptEmbeds.length / (batch * crossAttentionDim);
      if (!Number.isInteger(promptTokens) || promptTokens === 0) {
        throw new ModelError(
          'invalid-input',
          `Prompt embeddings have ${promptEmbeds.length} values, which is not a multiple of ` +
            `${batch} prompts × ${crossAttentionDim} values per token.`,
        );
      }
      const feeds = {
        sample: input,
        ...(await timeShifts.at(timestep)),
        ...(await promptKeys.of(promptEmbeds, { batch, promptTokens })),
      };
      return steps.use({ batch, height, width, promptTokens }, (session) =>
        runSession('UNet', session, feeds, 'noise_pred'),
      );
    },
    async prepare({ batch, height, width }) {
      const promptShape = { batch, promptTokens: PROMPT_TOKENS };
      await timeShifts.open();
      await promptKeys.open(promptShape);
      await steps.use({ ...promptShape, height, width }, async () => {});
    },
    async dispose() {
      await Promise.all([timeShifts, promptKeys, steps].map((sessions) => sessions.dispose()));
    },
  };
}

const PROMPT_TOKENS = 77;
