import type { Device } from './devices.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** A started worker process. Listeners are set once, right after it was started. */
export interface WorkerChannel {
  postMessage(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** Called with what the process prints. Until it is set, that goes to this process's stderr. */
  onOutput(listener: (text: string) => void): void;
  /** Called once when the process is gone; null where it was ended from outside, by another program or the system. */
  onExit(listener: (exitCode: number | null) => void): void;
  /** Ends the process at once, also inside of a step. */
  kill(): void;
}

/** Starts a worker process for a device: `child_process.fork` in plain Node, `utilityProcess` in the desktop shell. */
export type SpawnWorker = (device: Device) => WorkerChannel;
