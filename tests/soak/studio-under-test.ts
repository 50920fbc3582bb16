/** The studio of a soak run, steered by its parent; it is killed without warning. First argument: the data folder. */
import type { QueueService } from '../../electron/services/queue.ts';
import { openStudio } from '../../electron/services/studio.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import type { WorkerChannel } from '../../electron/workers/worker-channel.ts';
import { resources } from '../helpers/open-test-studio.ts';

export type Command =
  | { readonly type: 'submit'; readonly request: Parameters<QueueService['submit']>[0] }
  | { readonly type: 'cancel'; readonly jobId: string }
  | { readonly type: 'move'; readonly jobId: string }
  | { readonly type: 'kill-worker' }
  | { readonly type: 'count' };

/** Bytes: resident, on the heap, and in buffers outside of it. */
export type Memory = Pick<NodeJS.MemoryUsage, 'rss' | 'heapUsed' | 'external'>;

export type Answer =
  | { readonly type: 'open' }
  | { readonly type: 'accepted'; readonly jobId: string }
  | { readonly type: 'count'; readonly open: number; readonly memory: Memory };

const workers: WorkerChannel[] = [];
const studio = await openStudio({
  paths: { data: process.argv[2] ?? '', resources },
  spawnWorker: (device) => {
    const worker = forkWorker(device);
    workers.push(worker);
    return worker;
  },
  appVersion: '0.1.0-soak',
  onProblem: () => {},
});
studio.queue.resumeLeft();
answer({ type: 'open' });

// A run that is stopped leaves no studio behind.
process.on('disconnect', () => process.exit());
process.on('message', (command: Command) => {
  obey(command).catch((error: unknown) => {
    // A job that has just ended cannot be moved any more, and a full disk takes no new one; everything else ends the run.
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!/^(JOB_NOT_FOUND|CANNOT_SAVE|SQLITE_FULL)$/.test(code)) throw error;
  });
});

async function obey(command: Command): Promise<void> {
  switch (command.type) {
    case 'submit': {
      const { job } = await studio.queue.submit(command.request);
      answer({ type: 'accepted', jobId: job.id });
      break;
    }
    case 'cancel':
      await studio.queue.cancel({ jobIds: [command.jobId] });
      break;
    case 'move':
      await studio.queue.move({ jobIds: [command.jobId], to: 0 });
      break;
    case 'kill-worker':
      workers.at(-1)?.kill();
      break;
    case 'count': {
      const { open } = await studio.queue.list();
      const { rss, heapUsed, external } = process.memoryUsage();
      answer({ type: 'count', open: open.length, memory: { rss, heapUsed, external } });
    }
  }
}

function answer(message: Answer): void {
  process.send?.(message);
}
