/** `npm run bench` and `nishiki bench`: see `--help`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { benchEngine } from './engine.ts';
import { benchGallery } from './gallery.ts';
import { benchImport } from './import.ts';

const USAGE = `Measures this machine's matrix product and a model's networks on it.

  npm run bench -- [MODEL FOLDER] [--size PIXELS] [--runs N] [--threads N] [--weights mapped|prepacked]

  npm run bench -- --import [MODEL]

MODEL FOLDER is a diffusers folder; default: the English demo model.
--size       width and height of the picture, a multiple of 8; default: the model's own
--runs       runs per network that count; default 20
--threads    default: one per physical core
--weights    default: prepacked below 256 MB, mapped above
--import     time and memory until a model is ready to load: MODEL, a folder or a single file; default: Stable Diffusion
             v1 at full size, whose weights are holes

  npm run bench -- --gallery PICTURES [--batch N]

--gallery    opening, searching and adding in a gallery of so many synthetic pictures
--batch      pictures that share a prompt; default 8`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string' },
    runs: { type: 'string', default: '20' },
    threads: { type: 'string' },
    weights: { type: 'string' },
    import: { type: 'boolean', default: false },
    gallery: { type: 'string' },
    batch: { type: 'string', default: '8' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
} else if (values.gallery !== undefined) {
  await benchGallery(readCount('--gallery', values.gallery), readCount('--batch', values.batch));
} else if (values.import) {
  await benchImport(positionals[0] ?? null);
} else {
  const demoModel = join(import.meta.dirname, '..', 'resources', 'demo-models', 'en');
  await benchEngine({
    folder: positionals[0] ?? demoModel,
    runs: readCount('--runs', values.runs),
    ...(values.size !== undefined && { size: readCount('--size', values.size) }),
    ...(values.threads !== undefined && { threads: readCount('--threads', values.threads) }),
    ...(values.weights !== undefined && { weightMemory: readWeightMemory(values.weights) }),
  });
}

function readCount(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    fail(`${option} must be a whole number from 1, not ${text}.`);
  return count;
}

function readWeightMemory(text: string): 'mapped' | 'prepacked' {
  if (text === 'mapped' || text === 'prepacked') return text;
  return fail(`--weights must be mapped or prepacked, not ${text}.`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
