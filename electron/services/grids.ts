import type { Arm } from '../api/contract/arm.ts';
import { type GenerationRequest, generationRequestSchema } from '../api/contract/generation.ts';
import { countCells } from '../api/contract/grids.ts';
import type { Grid, GridEvent, GridRequest } from '../api/contract/grids.ts';
import { createId } from '../database/create-id.ts';
import type { Tables } from '../database/tables.ts';
import { settleArms } from './create-job.ts';
import type { GenerationService } from './generation.ts';
import { requestOfCell } from './grid-cell.ts';
import type { ModelsService } from './models.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';
import { saveAndTell } from './wait-for-storage.ts';
import type { StorageWait } from './wait-for-storage.ts';
import type { Wildcards } from './wildcards.ts';

export interface GridsOptions {
  readonly tables: Tables;
  readonly models: ModelsService;
  readonly generation: GenerationService;
  readonly wildcards: Wildcards;
  readonly storage: StorageWait;
  readonly dataFolder: string;
  readonly clock: () => Date;
}

export type GridsService = ReturnType<typeof createGridsService>;

/** X/Y/Z grids: saved before they print, cell by cell, so that a stopped one goes on where it stopped. */
export function createGridsService({
  tables,
  models,
  generation,
  wildcards,
  storage,
  dataFolder,
  clock,
}: GridsOptions) {
  /** @throws StudioError GRID_NOT_FOUND */
  function require(id: string): Grid {
    const grid = tables.grids.get(id);
    if (grid === null) throw gridNotFound(id);
    return grid;
  }

  function write(work: () => void): void {
    try {
      work();
    } catch (error) {
      throw describeWriteFailure(error, 'The grid', dataFolder, 0);
    }
  }

  /** The arm's kind follows its model: a grid over models may cross from one language to the other. */
  function kindOf(arm: Arm): Arm['kind'] {
    const { arm: kind } = models.require(arm.modelId);
    return arm.kind === 'en-raw' && kind === 'en' ? 'en-raw' : kind;
  }

  function requestAt(grid: GridRequest, place: number): GenerationRequest {
    const request = generationRequestSchema.parse(requestOfCell(grid, place));
    return { ...request, arms: request.arms.map((arm) => ({ ...arm, kind: kindOf(arm) })) };
  }

  /** That all of its cells can be asked for: a grid of which one cannot would stop there every time. */
  function requirePrintable(grid: GridRequest): void {
    const looked = new Set<string>();
    for (let place = 0; place < countCells(grid.axes); place += 1) {
      const request = requestAt(grid, place);
      const words = JSON.stringify([request.arms, request.promptSyntax]);
      if (looked.has(words)) continue;
      looked.add(words);
      settleArms(request, { tables, models, wildcards });
    }
  }

  /** Two pages may go on with one grid: what the first has printed is not printed again. */
  const oneAtATime = createOneAtATime();

  function print(
    id: string,
    signal: AbortSignal = new AbortController().signal,
  ): AsyncGenerator<GridEvent, void, void> {
    return oneAtATime(id, signal, () => printMissing(require(id), signal));
  }

  async function* printMissing(
    grid: Grid,
    signal: AbortSignal,
  ): AsyncGenerator<GridEvent, void, void> {
    yield { type: 'started', grid };
    for (const [place, picture] of grid.pictures.entries()) {
      if (picture !== null) continue;
      const request = requestAt(grid.request, place);
      const run = generation.run(request, { signal, priority: 'background' });
      for await (const event of run) {
        if (event.type === 'step') {
          const { step, steps, preview } = event;
          yield { type: 'step', place, step, steps, preview };
        } else if (event.type === 'calibrating') {
          const { step, steps } = event;
          yield { type: 'calibrating', place, step, steps };
        } else if (event.type === 'saved') {
          const { id: pictureId } = event.picture;
          const note = async () => write(() => tables.grids.setPicture(grid.id, place, pictureId));
          yield* saveAndTell(storage, note, signal);
          yield { type: 'saved', place, pictureId };
        } else if (event.type === 'held') yield event;
        else if (event.type === 'cancelled') return;
      }
    }
    yield { type: 'done', grid: require(grid.id) };
  }

  return {
    async list(): Promise<Grid[]> {
      return tables.grids.list();
    },

    /**
     * @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE, LICENCE_NOT_ACCEPTED, PROMPT_INVALID, CANNOT_SAVE, and nothing is kept;
     *   what printing throws, while iterating
     */
    async *run(
      request: GridRequest,
      { signal }: { signal?: AbortSignal | undefined } = {},
    ): AsyncGenerator<GridEvent, void, void> {
      requirePrintable(request);
      const now = clock();
      const id = createId(now);
      write(() => tables.grids.insert(id, now.toISOString(), request));
      yield* print(id, signal);
    },

    /** @throws StudioError GRID_NOT_FOUND, and what printing throws, while iterating */
    async *resume(
      { id }: { id: string },
      { signal }: { signal?: AbortSignal | undefined } = {},
    ): AsyncGenerator<GridEvent, void, void> {
      yield* print(require(id).id, signal);
    },

    /** `restore` brings it back. @throws StudioError GRID_NOT_FOUND, CANNOT_SAVE */
    async remove({ id }: { id: string }): Promise<{ id: string }> {
      require(id);
      write(() => tables.grids.remove(id, clock().toISOString()));
      return { id };
    },

    /** @throws StudioError GRID_NOT_FOUND, CANNOT_SAVE */
    async restore({ id }: { id: string }): Promise<{ id: string }> {
      write(() => {
        if (!tables.grids.restore(id)) throw gridNotFound(id);
      });
      return { id };
    },
  };
}

function gridNotFound(id: string): StudioError<'GRID_NOT_FOUND'> {
  return new StudioError(
    'GRID_NOT_FOUND',
    { gridId: id },
    `There is no grid ${id} in this studio. Nothing was changed. Choose one from the list of grids.`,
  );
}
