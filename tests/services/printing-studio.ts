/**
 * A program of its own that opens the studio on the folder given as argument, prints what is queued there, and waits
 * to be killed. It says `open`, then `saved` once for each picture.
 */
import { openStudio } from '../../electron/services/studio.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import { resources } from '../helpers/open-test-studio.ts';

const studio = await openStudio({
  paths: { data: process.argv[2] ?? '', resources },
  spawnWorker: forkWorker,
  appVersion: '0.1.0-test',
  onProblem: () => {},
});
process.stdout.write('open\n');
studio.queue.resumeLeft();
let last = '';
for await (const event of studio.queue.watch()) {
  const done =
    event.type === 'state' ? event.state.open.map(({ saved, job }) => [job.id, saved]) : null;
  const text = JSON.stringify(done);
  if (done === null || text === last) continue;
  last = text;
  process.stdout.write('saved\n');
}
