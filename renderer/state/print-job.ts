import type {
  GenerationEvent,
  GenerationRequestInput,
  Job,
} from '../../electron/api/contract/generation.ts';
import type { QueueEntry } from '../../electron/api/contract/queue.ts';
import type { Picture } from '../../electron/api/contract/gallery.ts';

type ArmInput = GenerationRequestInput['arms'][number];

/** One picture of a batch while it comes to be. */
export interface PrintCell {
  readonly status: 'waiting' | 'printing' | 'done' | 'stopped';
  /** Steps finished. */
  readonly step: number;
  readonly steps: number;
  /** Its model is being calibrated for 8-bit integers first: steps of that finished. Null where it is not. */
  readonly calibration: { readonly step: number; readonly steps: number } | null;
  /** Latest small picture as a data URL. */
  readonly preview: string | null;
  readonly picture: Picture | null;
}

/** `begun`: the queue says that it runs, and nothing is told of it yet: see `asInQueue`. */
export type PrintStatus =
  | 'sending'
  | 'queued'
  | 'begun'
  | 'loading'
  | 'running'
  | 'done'
  | 'cancelled'
  | 'failed';

/** A batch as this page follows it, from the press of the button to its last picture. */
export interface PrintJob {
  /** Known before the studio has answered; unique on this page. */
  readonly key: string;
  readonly request: GenerationRequestInput;
  /** The settled job; null until the studio has taken the request. */
  readonly job: Job | null;
  readonly status: PrintStatus;
  /** Jobs before this one when it was queued. */
  readonly ahead: number;
  /** `cells[s][a]`: seed `s`, arm `a`. */
  readonly cells: readonly (readonly PrintCell[])[];
  /** Running mean over the last steps; null before the first. */
  readonly secondsPerStep: number | null;
  /** Wall-clock seconds of the whole job, once done. */
  readonly seconds: number | null;
  readonly cancelRequested: boolean;
  /** It is made with a small footprint, and more slowly. */
  readonly shortOfMemory: boolean;
  readonly error: unknown;
}

const emptyCell: PrintCell = {
  status: 'waiting',
  step: 0,
  steps: 0,
  calibration: null,
  preview: null,
  picture: null,
};

/** Weight of the newest step in the running mean: about the last five steps count. */
const newestWeight = 0.2;

export function newPrintJob(key: string, request: GenerationRequestInput): PrintJob {
  const rows = request.count ?? 1;
  return {
    key,
    request,
    job: null,
    status: 'sending',
    ahead: 0,
    cells: Array.from({ length: rows }, () => request.arms.map(() => emptyCell)),
    secondsPerStep: null,
    seconds: null,
    cancelRequested: false,
    shortOfMemory: false,
    error: null,
  };
}

/** The job after one event of its stream. */
export function reducePrintJob(job: PrintJob, event: GenerationEvent): PrintJob {
  switch (event.type) {
    case 'queued':
      return { ...job, status: 'queued', job: event.job, ahead: event.ahead };
    case 'loading':
      return { ...endCalibrations(job), status: 'loading' };
    case 'calibrating': {
      const { cell: place, step, steps } = event;
      const calibrating = setCell(job, place, (cell) => ({
        ...cell,
        calibration: { step, steps },
      }));
      return { ...calibrating, status: 'loading' };
    }
    case 'memory-short':
      return { ...job, shortOfMemory: true };
    case 'step':
      return {
        ...setCell(job, event.cell, (cell) => ({
          ...cell,
          status: 'printing',
          step: event.step,
          steps: event.steps,
          calibration: null,
          preview: event.preview ?? cell.preview,
        })),
        status: 'running',
        secondsPerStep:
          job.secondsPerStep === null
            ? event.seconds
            : job.secondsPerStep + newestWeight * (event.seconds - job.secondsPerStep),
      };
    // The queue says it, wherever the page is.
    case 'held':
      return job;
    case 'saved':
      return {
        ...setCell(job, event.cell, (cell) => ({
          ...cell,
          status: 'done',
          step: cell.steps,
          picture: event.picture,
        })),
        status: 'running',
      };
    case 'done':
      return {
        ...stopOpenCells(job),
        status: 'done',
        seconds: event.seconds,
        secondsPerStep: event.secondsPerStep,
      };
    case 'cancelled':
      return { ...stopOpenCells(job), status: 'cancelled' };
  }
}

