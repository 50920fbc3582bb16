import { join } from 'node:path';
import { utilityProcess } from 'electron';
import type { FromWorker } from '../workers/messages.ts';
import type { SpawnWorker } from '../workers/worker-channel.ts';

/**
 * A diffusion worker as Electron's utility process: an Electron helper with Node in it, for the packaged program has
 * no Node of its own to fork. The entry is bundled beside the main process's.
 */
export const spawnUtilityWorker: SpawnWorker = (device) => {
  const entry = join(import.meta.dirname, 'diffusion-worker.js');
  const child = utilityProcess.fork(entry, [JSON.stringify(device)], {
    serviceName: 'Nishiki diffusion worker',
    stdio: 'pipe',
    env: { ...process.env, ...device.environment },
  });
  let print = (text: string): void => void process.stderr.write(text);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => print(bytes.toString()));
  }
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', (message: FromWorker) => listener(message)),
    onOutput(listener) {
      print = listener;
    },
    onExit: (listener) => child.once('exit', (code) => listener(code)),
    kill() {
      // `kill` asks; a process inside of a step does not listen.
      if (child.pid === undefined) child.kill();
      else endProcess(child.pid);
    },
  };
};

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself in the meantime, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
