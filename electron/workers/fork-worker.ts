import { fork } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Device } from './devices.ts';
import type { FromWorker } from './messages.ts';
import type { WorkerChannel } from './worker-channel.ts';

/** What a process ends by through a fault of its own: in a library, in a driver, in an instruction that is not there. */
const faults: readonly string[] = [
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGSEGV',
  'SIGSYS',
  'SIGTRAP',
];

/** Of a program that could not be started, as shells have it. */
const notStarted = 127;

const workerEntry = join(import.meta.dirname, 'diffusion-worker.ts');

/**
 * A diffusion worker as a child process of plain Node. Nothing that it prints goes to this process's stdout, which
 * belongs to the command line's results.
 */
export function forkWorker(device: Device): WorkerChannel {
  const child = fork(workerEntry, [JSON.stringify(device)], {
    // Structured clone: pixels travel as bytes, not as JSON.
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Flags of this process, e.g. those of a test runner, are not for the worker.
    execArgv: [],
    env: { ...process.env, ...device.environment },
  });
  let print = (text: string): void => void process.stderr.write(text);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => print(text));
  }
  return {
    postMessage(message) {
      // A process that is just dying takes no messages; its end is reported by `exit`.
      if (child.connected) child.send(message, () => {});
    },
    onMessage(listener) {
      child.on('message', (message) => listener(message as FromWorker));
    },
    onOutput(listener) {
      print = listener;
    },
    onExit(listener) {
      let reported = false;
      const report = (code: number | null): void => {
        if (reported) return;
        reported = true;
        listener(code);
      };
      child.on('exit', (code, signal) => report(codeOf(code, signal)));
      child.on('error', ({ message }) => {
        if (child.pid !== undefined) return;
        print(`${message}\n`);
        report(notStarted);
      });
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}

/** Null where somebody else has ended the process. A fault's signal has a code, as shells have it: 128 and its number. */
function codeOf(code: number | null, signal: NodeJS.Signals | null): number | null {
  return signal !== null && faults.includes(signal) ? 128 + constants.signals[signal] : code;
}
