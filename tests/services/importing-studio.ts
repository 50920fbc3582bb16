/**
 * A program of its own that opens the studio on the folder given as first argument and imports the one given as second. It
 * says `open`, then `kept` with every part whose rows are written.
 */
import { openStudio } from '../../electron/services/studio.ts';
import { resources } from '../helpers/open-test-studio.ts';

const [data = '', from = ''] = process.argv.slice(2);
const studio = await openStudio({
  paths: { data, resources },
  spawnWorker: () => {
    throw new Error('nothing is printed here');
  },
  appVersion: '0.1.0-test',
  onProblem: () => {},
});
process.stdout.write('open\n');
for await (const event of studio.pictureImport.import({ paths: [from], keep: 'copy' })) {
  if (event.type === 'progress') process.stdout.write('kept\n');
}
await studio.close();
