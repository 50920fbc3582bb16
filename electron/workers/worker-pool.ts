import type { Priority } from '../api/contract/queue.ts';
import type { Cell, PrintSettings } from '../api/contract/recipe.ts';
import type { Device } from './devices.ts';
import type { FromWorker, PrintTask, WorkerModel } from './messages.ts';
import type { SpawnWorker } from './worker-channel.ts';
import { createWorkerSlot } from './worker-slot.ts';
import type { CalibrationEvent, DeviceUse, WorkerSlot, WorkerState } from './worker-slot.ts';

/** What happens while a task's pictures are made; the last event is the last `image` or `cancelled`. */
export type PrintEvent = Extract<
  FromWorker,
  { type: 'loading' | 'calibrating' | 'memory-short' | 'step' | 'image' | 'cancelled' }
>;

/** Which picture of which job it is, for places that other studios use too. */
export interface PrintErrand {
  readonly jobId: string;
  /** The first, where there are several. */
  readonly cell: Cell;
  readonly priority: Priority;
}

/** A place where one task at a time is done. */
export interface PrintSlot {
  /**
   * Makes the pictures of a task. Aborting `signal` cancels before the next step; so does ending the iteration, which returns
   * when the worker has stopped.
   *
   * @throws PrintFailedError, WorkerDiedError, PlaceLostError
   */
  print(
    task: PrintTask,
    signal: AbortSignal,
    errand: PrintErrand,
  ): AsyncGenerator<PrintEvent, void, void>;
  /**
   * What the time of a step depends on here: the device, its driver, and how it is used; null before that is known. Left out
   * where a task has one picture.
   */
  readonly pacedAs?: () => string | null;
  /** Whether a model is being calibrated here, which a picture stops before its next step. */
  readonly isCalibrating?: () => boolean;
  /** Whether the model with this fingerprint is in its memory. */
  holds(fingerprint: string): boolean;
  /** How many models are in its memory. */
  readonly loaded: number;
  /** Ends the worker process, whatever it does. The next task starts a new one. */
  kill(): void;
  /** Where it can do something urgent while its task waits between two steps. */
  readonly between?: PrintSlotBetween;
}

/** The place between two steps of a slot's task, on the same worker. */
export interface PrintSlotBetween extends PrintSlot {
  /** Nothing urgent follows: the task that was interrupted goes on. It waits for this after every urgent picture. */
  resume(): void;
}

export interface WorkerPool {
  devices(): { device: Device; worker: WorkerState; use: DeviceUse | null }[];
  readonly slots: readonly PrintSlot[];
  /** Bytes that the largest worker held after its last task: it can let go of them for the next. */
  ownBytes(): number;
  /** Starts a worker if needed and loads the model ahead of its first task, where it has the fewest to load. */
  warm(model: WorkerModel, settings: PrintSettings): void;
  /**
   * Calibrates a model for 8-bit integers as `WorkerSlot` does, on a worker that has nothing to do where there is one. One
   * at a time.
   */
  calibrate(model: WorkerModel, signal: AbortSignal): AsyncGenerator<CalibrationEvent, void, void>;
  /** One worker for each of these devices from now on. Workers of other devices finish what they have begun. */
  arrange(devices: readonly Device[]): void;
  /** Ends all worker processes, whatever they do. */
  kill(): void;
  /** As `kill`, for good; resolves when the processes are gone. */
  close(): Promise<void>;
}

/**
 * One worker process per device, started when first needed.
 *
 * @param onProblem told of what no task reports: a model that could not be warmed
 */
export function createWorkerPool(
  devices: readonly Device[],
  spawnWorker: SpawnWorker,
  onProblem: (message: string) => void,
): WorkerPool {
  let slots = devices.map((device) => createWorkerSlot(device, spawnWorker, onProblem));
  const retired: WorkerSlot[] = [];
  let warmed = 0;
  return {
    devices: () =>
      slots.map((slot) => ({ device: slot.device, worker: slot.state(), use: slot.use() })),
    get slots() {
      return slots;
    },
    ownBytes: () => Math.max(0, ...slots.map((slot) => slot.ownBytes())),
    warm: (model, settings) => slots[warmed++ % slots.length]?.warm(model, settings),
    calibrate(model, signal) {
      const slot = slots.find((one) => one.state() !== 'busy') ?? slots[0];
      if (slot === undefined) throw new Error('There is no worker.');
      return slot.calibrate(model, signal);
    },
    arrange(next) {
      const kept = new Map(slots.map((slot) => [JSON.stringify(slot.device), slot]));
      slots = next.map((device) => {
        const key = JSON.stringify(device);
        const slot = kept.get(key) ?? createWorkerSlot(device, spawnWorker, onProblem);
        kept.delete(key);
        return slot;
      });
      for (const slot of kept.values()) {
        slot.retire();
        retired.push(slot);
      }
    },
    kill: () => [...slots, ...retired].forEach((slot) => slot.kill()),
    close: async () => void (await Promise.all([...slots, ...retired].map((slot) => slot.close()))),
  };
}
