import { dirname, sep } from 'node:path';

import type { TensorEntry } from '../checkpoints/tensor-entry.ts';
import { GraphError } from './graph-error.ts';

/**
 * Deepest folder that contains all files: ONNX Runtime accepts external data only there or below.
 *
 * @throws GraphError `weights-apart` where there is none, as on two drives of Windows.
 */
export function commonFolder(files: readonly string[]): string {
  const folders = [...new Set(files.map((file) => dirname(file)))];
  const [first = ''] = folders;
  return folders.reduce((common, folder) => {
    let shared = common;
    while (folder !== shared && !folder.startsWith(shared.endsWith(sep) ? shared : shared + sep)) {
      const parent = dirname(shared);
      if (parent === shared) throw weightsApart(common, folder);
      shared = parent;
    }
    return shared;
  }, first);
}

/** How long each file must at least be. */
export function lengthsNeeded(entries: readonly TensorEntry[]): ReadonlyMap<string, number> {
  const lengths = new Map<string, number>();
  for (const { file, offset, byteLength } of entries)
    lengths.set(file, Math.max(lengths.get(file) ?? 0, offset + byteLength));
  return lengths;
}

function weightsApart(one: string, other: string): GraphError {
  return new GraphError(
    'weights-apart',
    `One network's weights lie on two drives, which cannot be used together: ${one} and ${other}. ` +
      `Nothing was changed. Move the model, or what is added to it (a LoRA), so that both are on one drive.`,
  );
}
