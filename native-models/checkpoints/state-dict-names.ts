import { CheckpointError, listNames } from './checkpoint-error.ts';
import type { TensorEntry, TensorIndex } from './tensor-entry.ts';

/**
 * Gives the attention of a VAE its current names. Until diffusers 0.12 they were `query`, `key`, `value` and
 * `proj_attn`; then `to_q`, `to_k`, `to_v` and `to_out.0`, as everywhere else. Both are met in .bin and .safetensors.
 * CompVis wrote these layers as 1×1 convolutions: `[C, C, 1, 1]` is read as `[C, C]`, which has the same bytes.
 * @returns index by current name; each entry keeps the name in the file.
 * @throws CheckpointError `ambiguous-names`.
 */
export function renameVaeTensors(file: string, tensors: TensorIndex): TensorIndex {
  const attention = /^(.*\.mid_block\.attentions\.\d+)\.(.+)\.(weight|bias)$/;
  const renamed = renameTensors(file, tensors, (name) => {
    const [, prefix = '', layer = '', parameter = ''] = attention.exec(name) ?? [];
    return layer === '' ? name : `${prefix}.${vaeAttentionNames.get(layer) ?? layer}.${parameter}`;
  });
  return new Map(
    [...renamed].map(([name, entry]) => [
      name,
      attention.test(name) ? flattenConvolution(entry) : entry,
    ]),
  );
}

const vaeAttentionNames: ReadonlyMap<string, string> = new Map([
  ['query', 'to_q'],
  ['key', 'to_k'],
  ['value', 'to_v'],
  ['proj_attn', 'to_out.0'],
]);

function flattenConvolution(entry: TensorEntry): TensorEntry {
  const [, , height, width] = entry.shape;
  const pointwise = entry.shape.length === 4 && height === 1 && width === 1;
  if (!pointwise) return entry;
  const shape = entry.shape.slice(0, 2);
  return { ...entry, shape, ...(entry.strides && { strides: entry.strides.slice(0, 2) }) };
}

/**
 * Gives a text encoder the prefix `text_model.` where the file leaves it out (the form in memory of transformers 5, and
 * of some early single files), and drops `position_ids`: 0, 1, 2 … as int64, float or not at all, depending on who saved.
 * @throws CheckpointError `ambiguous-names`.
 */
export function renameTextEncoderTensors(file: string, tensors: TensorIndex): TensorIndex {
  const positionIds = /(?:^|\.)embeddings\.position_ids$/;
  const kept = new Map([...tensors].filter(([name]) => !positionIds.test(name)));
  return renameTensors(file, kept, (name) =>
    /^(?:embeddings|encoder|final_layer_norm)\./.test(name) ? `text_model.${name}` : name,
  );
}

/**
 * Gives every tensor the name that `current` says.
 * @throws CheckpointError `ambiguous-names` where two would get the same.
 */
export function renameTensors(
  file: string,
  tensors: TensorIndex,
  current: (name: string) => string,
): TensorIndex {
  const renamed = new Map<string, TensorEntry>();
  const ambiguous: string[] = [];
  for (const [name, entry] of tensors) {
    const key = current(name);
    if (renamed.has(key)) ambiguous.push(key);
    renamed.set(key, entry);
  }
  if (ambiguous.length > 0) {
    throw new CheckpointError(
      'ambiguous-names',
      file,
      `holds these tensors under an old and a new name at once: ${listNames(ambiguous)}. Which one is meant cannot be known; get the original file.`,
      { tensors: ambiguous },
    );
  }
  return renamed;
}
