import type { PrintSettings } from '../api/contract/recipe.ts';
import type { Device } from './devices.ts';
import { createEventQueue } from './event-queue.ts';
import type { EventQueue } from './event-queue.ts';
import type { FromWorker, PrintTask, WorkerModel } from './messages.ts';
import type { SpawnWorker, WorkerChannel } from './worker-channel.ts';
import { PrintFailedError, WorkerDiedError } from './worker-errors.ts';
import type { PrintEvent, PrintSlot } from './worker-pool.ts';

export type WorkerState = 'stopped' | 'starting' | 'idle' | 'busy';

interface RunningTask {
  readonly id: number;
  readonly messages: EventQueue<Extract<FromWorker, { id: number }>>;
}

export interface WorkerSlot extends PrintSlot {
  readonly device: Device;
  state(): WorkerState;
  warm(model: WorkerModel, settings: PrintSettings): void;
  close(): Promise<void>;
}

/** The worker process of one device: started when first needed, started anew after it died, one task at a time. */
export function createWorkerSlot(
  device: Device,
  spawnWorker: SpawnWorker,
  onProblem: (message: string) => void,
): WorkerSlot {
  let models: readonly string[] = [];
  let channel: WorkerChannel | null = null;
  let ready = false;
  let closed = false;
  let running: RunningTask | null = null;
  let lastId = 0;
  let gone = Promise.resolve();

  function start(): WorkerChannel {
    if (closed) throw new Error('The studio is closed; its workers take no more tasks.');
    if (channel !== null) return channel;
    const started = spawnWorker(device);
    const exit = Promise.withResolvers<void>();
    gone = exit.promise;
    channel = started;
    started.onMessage((message) => {
      if (channel === started) receive(message);
    });
    started.onExit((exitCode) => {
      exit.resolve();
      if (channel !== started) return;
      channel = null;
      models = [];
      const wasReady = ready;
      ready = false;
      running?.messages.fail(new WorkerDiedError(exitCode, wasReady));
    });
    return started;
  }

  function receive(message: FromWorker): void {
    if (message.type === 'ready') ready = true;
    else if (message.type === 'models') models = message.fingerprints;
    else if (message.type === 'problem') onProblem(message.detail);
    else if (message.id === running?.id) running.messages.push(message);
  }

  async function* print(
    task: PrintTask,
    signal: AbortSignal,
  ): AsyncGenerator<PrintEvent, void, void> {
    if (running !== null) throw new Error('The worker has a task already.');
    const worker = start();
    const id = ++lastId;
    const messages: RunningTask['messages'] = createEventQueue();
    const cancel = (): void => worker.postMessage({ type: 'cancel', id });
    running = { id, messages };
    signal.addEventListener('abort', cancel, { once: true });
    let settled = false;
    try {
      worker.postMessage({ type: 'print', id, task });
      if (signal.aborted) cancel();
      for await (const message of messages) {
        settled = isLast(message);
        if (message.type === 'failed') {
          throw new PrintFailedError(message.stage, message.reason, message.detail);
        }
        yield message;
        if (settled) return;
      }
    } catch (error) {
      settled = true;
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
      if (!settled) {
        cancel();
        await untilSettled(messages);
      }
      running = null;
    }
  }

  return {
    device,
    holds: (fingerprint) => models.includes(fingerprint),
    get loaded() {
      return models.length;
    },
    state(): WorkerState {
      if (channel === null) return 'stopped';
      if (!ready) return 'starting';
      return running === null ? 'idle' : 'busy';
    },
    print,
    warm(model: WorkerModel, settings: PrintSettings): void {
      start().postMessage({ type: 'warm', model, settings });
    },
    kill(): void {
      channel?.kill();
    },
    async close(): Promise<void> {
      closed = true;
      channel?.kill();
      await gone;
    },
  };
}

function isLast(message: FromWorker): boolean {
  return message.type === 'image' || message.type === 'cancelled' || message.type === 'failed';
}

/** Reads on until the worker has stopped, so that the next task finds it free. */
async function untilSettled(messages: RunningTask['messages']): Promise<void> {
  try {
    for await (const message of messages) if (isLast(message)) return;
  } catch (error) {
    // A worker that died has stopped as well; there is nobody left to tell.
    if (!(error instanceof WorkerDiedError)) throw error;
  }
}
