import type { DiffusersModel } from '../checkpoints/diffusers-model.ts';
import type { LoraNetwork } from '../checkpoints/lora-names.ts';
import { adaptTensors } from '../checkpoints/weight-delta.ts';
import type { TextEncoderConfig } from '../checkpoints/model-config.ts';
import { readEmbedding } from '../checkpoints/read-embedding.ts';
import { readLora } from '../checkpoints/read-lora.ts';
import type { TensorIndex } from '../checkpoints/tensor-entry.ts';
import { ModelError } from './model-error.ts';

export interface LoraOption {
  readonly file: string;
  /** 1 is as it was trained; any finite number, also negative. */
  readonly scale: number;
}

/** A textual inversion. */
export interface EmbeddingOption {
  readonly file: string;
  /** What stands for it in prompts; default: the word in the file, or its name. */
  readonly word?: string;
}

/**
 * The model's tensors with all LoRAs in their description.
 *
 * @throws CheckpointError where one cannot be used, ModelError `invalid-input` for a scale that is no finite number.
 */
export async function addLoras(
  { unet, textEncoder }: DiffusersModel,
  loras: readonly LoraOption[],
): Promise<Record<LoraNetwork, TensorIndex>> {
  const plain = { unet: unet.tensors, textEncoder: textEncoder.tensors };
  let adapted = plain;
  for (const { file, scale } of loras) {
    if (!Number.isFinite(scale))
      throw invalid(`The LoRA ${file} has the scale ${scale}, which is no finite number.`);
    const deltas = await readLora(file, plain);
    adapted = {
      unet: adaptTensors(adapted.unet, deltas.unet, scale),
      textEncoder: adaptTensors(adapted.textEncoder, deltas.textEncoder, scale),
    };
  }
  return adapted;
}

/**
 * All vectors in a row, and the ids that each word thereby gets: they follow the vocabulary's.
 *
 * @throws CheckpointError where a file cannot be used, ModelError `invalid-input` where two have the same word.
 */
export async function readEmbeddings(
  { vocabSize, hiddenSize }: TextEncoderConfig,
  embeddings: readonly EmbeddingOption[],
): Promise<{ vectors: Float32Array[]; ids: Map<string, number[]> }> {
  const vectors: Float32Array[] = [];
  const ids = new Map<string, number[]>();
  for (const option of embeddings) {
    const embedding = await readEmbedding(option.file, hiddenSize);
    const { word = embedding.word } = option;
    if (ids.has(word)) throw invalid(`Two embeddings are called ${JSON.stringify(word)}.`);
    const first = vocabSize + vectors.length;
    vectors.push(...embedding.vectors);
    ids.set(
      word,
      embedding.vectors.map((_, index) => first + index),
    );
  }
  return { vectors, ids };
}

function invalid(what: string): ModelError {
  return new ModelError('invalid-input', `${what} The model's files are unchanged.`);
}
