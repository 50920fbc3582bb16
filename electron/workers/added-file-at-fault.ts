import { sep } from 'node:path';
import type { WorkerModel } from './messages.ts';

/** Which of the files that are added to a model, in its list: a worker elsewhere has them in other places. */
export type AddedFile =
  | { readonly kind: 'lora' | 'embedding'; readonly index: number }
  | { readonly kind: 'vae' };

/** The added file that `error` speaks of; undefined where it is the model's own, or none. */
export function addedFileAtFault(
  error: unknown,
  { loras = [], embeddings = [], vae }: WorkerModel,
): AddedFile | undefined {
  if (!(error instanceof Error) || !('file' in error) || typeof error.file !== 'string') return;
  const { file } = error;
  // A folder's files are at fault for it.
  const holds = (path: string): boolean => file === path || file.startsWith(`${path}${sep}`);
  const lora = loras.findIndex((one) => holds(one.file));
  if (lora >= 0) return { kind: 'lora', index: lora };
  const embedding = embeddings.findIndex((one) => holds(one.file));
  if (embedding >= 0) return { kind: 'embedding', index: embedding };
  return vae !== undefined && holds(vae) ? { kind: 'vae' } : undefined;
}

/** Where it lies for the studio that asked for the picture. */
export function pathOfAdded(
  added: AddedFile,
  { loras = [], embeddings = [], vae }: WorkerModel,
): string | undefined {
  if (added.kind === 'vae') return vae;
  return (added.kind === 'lora' ? loras : embeddings)[added.index]?.file;
}
