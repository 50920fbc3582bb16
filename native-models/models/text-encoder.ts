import type { TextEncoderConfig } from '../checkpoints/model-config.ts';
import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import { buildTextEncoderGraph } from '../graphs/clip-text-encoder.ts';
import type { TextEncoder } from './diffusion-model.ts';
import { ModelError } from './model-error.ts';
import { Tensor } from './onnx-runtime.ts';
import { createSessionCache } from './session-cache.ts';
import { graphOptions, runSession, type SessionOptions } from './sessions.ts';

/** A network that holds memory until it is disposed of, and that can open its session before it is needed. */
export interface OpenTextEncoder extends TextEncoder {
  /** Opens the session for `batch` prompts of full length. */
  prepare(batch: number): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * A CLIP text encoder on ONNX Runtime; equal to transformers' `CLIPTextModel` (see graphs/clip-text-encoder.ts). Nothing
 * is loaded before the first call.
 *
 * `encode` throws ModelError, and GraphError where weights do not fit the configuration.
 *
 * @param tokenVectors vectors of textual inversions; their ids follow those of the vocabulary.
 */
export function openTextEncoder(
  config: TextEncoderConfig,
  weights: TensorIndex,
  options: SessionOptions = {},
  tokenVectors: readonly Float32Array[] = [],
): OpenTextEncoder {
  const { hiddenSize, maxPositionEmbeddings } = config;
  const vocabulary = config.vocabSize + tokenVectors.length;
  const sessions = createSessionCache(
    'text encoder',
    (shape: { batch: number; tokens: number; clipSkip: number }) =>
      buildTextEncoderGraph(config, weights, shape, { ...graphOptions(options), tokenVectors }),
    options,
  );

  return {
    hiddenSize,
    async encode(ids, clipSkip = 0) {
      const [batch, tokens] = [ids.length, ids[0]?.length ?? 0];
      const feeds = { input_ids: idTensor(ids, vocabulary) };
      return sessions.use({ batch, tokens, clipSkip }, (session) =>
        runSession('text encoder', session, feeds, 'last_hidden_state'),
      );
    },
    prepare: (batch) =>
      sessions.use({ batch, tokens: maxPositionEmbeddings, clipSkip: 0 }, async () => {}),
    dispose: sessions.dispose,
  };
}

function idTensor(ids: readonly (readonly number[])[], vocabSize: number): Tensor {
  const tokens = ids[0]?.length ?? 0;
  if (tokens === 0 || ids.some((row) => row.length !== tokens)) {
    const lengths = ids.map((row) => row.length).join(', ');
    throw new ModelError(
      'invalid-input',
      `Prompts must all have the same number of token ids, at least one; these have ${lengths || 'none'}.`,
    );
  }
  const flat = ids.flat();
  const stray = flat.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabSize);
  if (stray !== undefined) {
    throw new ModelError(
      'invalid-input',
      `Token id ${stray} is not in the text encoder's vocabulary of ${vocabSize}: the tokenizer belongs to another model.`,
    );
  }
  return new Tensor('int32', Int32Array.from(flat), [ids.length, tokens]);
}
