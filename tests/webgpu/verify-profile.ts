/**
 * One WebGPU profile in a process of its own, every operator on the device: the self-test, then the demo models whole.
 * Arguments: profile, picture side in pixels, steps. Prints one line of JSON.
 */
import { join } from 'node:path';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import { profilesOf } from '../../native-models/models/device-profiles.ts';
import { loadDiffusionModel } from '../../native-models/models/load-diffusion-model.ts';
import { testDevice } from '../../native-models/models/self-test.ts';
import { printPicture, recordRun } from './replay-networks.ts';

const demoModels = join(import.meta.dirname, '..', '..', 'resources', 'demo-models');
const [name, side = '128', steps = '2'] = process.argv.slice(2);
const profile = profilesOf.webgpu.find((candidate) => candidate.name === name);
if (profile === undefined) throw new Error(`There is no profile ${name}.`);

const { trials } = await testDevice('webgpu', { onlyOnDevice: true }, () => {}, [profile]);
const models = [];
for (const { folder, prompt } of [
  { folder: 'ja-stage2', prompt: '富士山と桜、浮世絵' },
  { folder: 'en', prompt: 'a cat under a red umbrella' },
]) {
  const description = await readModel(join(demoModels, folder));
  const request = {
    prompts: [prompt],
    width: Number(side),
    height: Number(side),
    steps: Number(steps),
    guidanceScale: 4,
    seeds: [42n],
  };
  const exact = await loadDiffusionModel(description);
  const run = await recordRun(exact, request);
  await exact.dispose();
  const device = await loadDiffusionModel(description, { profile, onlyOnDevice: true });
  const errors: Record<string, number> = {};
  for (const { network, expected, ask } of run.replays) {
    const error = relativeError(await ask(device), expected);
    errors[network] = Math.max(errors[network] ?? 0, error);
  }
  const { rgb } = await printPicture(device, request);
  await device.dispose();
  const differences = rgb.map((value, index) => Math.abs(value - (run.picture.rgb[index] ?? 0)));
  const meanLevels = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const mostLevels = differences.reduce((most, value) => Math.max(most, value), 0);
  models.push({ folder, errors, meanLevels, mostLevels });
}
console.log(JSON.stringify({ ...trials[0], models }));

/** Length of the difference over the length of the result; Infinity where a value is no number. */
function relativeError(actual: Float32Array, expected: Float32Array): number {
  let [differences, squares] = [0, 0];
  for (const [index, value] of expected.entries()) {
    differences += ((actual[index] ?? Number.NaN) - value) ** 2;
    squares += value * value;
  }
  const error = Math.sqrt(differences / squares);
  return Number.isFinite(error) ? error : Infinity;
}
