import type { PrintSettings } from '../api/contract/recipe.ts';
import type { Device } from './devices.ts';
import { describePlace } from './describe-place.ts';
import { createEventQueue } from './event-queue.ts';
import type { EventQueue } from './event-queue.ts';
import type { FromWorker, PrintTask, ToWorker, WorkerModel } from './messages.ts';
import { countMemoryKills } from './read-memory.ts';
import type { SpawnWorker, WorkerChannel } from './worker-channel.ts';
import { PrintFailedError, WorkerDiedError } from './worker-errors.ts';
import type { PrintEvent, PrintSlot, PrintSlotBetween } from './worker-pool.ts';

/**
 * How long a calibration waits for another picture before it goes on, in milliseconds: mostly one follows, and either of
 * them loads its model anew.
 */
const calibrationPause = 1000;

export type WorkerState = 'stopped' | 'starting' | 'idle' | 'busy';

interface RunningTask {
  readonly id: number;
  readonly messages: EventQueue<TaskMessage>;
}

type TaskMessage = Exclude<Extract<FromWorker, { id: number }>, { type: 'begun' }>;

/** What happens while a model is calibrated; the last event is `calibrated` or `cancelled`. */
export type CalibrationEvent = Extract<
  FromWorker,
  { type: 'calibrating' | 'calibrated' | 'cancelled' }
>;

/** How a worker uses its device. */
export type DeviceUse = Omit<Extract<FromWorker, { type: 'device' }>, 'type'>;

/** One picture at a time, an urgent one between two of its steps, and a calibration that gives way to both. */
type Lane = 'regular' | 'urgent' | 'calibration';

export interface WorkerSlot extends PrintSlot {
  readonly device: Device;
  print(task: PrintTask, signal: AbortSignal): AsyncGenerator<PrintEvent, void, void>;
  readonly between: Omit<PrintSlotBetween, 'print'> & Pick<WorkerSlot, 'print'>;
  state(): WorkerState;
  /** What its process held after its last task. */
  ownBytes(): number;
  /** Null before the worker has said so. */
  use(): DeviceUse | null;
  warm(model: WorkerModel, settings: PrintSettings): void;
  /**
   * Calibrates a model for 8-bit integers while no picture is made: it stops for one before its next step, and goes on
   * when none has followed for a second. Aborting `signal` or ending the iteration ends it, and nothing is kept then.
   *
   * @throws PrintFailedError; WorkerDiedError, `overAnother` where it may be tried again
   */
  calibrate(model: WorkerModel, signal: AbortSignal): AsyncGenerator<CalibrationEvent, void, void>;
  /** Ends the process once its task is done; it takes no other. */
  retire(): void;
  close(): Promise<void>;
}

