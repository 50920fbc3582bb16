import type { Cell } from '../api/contract/recipe.ts';

/** A job with pictures to be made, in the order in which they are wanted. */
export interface WaitingWork<Job> {
  readonly job: Job;
  /** Never empty. `model` names what has to be loaded for it. */
  readonly cells: readonly { readonly cell: Cell; readonly model: string }[];
}

/** A worker that is free. */
export interface FreeWorker {
  /** Whether the model is in its memory. */
  holds(model: string): boolean;
  /** How many models are in its memory. */
  readonly loaded: number;
}

export interface Work<Job, Worker> {
  readonly job: Job;
  readonly cell: Cell;
  readonly worker: Worker;
}

/**
 * The next picture and the worker for it. The first job's pictures go first, whatever models they need: nothing waits
 * for ever behind a favourite. Among its next `lookAhead`, one whose model a free worker holds already is taken, so that
 * the arms of a pair settle on workers of their own; else the very next one, by the worker with the fewest models. A
 * worker that is alone looks 1 ahead: a pair appears together.
 */
export function chooseWork<Job, Worker extends FreeWorker>(
  first: WaitingWork<Job> | null,
  free: readonly Worker[],
  lookAhead: number,
): Work<Job, Worker> | null {
  if (first === null || free.length === 0) return null;
  const { job, cells } = first;
  const [emptiest] = free.toSorted((a, b) => a.loaded - b.loaded);
  for (const { cell, model } of cells.slice(0, lookAhead)) {
    const worker = free.find((candidate) => candidate.holds(model));
    if (worker !== undefined) return { job, cell, worker };
  }
  const [next] = cells;
  if (next === undefined || emptiest === undefined) return null;
  return { job, cell: next.cell, worker: emptiest };
}
