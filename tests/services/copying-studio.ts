/** A program of its own that copies the model given as second argument, and stands still once a file of it is written. */
import { openStudio } from '../../electron/services/studio.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import { resources } from '../helpers/open-test-studio.ts';

const [, , data = '', path = ''] = process.argv;
const studio = await openStudio({
  paths: { data, resources },
  spawnWorker: forkWorker,
  appVersion: '0.1.0-test',
  onProblem: () => {},
});
for await (const event of studio.models.import({ path, copy: true })) {
  if (event.type !== 'copying' || event.bytesDone === 0) continue;
  process.stdout.write('copying\n');
  await new Promise(() => setInterval(() => {}, 60_000));
}