/** The job after its stream broke off with an error. */
export function failPrintJob(job: PrintJob, error: unknown): PrintJob {
  return { ...stopOpenCells(job), status: 'failed', error };
}

/** The job when it is asked for anew: its pictures stay, the others are waited for. */
export function reopenPrintJob(job: PrintJob): PrintJob {
  const cells = job.cells.map((row) =>
    row.map((cell) => (cell.status === 'done' ? cell : emptyCell)),
  );
  return { ...newPrintJob(job.key, job.request), job: job.job, cells };
}

/** As the studio settled them, which takes the tags of known LoRAs out of the prompts; until then as they were asked for. */
export function armsOfJob({ job, request }: PrintJob): readonly ArmInput[] {
  return job?.arms ?? request.arms;
}

/** The job as the queue knows it: on a slow machine a long time goes by between its turn and the first step told of it. */
export function asInQueue(job: PrintJob, queue: readonly Pick<QueueEntry, 'job'>[]): PrintJob {
  if (job.status !== 'queued') return job;
  const entry = queue.find((one) => one.job.id === job.job?.id);
  return entry?.job.status === 'running' ? { ...job, status: 'begun' } : job;
}

/** Whether the job still has something to print. */
export function isOpen(job: PrintJob): boolean {
  return job.status !== 'done' && job.status !== 'failed' && job.status !== 'cancelled';
}

export interface PrintProgress {
  /** 0 … 1 over all pictures of the job. */
  readonly part: number;
  readonly saved: number;
  readonly total: number;
  /** The picture being printed, if any. */
  readonly current: PrintCell | null;
  /** How far a model's calibration is that a picture waits for, if one does. */
  readonly calibration: PrintCell['calibration'];
  /** Seconds; null while nothing is known. */
  readonly secondsLeft: number | null;
}

/** Decoding a picture takes as long as a step with guidance, at 256 and 512 px alike (docs/performance.md). */
const STEPS_TO_PIXELS = 1;

export function progressOf(job: PrintJob): PrintProgress {
  const cells = job.cells.flat();
  // Some samplers call the network twice a step, a run from a picture leaves steps out: what a cell tells is the truth.
  const stepsPerPicture =
    cells.find((cell) => cell.steps > 0)?.steps ?? job.job?.settings.steps ?? null;
  const finished = cells.reduce((sum, cell) => sum + finishedPart(cell), 0);
  const saved = cells.filter((cell) => cell.status === 'done').length;
  const secondsLeft =
    job.secondsPerStep === null || stepsPerPicture === null
      ? null
      : ((cells.length - finished) * stepsPerPicture + (cells.length - saved) * STEPS_TO_PIXELS) *
        job.secondsPerStep;
  return {
    part: cells.length === 0 ? 0 : finished / cells.length,
    saved,
    total: cells.length,
    current: cells.find((cell) => cell.status === 'printing') ?? null,
    calibration: cells.find((cell) => cell.calibration !== null)?.calibration ?? null,
    secondsLeft,
  };
}

function finishedPart(cell: PrintCell): number {
  if (cell.status === 'done') return 1;
  return cell.steps > 0 ? cell.step / cell.steps : 0;
}

function setCell(
  job: PrintJob,
  place: { arm: number; seed: number },
  change: (cell: PrintCell) => PrintCell,
): PrintJob {
  const cells = job.cells.map((row, s) =>
    s === place.seed ? row.map((cell, a) => (a === place.arm ? change(cell) : cell)) : row,
  );
  return { ...job, cells };
}

/** Which model is being loaded is not told by picture. */
function endCalibrations(job: PrintJob): PrintJob {
  const cells = job.cells.map((row) => row.map((cell) => ({ ...cell, calibration: null })));
  return { ...job, cells };
}

function stopOpenCells(job: PrintJob): PrintJob {
  const cells = job.cells.map((row) =>
    row.map((cell): PrintCell =>
      cell.status === 'done' ? cell : { ...cell, status: 'stopped', calibration: null },
    ),
  );
  return { ...job, cells };
}
