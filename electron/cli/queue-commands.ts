import { parseNumber } from './options.ts';
import { cancelJobs, listQueue, pauseQueue, retryJobs } from './queue.ts';
import { showRemoteQueue, showToken, type RemoteQueueOptions } from './remote-queue.ts';
import type { WorkerOptions } from './worker.ts';
import type { Grammar } from './grammar.ts';

/** `queue`, `worker`. */
export function addQueueCommands({
  command,
  terminal,
  signal,
  say,
  place,
  withOpenStudio,
}: Grammar): void {
  const queue = command('queue', say.queue.about);
  command('list', say.queue.list, queue)
    .option('--json', say.json)
    .action((options) => withOpenStudio((client) => listQueue(options, client, terminal)));
  command('pause', say.queue.pause, queue)
    .option('--json', say.json)
    .action((options) => withOpenStudio((client) => pauseQueue(true, options, client, terminal)));
  command('resume', say.queue.resume, queue)
    .option('--json', say.json)
    .action((options) => withOpenStudio((client) => pauseQueue(false, options, client, terminal)));
  command('cancel', say.queue.cancel, queue)
    .option('--json', say.json)
    .argument('[jobs...]')
    .option('--all', say.queue.all)
    .action((jobs: string[], options) =>
      withOpenStudio((client) => cancelJobs(jobs, options, client, terminal)),
    );
  command('retry', say.queue.retry, queue)
    .option('--json', say.json)
    .argument('<jobs...>')
    .action((jobs: string[], options) =>
      withOpenStudio((client) => retryJobs(jobs, options, client, terminal)),
    );

  command('remote', say.worker.remote, queue)
    .option('--json', say.json)
    .argument('[url]')
    .option('--off', say.worker.turnOff)
    .option('--print-here', say.worker.printHere)
    .option('--no-print-here', say.worker.noPrintHere)
    .action((url: string | undefined, options: RemoteQueueOptions) =>
      withOpenStudio((client) => showRemoteQueue(url, options, client, terminal)),
    );
  command('token', say.worker.token, queue)
    .option('--new', say.worker.newToken)
    .action((options) => withOpenStudio((client) => showToken(options, client, terminal)));

  command('worker', say.worker.about)
    .option('--queue <url>', say.worker.queue)
    .option('--token-file <file>', say.worker.tokenFileOption)
    .option('--files <folder>', say.worker.files)
    .option('--workers <number>', say.worker.workers, parseNumber)
    .option('--keep <gigabytes>', say.worker.keep, parseNumber)
    .option('--take-over-after <seconds>', say.worker.takeOverAfter, parseNumber)
    .action(async (options: WorkerOptions) => {
      const { runWorker } = await import('./worker.ts');
      await runWorker(place(), options, terminal, signal);
    });
}
