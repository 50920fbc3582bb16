import type { Arm } from '../api/contract/arm.ts';
import { type GenerationRequest, generationRequestSchema } from '../api/contract/generation.ts';
import { countCells } from '../api/contract/grids.ts';
import type { Grid, GridEvent, GridNews, GridRequest } from '../api/contract/grids.ts';
import { createId } from '../database/create-id.ts';
import type { Tables } from '../database/tables.ts';
import { settleArms } from './create-job.ts';
import type { GenerationService } from './generation.ts';
import { requestOfCell } from './grid-cell.ts';
import type { ModelsService } from './models.ts';
import { createRuns } from './runs.ts';
import type { RunsOptions } from './runs.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';
import { saveAndTell } from './wait-for-storage.ts';
import type { StorageWait } from './wait-for-storage.ts';
import type { Wildcards } from './wildcards.ts';

export interface GridsOptions extends Pick<
  RunsOptions<GridEvent>,
  'inTurn' | 'dataFolder' | 'clock' | 'onProblem'
> {
  readonly tables: Tables;
  readonly models: ModelsService;
  readonly generation: GenerationService;
  readonly wildcards: Wildcards;
  readonly storage: StorageWait;
}

export type GridsService = ReturnType<typeof createGridsService>;

/** X/Y/Z grids: saved before they print, cell by cell, so that a stopped one goes on where it stopped. */
export function createGridsService(options: GridsOptions) {
  const { tables, models, generation, wildcards, storage, dataFolder, clock } = options;
  const runs = createRuns<GridEvent>({
    ...options,
    kind: 'grid',
    print,
    started: (id) => ({ type: 'started', grid: require(id) }),
  });

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

  async function* print(id: string, signal: AbortSignal): AsyncGenerator<GridEvent, void, void> {
    const adopt = async () => write(() => tables.grids.adoptPictures(id));
    yield* saveAndTell(storage, adopt, signal);
    const grid = require(id);
    yield { type: 'started', grid };
    for (const [place, picture] of grid.pictures.entries()) {
      if (picture !== null) continue;
      const request = requestAt(grid.request, place);
      const part = { runId: id, part: String(place) };
      let isDone = false;
      for await (const event of generation.run(request, { signal, priority: 'background', part })) {
        if (event.type === 'step') {
          const { step, steps, preview } = event;
          yield { type: 'step', place, step, steps, preview };
        } else if (event.type === 'calibrating') {
          const { step, steps } = event;
          yield { type: 'calibrating', place, step, steps };
        } else if (event.type === 'saved') {
          const { id: pictureId } = event.picture;
          const note = async () => write(() => tables.grids.setPicture(id, place, pictureId));
          yield* saveAndTell(storage, note, signal);
          yield { type: 'saved', place, pictureId };
        } else if (event.type === 'held') yield event;
        else if (event.type === 'done') isDone = true;
      }
      if (!isDone) return;
    }
    yield { type: 'done', grid: require(id) };
  }

  function openGrids(): GridNews {
    const grids = runs.open().flatMap(({ id, ...rest }) => {
      const grid = tables.grids.get(id);
      return grid === null ? [] : [{ grid, ...rest }];
    });
    return { type: 'open', grids };
  }

  return {
    async list(): Promise<Grid[]> {
      return tables.grids.list();
    },

    /**
     * @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE, LICENCE_NOT_ACCEPTED, PROMPT_INVALID, CANNOT_SAVE, and nothing
     *   is kept
     */
    async start(request: GridRequest): Promise<Grid> {
      requirePrintable(request);
      const now = clock();
      const id = createId(now);
      write(() => tables.grids.insert(id, now.toISOString(), request));
      runs.keep(id);
      return require(id);
    },

    /** @throws StudioError GRID_NOT_FOUND, CANNOT_SAVE */
    async goOn({ id }: { id: string }): Promise<Grid> {
      const grid = require(id);
      runs.keep(id);
      return grid;
    },

    /** @throws StudioError GRID_NOT_FOUND, CANNOT_SAVE */
    async stop({ id }: { id: string }): Promise<Grid> {
      const grid = require(id);
      runs.stop(id);
      return grid;
    },

    async *watch({ signal }: { signal?: AbortSignal | undefined } = {}): AsyncGenerator<
      GridNews,
      void,
      void
    > {
      for await (const news of runs.watch(signal)) {
        if (news.type === 'opened') yield openGrids();
        else {
          const { id: gridId, ...rest } = news;
          yield { gridId, ...rest };
        }
      }
    },

    partRetried: (id: string): void => runs.partRetried(id),

    resumeLeft: () => runs.resumeLeft(),

    lookAgain: () => runs.lookAgain(),

    close: async () => await runs.close(),

    /** `restore` brings it back. @throws StudioError GRID_NOT_FOUND, CANNOT_SAVE */
    async remove({ id }: { id: string }): Promise<{ id: string }> {
      require(id);
      runs.stop(id);
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
