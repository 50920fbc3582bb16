import type { PrintSettings } from '../api/contract/recipe.ts';
import type { Device } from './devices.ts';
import type { FromWorker, PrintTask, WorkerModel } from './messages.ts';
import type { SpawnWorker } from './worker-channel.ts';
import { createWorkerSlot } from './worker-slot.ts';
import type { WorkerState } from './worker-slot.ts';

/** What happens while one picture is made; the last event is `image` or `cancelled`. */
export type PrintEvent = Extract<FromWorker, { type: 'loading' | 'step' | 'image' | 'cancelled' }>;

export interface WorkerPool {
  devices(): { device: Device; worker: WorkerState }[];
  /**
   * Makes one picture. Aborting `signal` cancels before the next step; so does ending the iteration, which returns
   * when the worker has stopped.
   *
   * @throws PrintFailedError, WorkerDiedError
   */
  print(task: PrintTask, signal: AbortSignal): AsyncGenerator<PrintEvent, void, void>;
  /** Starts the worker if needed and loads the model ahead of its first task. */
  warm(model: WorkerModel, settings: PrintSettings): void;
  /** Ends the worker process, whatever it does. The next task starts a new one. */
  kill(): void;
  /** As `kill`, for good; resolves when the processes are gone. */
  close(): Promise<void>;
}

/**
 * One worker process per device, started when first needed. There is one device for now, so one picture is made at a
 * time and the caller gives tasks one after the other.
 *
 * @param onProblem told of what no task reports: a model that could not be warmed
 */
export function createWorkerPool(
  device: Device,
  spawnWorker: SpawnWorker,
  onProblem: (message: string) => void,
): WorkerPool {
  const slot = createWorkerSlot(device, spawnWorker, onProblem);
  return {
    devices: () => [{ device, worker: slot.state() }],
    print: (task, signal) => slot.print(task, signal),
    warm: (model, settings) => slot.warm(model, settings),
    kill: () => slot.kill(),
    close: () => slot.close(),
  };
}
