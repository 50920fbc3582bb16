import type { LogRecord } from '../api/contract/diagnostics.ts';
import type { Log, Logs } from '../logs/create-logs.ts';
import type { ToWorker } from '../workers/messages.ts';
import type { SpawnScoring } from '../workers/scoring-channel.ts';
import type { SpawnWorker, WorkerChannel } from '../workers/worker-channel.ts';

/** A worker that came to an end which nobody asked for. */
export interface WorkerEnd {
  readonly process: string;
  readonly exitCode: number | null;
  readonly lastLines: LogRecord[];
}

/** Lines of its log that go with a worker's end. */
const lastLines = 40;

/**
 * Starts workers as `spawnWorker` does, and keeps a log of each: its start, what it prints, its end. `ended` is told of
 * ends that nobody asked for.
 */
export function watchWorkers(
  spawnWorker: SpawnWorker,
  logs: Logs,
  ended: (end: WorkerEnd) => void,
): SpawnWorker {
  return (device) => {
    const log = logs.of(`worker-${device.id}`);
    const worker = spawnWorker(device);
    let asked = false;
    let prompts: readonly string[] = [];
    log.info('started', { provider: device.provider, threads: device.threads });
    logOutput(worker, log, () => prompts);
    return {
      ...worker,
      postMessage(message) {
        prompts = promptsOf(message) ?? prompts;
        worker.postMessage(message);
      },
      onExit(listener) {
        worker.onExit((exitCode) => {
          const expected = asked || exitCode === 0;
          log[expected ? 'info' : 'error'](expected ? 'ended' : 'ended unexpectedly', { exitCode });
          if (!expected) {
            const lines = logs.recent(lastLines, { process: log.process });
            ended({ process: log.process, exitCode, lastLines: lines });
          }
          listener(exitCode);
        });
      },
      kill() {
        asked = true;
        worker.kill();
      },
    };
  };
}

/**
 * Starts processes that score as `spawnScoring` does, and keeps one log of them: what they print, and ends that nobody asked
 * for. They come and go with every question, which nobody has to read.
 */
export function watchScoring(spawnScoring: SpawnScoring, logs: Logs): SpawnScoring {
  return () => {
    const log = logs.of('scoring');
    const scoring = spawnScoring();
    let asked = false;
    let words: readonly string[] = [];
    logOutput(scoring, log, () => words);
    return {
      ...scoring,
      post(task) {
        words = [...(task.texts ?? []), ...task.pairs.map(({ caption }) => caption)];
        log.debug('begun', { scorer: task.scorer, pairs: task.pairs.length });
        scoring.post(task);
      },
      onMessage(listener) {
        scoring.onMessage((message) => {
          if (message.type === 'failed') log.warn(message.message, { hide: words });
          listener(message);
        });
      },
      onExit(listener) {
        scoring.onExit((exitCode) => {
          if (!asked && exitCode !== 0) log.error('ended unexpectedly', { exitCode });
          listener(exitCode);
        });
      },
      kill() {
        asked = true;
        scoring.kill();
      },
    };
  };
}

/** What a process prints, line by line: warnings of ONNX Runtime, stacks of errors that nobody expected. */
function logOutput(
  worker: Pick<WorkerChannel, 'onOutput'>,
  log: Log,
  hide: () => readonly string[],
): void {
  let rest = '';
  worker.onOutput((text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    const whole = lines.filter((line) => line.trim() !== '').join('\n');
    if (whole !== '') log.warn(whole, { hide: hide() });
  });
}

function promptsOf(message: ToWorker): readonly string[] | null {
  if (message.type !== 'print') return null;
  const { task } = message;
  return [task, ...(task.further ?? [])].flatMap((one) => [one.prompt, one.negativePrompt]);
}
