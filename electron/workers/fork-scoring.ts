import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { FromScoring } from './scoring-messages.ts';
import type { ScoringChannel } from './scoring-channel.ts';

const entry = join(import.meta.dirname, 'scoring-process.ts');

/** A process that scores, as a child process of plain Node. What it prints goes to this process's stderr. */
export function forkScoring(): ScoringChannel {
  const child = fork(entry, [], { stdio: ['ignore', 2, 2, 'ipc'], execArgv: [] });
  return {
    post: (task) => void child.send(task, () => {}),
    onMessage: (listener) => child.on('message', (message) => listener(message as FromScoring)),
    onExit(listener) {
      child.on('exit', (code) => listener(code));
      child.on('error', () => {
        if (child.pid === undefined) listener(null);
      });
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
