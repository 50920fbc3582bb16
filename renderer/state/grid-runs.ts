import { create } from 'zustand';
import type { Grid, GridEvent, GridRequest } from '../../electron/api/contract/grids.ts';
import { queryClient, refreshKept, studio, studioQuery } from '../api/studio.ts';
import { i18n } from '../i18n/i18n.ts';
import { sayEnded, sayFailed } from './say-ended.ts';

/** How far a cell has come, or the calibration of its model that goes before it. */
export interface GridCell {
  readonly place: number;
  readonly step: number;
  readonly steps: number;
  readonly preview: string | null;
  readonly calibrates: boolean;
}

/** A grid while this page follows it. */
interface FollowedGrid {
  /** Null until the studio has taken it. */
  readonly id: string | null;
  /** By place; what is not printed yet is null. */
  readonly pictures: readonly (string | null)[];
  /** The cell that prints, with what it looks like so far. */
  readonly current: GridCell | null;
  readonly error: unknown;
}

interface GridRuns {
  /** The grid that prints; null where none does. It outlives the room. */
  readonly following: FollowedGrid | null;
}

export const useGridRuns = create<GridRuns>()(() => ({ following: null }));

let abort = new AbortController();

/** Prints a grid and follows it to its end. */
export function startGrid(request: GridRequest): void {
  void follow(async (signal) => await studio.grids.run(request, { signal }));
}

/** Goes on with the cells that have no picture yet. */
export function resumeGrid(id: string): void {
  void follow(async (signal) => await studio.grids.resume({ id }, { signal }));
}

/** Stops between two steps; what was saved is kept, and the grid can go on later. */
export function stopGrid(): void {
  abort.abort();
}

export function refreshGrids(): void {
  void queryClient.invalidateQueries({ queryKey: studioQuery.grids.key() });
}

/** Where a grid is seen as it prints. */
const room = '/compare/grids';

const blank: FollowedGrid = { id: null, pictures: [], current: null, error: null };

async function follow(
  begin: (signal: AbortSignal) => Promise<AsyncIterable<GridEvent>>,
): Promise<void> {
  abort = new AbortController();
  const { signal } = abort;
  useGridRuns.setState({ following: blank });
  let error: unknown = null;
  try {
    for await (const event of await begin(signal)) {
      useGridRuns.setState(({ following }) => ({
        following: reduceGrid(following ?? blank, event),
      }));
      if (event.type === 'started') refreshGrids();
      if (event.type === 'done') sayPrinted(event.grid);
    }
  } catch (failure) {
    if (!signal.aborted) {
      error = failure;
      sayFailed(failure, [room]);
    }
  } finally {
    useGridRuns.setState(({ following }) => ({
      following: error && following ? { ...following, current: null, error } : null,
    }));
    refreshKept();
    refreshGrids();
  }
}

function sayPrinted({ id, request, pictures }: Grid): void {
  const name = request.name || request.arm.prompt;
  const done = pictures.filter((picture) => picture !== null).length;
  sayEnded(i18n.t('grids.printed', { name, done, total: pictures.length }), [`${room}?grid=${id}`]);
}

function reduceGrid(grid: FollowedGrid, event: GridEvent): FollowedGrid {
  switch (event.type) {
    case 'started':
    case 'done':
      return { ...grid, id: event.grid.id, pictures: event.grid.pictures };
    case 'step': {
      const { place, step, steps, preview } = event;
      const before = grid.current?.place === place ? grid.current.preview : null;
      const current = { place, step, steps, preview: preview ?? before, calibrates: false };
      return { ...grid, current };
    }
    case 'calibrating': {
      const { place, step, steps } = event;
      return { ...grid, current: { place, step, steps, preview: null, calibrates: true } };
    }
    // The state of the queue says it, which the room shows as well.
    case 'held':
      return grid;
    case 'saved':
      return { ...grid, pictures: grid.pictures.with(event.place, event.pictureId) };
  }
}
