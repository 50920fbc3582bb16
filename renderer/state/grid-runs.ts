import { create } from 'zustand';
import type { Grid, GridEvent, GridNews, GridRequest } from '../../electron/api/contract/grids.ts';
import { jobError } from '../api/job-error.ts';
import { queryClient, refreshKept, studio, studioQuery } from '../api/studio.ts';
import { i18n } from '../i18n/i18n.ts';
import { keepWatching } from './keep-watching.ts';
import { sayEnded, sayWaits } from './say-ended.ts';

/** How far a cell has come, or the calibration of its model that goes before it. */
export interface GridCell {
  readonly place: number;
  readonly step: number;
  readonly steps: number;
  readonly preview: string | null;
  readonly calibrates: boolean;
}

/** A grid that the studio goes on with, or that does not go on. */
export interface OpenGrid {
  /** With the pictures that there are by now. */
  readonly grid: Grid;
  /** False while other runs print before it. */
  readonly begun: boolean;
  /** The cell that prints, with what it looks like so far. */
  readonly current: GridCell | null;
  readonly isStopping: boolean;
  /** Why it does not go on; null while it does. */
  readonly error: unknown;
}

interface GridRuns {
  /** Of every window; those that go on stand first, in the order in which they print. */
  readonly open: readonly OpenGrid[];
}

export const useGridRuns = create<GridRuns>()(() => ({ open: [] }));

/** Has the studio print a grid, whether or not this page is there. Returns its id. */
export async function startGrid(request: GridRequest): Promise<string> {
  const { id } = await studio.grids.start(request);
  refreshGrids();
  return id;
}

/** Goes on with the cells that have no picture yet. */
export async function resumeGrid(id: string): Promise<void> {
  await studio.grids.goOn({ id });
}

/** Stops between two steps; what was saved is kept, and the grid can go on later. */
export async function stopGrid(id: string): Promise<void> {
  change(id, (open) => ({ ...open, isStopping: true }));
  try {
    await studio.grids.stop({ id });
  } catch (error) {
    change(id, (open) => ({ ...open, isStopping: false }));
    throw error;
  }
}

export function refreshGrids(): void {
  void queryClient.invalidateQueries({ queryKey: studioQuery.grids.key() });
}

/** Keeps `useGridRuns` as the studio's grids are, for the life of the page. */
export async function watchGridRuns(): Promise<never> {
  return await keepWatching(async () => await studio.grids.watch(), takeGridNews);
}

export function nameOfGrid({ request }: Grid): string {
  return request.name || request.arm.prompt;
}

function takeGridNews(news: GridNews): void {
  switch (news.type) {
    case 'open':
      takeOpen(news.grids);
      break;
    case 'event':
      change(news.gridId, (open) => reduceGrid(open, news.event));
      if (news.event.type === 'saved') refreshKept();
      if (news.event.type === 'done') sayPrinted(news.event.grid);
      break;
    case 'ended': {
      const { gridId, failure } = news;
      const error = failure && jobError(failure);
      const ended = useGridRuns.getState().open.find(({ grid }) => grid.id === gridId);
      if (error === null) {
        useGridRuns.setState(({ open }) => ({
          open: open.filter(({ grid }) => grid.id !== gridId),
        }));
      } else {
        change(gridId, (open) => ({ ...open, isStopping: false, current: null, error }));
        if (ended && !ended.error) sayGridWaits(error, ended.grid);
      }
      refreshKept();
      refreshGrids();
    }
  }
}

function takeOpen(grids: Extract<GridNews, { type: 'open' }>['grids']): void {
  const before = useGridRuns.getState().open;
  const open = grids.map(({ grid, begun, failure }): OpenGrid => {
    const known = before.find((one) => one.grid.id === grid.id);
    const error = failure && jobError(failure);
    if (error !== null && !known?.error) sayGridWaits(error, grid);
    const blank = { current: null, isStopping: false };
    return { ...blank, ...(error === null && known), grid, begun, error };
  });
  useGridRuns.setState({ open });
  // Another window may have begun one.
  refreshGrids();
}

function change(id: string, next: (open: OpenGrid) => OpenGrid): void {
  useGridRuns.setState(({ open }) => ({
    open: open.map((one) => (one.grid.id === id ? next(one) : one)),
  }));
}

function sayPrinted(grid: Grid): void {
  const { pictures } = grid;
  const done = pictures.filter((picture) => picture !== null).length;
  const words = { name: nameOfGrid(grid), done, total: pictures.length };
  sayEnded(i18n.t('grids.printed', words), [placeOf(grid)]);
}

function sayGridWaits(error: unknown, grid: Grid): void {
  sayWaits(error, nameOfGrid(grid), placeOf(grid));
}

/** Where a grid is seen as it prints. */
function placeOf({ id }: Grid): string {
  return `/compare/grids?grid=${id}`;
}

function reduceGrid(open: OpenGrid, event: GridEvent): OpenGrid {
  switch (event.type) {
    case 'started':
      return { ...open, grid: event.grid, begun: true };
    case 'done':
      return { ...open, grid: event.grid };
    case 'step': {
      const { place, step, steps, preview } = event;
      const before = open.current?.place === place ? open.current.preview : null;
      const current = { place, step, steps, preview: preview ?? before, calibrates: false };
      return { ...open, current };
    }
    case 'calibrating': {
      const { place, step, steps } = event;
      return { ...open, current: { place, step, steps, preview: null, calibrates: true } };
    }
    // The state of the queue says it, which the room shows as well.
    case 'held':
      return open;
    case 'saved': {
      const pictures = open.grid.pictures.with(event.place, event.pictureId);
      return { ...open, grid: { ...open.grid, pictures } };
    }
  }
}
