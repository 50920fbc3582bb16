import { createPreviewPace, type PreviewPace } from '../../native-models/pipelines/preview-pace.ts';
import type { Picture } from '../api/contract/gallery.ts';
import type { GenerationEvent } from '../api/contract/generation.ts';
import type { Priority } from '../api/contract/queue.ts';
import type { Cell } from '../api/contract/recipe.ts';
import { encodePreview } from '../images/picture-file.ts';
import type { PrintTask } from '../workers/messages.ts';
import { PrintFailedError, WorkerDiedError } from '../workers/worker-errors.ts';
import type { PrintEvent, PrintSlot } from '../workers/worker-pool.ts';
import { workOfCell } from './cell-work.ts';
import type { CellWork, CellWorkOptions, PreparedJob } from './cell-work.ts';
import type { OpenJob } from './open-job.ts';
import type { StepPreview } from './preview-sheets.ts';
import { describePrintFailure, ranOutOfMemory } from './print-failure.ts';
import type { Pace } from './print-paces.ts';
import { saveCell } from './save-cell.ts';
import type { SaveCellOptions, SavePicture } from './save-cell.ts';

export type PrintCellsOptions = CellWorkOptions & SaveCellOptions;

/** What is told while pictures are made. */
export type CellEvent = Extract<
  GenerationEvent,
  { type: 'loading' | 'calibrating' | 'memory-short' | 'step' }
>;

export interface PrintContext {
  readonly promptId: string | null;
  readonly priority: Priority;
  /** How many pictures of the job are saved by now, for the words of a failure. */
  readonly saved: () => number;
  /** `small` once memory ran out. */
  readonly footprint: OpenJob['footprint'];
  readonly signal: AbortSignal;
  readonly report: (event: CellEvent) => void;
  /** Calls `attempt` until it has saved; null where it was given up. */
  readonly save: SavePicture;
  readonly onSaved: (cell: Cell, picture: Picture) => void;
  /** Told how fast they were, once all are made. */
  readonly onPace: (pace: Pace) => void;
}

/** A cell, what it takes, and what was told of it. */
interface CellRun {
  readonly cell: Cell;
  readonly work: CellWork;
  /** By step: a worker that took over from another one begins with the first. */
  readonly previews: Map<number, StepPreview>;
  /** When they are shown. */
  readonly pace: PreviewPace;
  /** Of its steps. */
  readonly seconds: number[];
}

/** Milliseconds from one preview that is shown to the next. Of compared pictures every step is kept beside that. */
const shownEvery = 100;

/**
 * Makes one picture of a job, or several of one arm at once, and saves each as soon as it is there. Those whose seeds
 * have chosen other LoRAs than the first one's are left for another time. Cancelled, it returns when the worker has
 * stopped; what was finished is saved.
 *
 * @param cells never empty
 * @throws WorkerDiedError; PrintFailedError where memory ran out with the usual footprint, or where several failed
 *   together; StudioError PROMPT_INVALID, MODEL_UNREADABLE, OUT_OF_MEMORY, GENERATION_FAILED, CANNOT_SAVE
 */
export async function printCells(
  prepared: PreparedJob,
  cells: readonly Cell[],
  slot: PrintSlot,
  context: PrintContext,
  options: PrintCellsOptions,
): Promise<void> {
  // Once for printing and saving: a wildcard file may be written to meanwhile.
  const all = await Promise.all(
    cells.map(async (cell): Promise<CellRun> => {
      const pace = createPreviewPace(shownEvery, () => performance.now());
      const work = await workOfCell(prepared, cell, options);
      return { cell, work, previews: new Map(), pace, seconds: [] };
    }),
  );
  const [first, ...others] = all;
  if (first === undefined) return;
  const runs = [first, ...others.filter((run) => isOfOneModel(run.work, first.work))] as const;
  try {
    await printRuns(prepared, runs, slot, context, options);
  } catch (error) {
    // Cancelled twice, the process was ended for it.
    if (error instanceof WorkerDiedError && context.signal.aborted) return;
    if (!(error instanceof PrintFailedError) || runs.length > 1) throw error;
    if (ranOutOfMemory(error) && context.footprint === 'usual') throw error;
    const facts = { jobId: prepared.job.id, saved: context.saved() };
    throw describePrintFailure(error, first.work, facts);
  }
}

