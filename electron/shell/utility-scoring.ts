import { join } from 'node:path';
import { utilityProcess } from 'electron';
import type { FromScoring } from '../workers/scoring-messages.ts';
import type { SpawnScoring } from '../workers/scoring-channel.ts';

/** A process that scores, as Electron's utility process; see `spawnUtilityWorker`. */
export const spawnUtilityScoring: SpawnScoring = () => {
  const child = utilityProcess.fork(join(import.meta.dirname, 'scoring-process.js'), [], {
    serviceName: 'Nishiki scoring',
    stdio: 'pipe',
  });
  let print = (text: string): void => void process.stderr.write(text);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => print(bytes.toString()));
  }
  return {
    post: (task) => child.postMessage(task),
    onMessage: (listener) => child.on('message', (message: FromScoring) => listener(message)),
    onOutput(listener) {
      print = listener;
    },
    onExit: (listener) => child.once('exit', (code) => listener(code)),
    kill: () => void child.kill(),
  };
};
