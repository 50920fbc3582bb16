import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { FromScoring } from './scoring-messages.ts';
import type { ScoringChannel } from './scoring-channel.ts';

const entry = join(import.meta.dirname, 'scoring-process.ts');

/** A process that scores, as a child process of plain Node. */
export function forkScoring(): ScoringChannel {
  const child = fork(entry, [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
  let print = (text: string): void => void process.stderr.write(text);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => print(text));
  }
  return {
    post: (task) => void child.send(task, () => {}),
    onMessage: (listener) => child.on('message', (message) => listener(message as FromScoring)),
    onOutput(listener) {
      print = listener;
    },
    onExit(listener) {
      child.on('exit', (code) => listener(code));
      child.on('error', () => {
        if (child.pid === undefined) listener(null);
      });
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
