import type { LogRecord } from '../api/contract/diagnostics.ts';
import type { Log, Logs } from '../logs/create-logs.ts';
import type { ToWorker } from '../workers/messages.ts';
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

/** What a worker prints, line by line: warnings of ONNX Runtime, stacks of errors that nobody expected. */
function logOutput(worker: WorkerChannel, log: Log, hide: () => readonly string[]): void {
  let rest = '';
  worker.onOutput((text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    const whole = lines.filter((line) => line.trim() !== '').join('\n');
    if (whole !== '') log.warn(whole, { hide: hide() });
  });
}

function promptsOf(message: ToWorker): readonly string[] | null {
  return message.type === 'print' ? [message.task.prompt, message.task.negativePrompt] : null;
}
