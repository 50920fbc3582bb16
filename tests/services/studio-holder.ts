/** A program of its own that opens the studio on the folder given as argument, says so, and waits to be killed. */
import { openStudio } from '../../electron/services/studio.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import { resources } from '../helpers/open-test-studio.ts';

await openStudio({
  paths: { data: process.argv[2] ?? '', resources },
  spawnWorker: forkWorker,
  appVersion: '0.1.0-test',
  onProblem: () => {},
});
process.stdout.write('open\n');
setInterval(() => {}, 60_000);
