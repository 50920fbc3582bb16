import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Device } from './devices.ts';
import type { FromWorker } from './messages.ts';
import type { WorkerChannel } from './worker-channel.ts';

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
      child.on('exit', (code) => report(code));
      child.on('error', () => {
        if (child.pid === undefined) report(null);
      });
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}
