import { mkdirSync } from 'node:fs';
import { logSettingsSchema } from '../api/contract/diagnostics.ts';
import { catchCrashes } from '../logs/catch-crashes.ts';
import { createLogs } from '../logs/create-logs.ts';
import type { LinkState } from '../remote/redis-link.ts';
import type { WorkerNote } from '../remote/remote-worker.ts';
import { watchWorkers } from '../services/watch-workers.ts';
import type { SpawnWorker } from '../workers/worker-channel.ts';

/**
 * The logs of a `nishiki worker`: `remote-worker.log` and one file for each of its processes, redacted and begun anew when
 * they are full as the studio's are. What cannot be written is left out.
 *
 * @param folder absolute; made where it is missing
 */
export function openWorkerLog(
  folder: string,
  { home, clock }: { home: string; clock: () => Date },
) {
  const logs = createLogs({
    folder: makeFolder(folder),
    settings: logSettingsSchema.parse({}),
    home,
    clock,
  });
  const log = logs.of('remote-worker');
  const letGo = catchCrashes((error) => log.error('ended by an error', { cause: error }));
  return {
    opened(about: { version: string; address: string; devices: readonly string[] }): void {
      log.info('opened', { ...about, node: process.version });
    },
    /** Starts processes as `spawn` does, with what they print in logs of their own. */
    watch: (spawn: SpawnWorker): SpawnWorker => watchWorkers(spawn, logs, () => {}),
    line(state: LinkState, detail: string): void {
      const isGood = state === 'connecting' || state === 'connected';
      log[isGood ? 'info' : 'warn'](`line: ${state}`, detail === '' ? {} : { detail });
    },
    note({ type, ...rest }: WorkerNote): void {
      log[type === 'failed' || type === 'full' ? 'warn' : 'info'](type, rest);
    },
    problem: (message: string): void => log.warn(message),
    broke: (error: unknown): void => log.error('could not go on', { cause: error }),
    closed(): void {
      log.info('closed');
      letGo();
    },
  };
}

/** Null where it cannot be made: a worker prints without logs too. */
function makeFolder(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true });
    return folder;
  } catch {
    return null;
  }
}
