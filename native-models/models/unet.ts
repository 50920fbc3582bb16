import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import { buildShallowUnetGraph, buildUnetStepGraph } from '../graphs/unet.ts';
import type { GraphOptions } from '../graphs/graph-profile.ts';
import type { Int8Layers } from '../graphs/int8-layers.ts';
import type { UnetGraphConfig } from '../graphs/unet-body.ts';
import type { LatentShape, Unet, UnetWithDeepCache } from './diffusion-model.ts';
import { ModelError } from './model-error.ts';
import { floatTensor } from './network-input.ts';
import { createSessionCache } from './session-cache.ts';
import {
  floatsOf,
  graphOptions,
  runForTensors,
  runSession,
  type SessionOptions,
  type Tensors,
} from './sessions.ts';
import { openPromptKeys, openTimeShifts } from './unet-conditions.ts';

export interface UnetOptions extends SessionOptions {
  /** Layers to compute in 8-bit integers (see `calibrateInt8`), which is faster and not exact; default: none. */
  readonly int8?: Int8Layers;
  /** Is told of every layer while a graph is written, and may add outputs to it. */
  readonly onLayer?: NonNullable<GraphOptions['onLayer']>;
  /** Gets all outputs of every whole step. */
  readonly onResults?: (results: Tensors) => void;
}

/** Calls run one after the other; a session is never closed under a run. */
export interface OpenUnet extends Unet {
  readonly deepCache: UnetWithDeepCache;
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
  { int8, onLayer, onResults, ...options }: UnetOptions = {},
): OpenUnet {
  const { inChannels, crossAttentionDim, timeCondProjDim } = config;
  const timeShifts = openTimeShifts(config, weights, options);
  const promptKeys = openPromptKeys(config, weights, options);
  const stepGraph = {
    ...graphOptions(options),
    ...(int8 && { int8 }),
    ...(onLayer && { onLayer }),
  };
  // Rounded weights are a copy in any case, and only the highest level of optimisation has 8-bit pixels with channels last.
  const stepOptions = int8 ? { ...options, weightMemory: 'prepacked' as const } : options;
  const steps = createSessionCache(
    'UNet',
    (shape: StepShape) => buildUnetStepGraph(config, weights, shape, stepGraph),
    stepOptions,
  );
  const shallowSteps = createSessionCache(
    'UNet',
    (shape: StepShape) => buildShallowUnetGraph(config, weights, shape, stepGraph),
    stepOptions,
  );

  async function inputsOf(
    guidanceScale: number,
    ...[sample, timestep, promptEmbeds, { batch, height, width }]: Parameters<Unet['predict']>
  ): Promise<{ shape: StepShape; feeds: Tensors }> {
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
      ...(await timeShifts.at(timestep, guidanceScale)),
      ...(await promptKeys.of(promptEmbeds, { batch, promptTokens })),
    };
    return { shape: { batch, height, width, promptTokens }, feeds };
  }

  const atGuidance = (guidanceScale: number) => ({
    inChannels,
    crossAttentionDim,
    prepareTimesteps: (timesteps: readonly number[]) =>
      timeShifts.prepare(timesteps, guidanceScale),
    async predict(...inputs: Parameters<Unet['predict']>) {
      const { shape, feeds } = await inputsOf(guidanceScale, ...inputs);
      return steps.use(shape, async (session) => {
        if (!onResults) return runSession('UNet', session, feeds, 'noise_pred');
        const results = await runForTensors('UNet', session, feeds);
        onResults(results);
        return floatsOf(results, 'noise_pred');
      });
    },
    deepCache: {
      async predictDeeply(...inputs) {
        const { shape, feeds } = await inputsOf(guidanceScale, ...inputs);
        const results = await steps.use(shape, (session) => runForTensors('UNet', session, feeds));
        return {
          noisePred: floatsOf(results, 'noise_pred'),
          deepFeatures: floatsOf(results, 'deep_features'),
        };
      },
      async predictShallowly(deepFeatures, ...inputs) {
        const { shape, feeds } = await inputsOf(guidanceScale, ...inputs);
        const [channels = 0] = config.blockOutChannels;
        const deepShape = [shape.batch, channels, shape.height, shape.width];
        const deep = floatTensor('The deep features', deepFeatures, deepShape);
        return shallowSteps.use(shape, (session) =>
          runSession('UNet', session, { ...feeds, deep_features: deep }, 'noise_pred'),
        );
      },
    } satisfies UnetWithDeepCache,
  });

  return {
    ...atGuidance(1),
    ...(timeCondProjDim !== null && { atGuidance }),
    async prepare({ batch, height, width }) {
      const promptShape = { batch, promptTokens: PROMPT_TOKENS };
      await timeShifts.open();
      await promptKeys.open(promptShape);
      await steps.use({ ...promptShape, height, width }, async () => {});
    },
    async dispose() {
      await Promise.all(
        [timeShifts, promptKeys, steps, shallowSteps].map((sessions) => sessions.dispose()),
      );
    },
  };
}

type StepShape = LatentShape & { readonly promptTokens: number };

const PROMPT_TOKENS = 77;