async function printRuns(
  prepared: PreparedJob,
  runs: readonly [CellRun, ...CellRun[]],
  slot: PrintSlot,
  context: PrintContext,
  options: PrintCellsOptions,
): Promise<void> {
  const [first] = runs;
  const { job } = prepared;
  const { priority, signal } = context;
  const errand = { jobId: job.id, cell: first.cell, priority };
  const isCompared = job.comparisonId !== null;
  const [, ...others] = runs;
  const works = [first.work, ...others.map(({ work }) => work)] as const;
  const wanted = taskOf(works, context.footprint);
  const task = isCompared ? wanted : { ...wanted, previewEvery: shownEvery };
  for await (const event of slot.print(task, signal, errand)) {
    if (event.type === 'cancelled') return;
    if (event.type !== 'image') {
      await tell(event, runs, isCompared, context);
      continue;
    }
    const run = runs[event.index] ?? first;
    const { cell, work, previews, seconds } = run;
    const sorted = [...previews.values()].toSorted((a, b) => a.step - b.step);
    const image = { ...event, previews: sorted };
    const { promptId, save } = context;
    const saving = { promptId, saved: context.saved(), save };
    const picture = await saveCell(prepared, cell, work, image, saving, options);
    if (picture !== null) context.onSaved(cell, picture);
    if (event.left > 0) continue;
    const { batch, footprint } = event;
    // With a small footprint the UNet's rows go one by one.
    if (footprint === undefined || runs.length > batch) {
      context.onPace({ asked: runs.length, batch, seconds });
    }
    return;
  }
  throw new Error('The worker ended a task without a result.');
}

/** Whether two pictures can be made by one task. */
export function isOfOneModel(one: CellWork, other: CellWork): boolean {
  return one.task.model.fingerprint === other.task.model.fingerprint;
}

/** One task for all of them: they differ in their words and seeds alone. */
export function taskOf(
  [first, ...others]: readonly [CellWork, ...CellWork[]],
  footprint: OpenJob['footprint'],
): PrintTask {
  const { task } = first;
  const further = others.map((work) => {
    const { prompt, negativePrompt, seed, settings } = work.task;
    const variationSeed = settings.variation?.seed;
    return { prompt, negativePrompt, seed, ...(variationSeed !== undefined && { variationSeed }) };
  });
  return {
    ...task,
    ...(further.length > 0 && { further }),
    ...(footprint === 'small' && { footprint }),
  };
}

/** Passes on what happens on the way to a picture. */
async function tell(
  event: Exclude<PrintEvent, { type: 'image' | 'cancelled' }>,
  runs: readonly [CellRun, ...CellRun[]],
  isCompared: boolean,
  { report }: Pick<PrintContext, 'report'>,
): Promise<void> {
  const [{ cell, work }] = runs;
  const { id: modelId } = work.model;
  switch (event.type) {
    case 'loading':
      report({ type: 'loading', modelId });
      break;
    case 'calibrating': {
      const { step, steps } = event;
      report({ type: 'calibrating', cell, modelId, step, steps });
      break;
    }
    case 'memory-short': {
      const { neededBytes, availableBytes } = event;
      report({ type: 'memory-short', cell, neededBytes, availableBytes });
      break;
    }
    case 'step': {
      const { index, step, steps, seconds } = event;
      const run = runs[index] ?? runs[0];
      const isShown = event.preview !== null && (!isCompared || run.pace.isDue(step, steps));
      const preview = isShown ? await encodePreview(event.preview) : null;
      if (event.preview !== null && isCompared) {
        run.previews.set(step, { step, image: event.preview });
      }
      run.seconds.push(seconds);
      report({ type: 'step', cell: run.cell, step, steps, seconds, preview });
      break;
    }
  }
}