/** The worker process of one device: started when first needed, started anew after it died. */
export function createWorkerSlot(
  device: Device,
  spawnWorker: SpawnWorker,
  onProblem: (message: string) => void,
): WorkerSlot {
  let models: readonly string[] = [];
  let ownBytes = 0;
  let use: DeviceUse | null = null;
  let channel: WorkerChannel | null = null;
  let ready = false;
  let closed = false;
  let retired = false;
  const running = new Map<Lane, RunningTask>();
  /** The task that the worker does now, while others wait. */
  let computing: number | null = null;
  let lastId = 0;
  let gone = Promise.resolve();
  /** The process was ended for a picture. */
  let isKilled = false;
  let goingOn: NodeJS.Timeout | undefined;

  function start(): WorkerChannel {
    if (closed) throw new Error('The studio is closed; its workers take no more tasks.');
    if (channel !== null) return channel;
    const killsBefore = countMemoryKills();
    const started = spawnWorker(device);
    const exit = Promise.withResolvers<void>();
    gone = exit.promise;
    channel = started;
    isKilled = false;
    started.onMessage((message) => {
      if (channel === started) receive(message);
    });
    started.onExit((exitCode) => {
      exit.resolve();
      if (channel !== started) return;
      channel = null;
      models = [];
      ownBytes = 0;
      const wasReady = ready;
      ready = false;
      const killsNow = countMemoryKills();
      // A utility process of Electron's has a code where a signal ended it.
      const forMemory = exitCode !== 0 && killsBefore !== null && killsNow !== killsBefore;
      for (const [lane, { id, messages }] of running) {
        const isOther = lane === 'calibration' ? wasReady : computing !== null;
        const overAnother = (isOther && computing !== id) || (lane === 'calibration' && isKilled);
        messages.fail(new WorkerDiedError(exitCode, wasReady, { overAnother, forMemory }));
      }
      computing = null;
    });
    return started;
  }

  function receive(message: FromWorker): void {
    if (message.type === 'ready') ready = true;
    else if (message.type === 'models') models = message.fingerprints;
    else if (message.type === 'memory') ownBytes = message.ownBytes;
    else if (message.type === 'device') {
      const { profile, problem } = message;
      if (problem !== null && use?.problem !== problem) onProblem(problem);
      use = { profile, problem };
    } else if (message.type === 'problem') onProblem(message.detail);
    else forward(message);
  }

  function forward(message: Extract<FromWorker, { id: number }>): void {
    const task = running.values().find(({ id }) => id === message.id);
    if (task === undefined) return;
    if (message.type === 'begun') computing = task.id;
    else task.messages.push(message);
  }

  /** Gives the worker a task and says what becomes of it. */
  async function* follow(
    lane: Lane,
    taskWith: (id: number) => ToWorker,
    signal: AbortSignal,
  ): AsyncGenerator<Exclude<TaskMessage, { type: 'failed' }>, void, void> {
    if (running.has(lane)) throw new Error('The worker has a task already.');
    const worker = start();
    const id = ++lastId;
    const messages: RunningTask['messages'] = createEventQueue();
    const cancel = (): void => {
      worker.postMessage({ type: 'cancel', id });
      // What has given way holds nothing, and need not be waited for.
      if (lane === 'calibration' && computing !== id) messages.push({ type: 'cancelled', id });
    };
    running.set(lane, { id, messages });
    signal.addEventListener('abort', cancel, { once: true });
    let settled = false;
    try {
      worker.postMessage(taskWith(id));
      if (signal.aborted) cancel();
      for await (const message of messages) {
        settled = isLast(message);
        if (message.type === 'failed') {
          const { stage, reason, detail, memory, added } = message;
          throw new PrintFailedError(stage, reason, detail, { memory, added });
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
      running.delete(lane);
      if (computing === id) computing = null;
      if (lane !== 'calibration') goOnLater();
      if (retired) leave();
    }
  }

  /** A calibration goes on, unless a picture follows. */
  function goOnLater(): void {
    clearTimeout(goingOn);
    if (!running.has('calibration')) return;
    goingOn = setTimeout(() => {
      if (running.has('regular') || running.has('urgent')) return;
      channel?.postMessage({ type: 'resume-calibration' });
    }, calibrationPause);
  }

  async function* print(
    lane: 'regular' | 'urgent',
    task: PrintTask,
    signal: AbortSignal,
  ): AsyncGenerator<PrintEvent, void, void> {
    const urgent = lane === 'urgent';
    for await (const event of follow(lane, (id) => ({ type: 'print', id, task, urgent }), signal)) {
      if (event.type !== 'calibrated') yield event;
    }
  }

  async function* calibrate(
    model: WorkerModel,
    signal: AbortSignal,
  ): AsyncGenerator<CalibrationEvent, void, void> {
    const events = follow('calibration', (id) => ({ type: 'calibrate', id, model }), signal);
    for await (const event of events) {
      if (event.type === 'calibrating' || event.type === 'calibrated') yield event;
      else if (event.type === 'cancelled') yield event;
    }
  }

  /** Nobody tells a retired worker to go on. */
  function leave(): void {
    if (running.size > 0) channel?.postMessage({ type: 'resume' });
    else void close();
  }

  async function close(): Promise<void> {
    closed = true;
    clearTimeout(goingOn);
    channel?.kill();
    await gone;
  }

  const shared = {
    holds: (fingerprint: string) => models.includes(fingerprint),
    kill(): void {
      isKilled = true;
      channel?.kill();
    },
  };

  return {
    ...shared,
    get loaded() {
      return models.length;
    },
    device,
    isCalibrating: () => running.has('calibration'),
    pacedAs: () => describePlace(device, use),
    ownBytes: () => ownBytes,
    use: () => use,
    state(): WorkerState {
      if (channel === null) return 'stopped';
      if (!ready) return 'starting';
      return running.size === 0 ? 'idle' : 'busy';
    },
    print: (task, signal) => print('regular', task, signal),
    between: {
      ...shared,
      get loaded() {
        return models.length;
      },
      print: (task, signal) => print('urgent', task, signal),
      resume(): void {
        channel?.postMessage({ type: 'resume' });
      },
    },
    warm(model: WorkerModel, settings: PrintSettings): void {
      start().postMessage({ type: 'warm', model, settings });
    },
    calibrate,
    retire(): void {
      retired = true;
      if (running.size === 0) void close();
    },
    close,
  };
}

function isLast(message: FromWorker): boolean {
  const { type } = message;
  if (type === 'image') return message.left === 0;
  return type === 'calibrated' || type === 'cancelled' || type === 'failed';
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
