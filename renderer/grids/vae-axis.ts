import { findAddition } from '../../electron/api/contract/additions.ts';
import type { Addition } from '../../electron/api/contract/additions.ts';
import { ownVae } from '../../electron/api/contract/arm.ts';
import type { GridAxis } from '../../electron/api/contract/grid-axis.ts';
import { nameOfFile } from '../state/lora-tags.ts';

type Library = readonly Pick<Addition, 'kind' | 'name' | 'path'>[];

/** An axis as it is asked for: VAEs that were written by their names in the library by their paths, each once. */
export function withVaePaths(axis: GridAxis, library: Library): GridAxis {
  if (axis.parameter !== 'vae') return axis;
  const values = axis.values.map((value) => findAddition(library, 'vae', value)?.path ?? value);
  return { ...axis, values: [...new Set(values)] };
}

/** What can be written for an axis of VAEs: the model's own, and all that have names. */
export function writableVaes(library: Library): string {
  const names = library.filter(({ kind }) => kind === 'vae').map(({ name }) => name);
  return [...new Set([ownVae, ...names])].join('\n');
}

/** What a VAE is called here, else its file by itself; null for the model's own. */
export function nameOfVae(path: string, library: Library): string | null {
  if (path === ownVae) return null;
  return library.find((one) => one.kind === 'vae' && one.path === path)?.name ?? nameOfFile(path);
}
