/** `npm run bench` and `nishiki bench`: see `--help`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { benchChoices } from './choices.ts';
import { benchEverything, benchFolder } from './engine.ts';
import {
  describeFailure,
  exitCodes,
  failureDocument,
  UsageError,
} from '../electron/cli/failure.ts';
import { programTexts } from '../electron/cli/program-texts.ts';
import { findLanguage } from '../electron/language.ts';
import { schedulerNames, type SchedulerName } from '../native-models/schedulers/scheduler-names.ts';
import { benchGallery } from './gallery.ts';
import { benchImport } from './import.ts';
import { benchMemory } from './memory.ts';
import { benchScaling } from './scaling.ts';
import { benchPictureImport } from './import-pictures.ts';
import { openReport } from './report.ts';

const language = findLanguage(process);

const USAGE = `Measures this machine's matrix product and a model's networks on it, each beside the form that a plain exporter
writes, and each in a process of its own.

  npm run bench -- [MODEL FOLDER] [--size PIXELS] [--runs N] [--threads N] [--weights mapped|prepacked]

MODEL FOLDER is a diffusers folder; \`demo\`: the English demo model. Default: the demo model, then Stable Diffusion v1's
           sizes at 256 and 512 px, which takes about six minutes, 8 GB of memory and, for as long as it runs, 4.3 GB of
           disk (a folder named by NISHIKI_FULL_SIZE is written once and kept).
--size       width and height of the picture, a multiple of 8; default: the model's own
--runs       runs per network that count; default 20
--threads    default: one per physical core
--weights    default: prepacked below 256 MB, mapped above
--only       lines that contain this text, e.g. 'UNet 512', 'a picture', 'tiles'
--json       the measurements as one JSON document, in seconds, bytes and operations; the lines go to standard error

  npm run bench -- --choices [MODEL FOLDER] [--size PIXELS] [--steps N] [--sampler NAME] [--pictures N] [--taesd PATH]

--choices    what DeepCache, fewer steps, 8-bit integers, TAESD and the samplers of distilled models gain, and how far
             their pictures are from the exact ones
--steps      default 20
--sampler    default dpmpp-2m
--pictures   per choice; default 6
--taesd      TAESD for the model's latents; default: a decoder of its size, of which only the speed means something

  npm run bench -- --scaling [MODEL FOLDER] [--size PIXELS] [--pictures N]

--scaling    pictures a minute by one worker with all cores and by one worker per core, in batches of 1, 2 and 4

  npm run bench -- --memory [MODEL]

--memory     what pictures are predicted to take and what they take; default: the demo model and Stable Diffusion v1

  npm run bench -- --import [MODEL]

--import     time and memory until a model is ready to load: MODEL, a folder or a single file; default: Stable Diffusion
             v1 at full size, whose weights are holes

  npm run bench -- --gallery PICTURES [--batch N] [--files]

--gallery    opening, searching and adding in a gallery of so many synthetic pictures
--batch      pictures that share a prompt; default 8
--files      also a picture file beside each row, and how the studio starts on them

  npm run bench -- --import-pictures FILES

--import-pictures  importing a folder of so many pictures of another program`;

const demoModel = join(import.meta.dirname, '..', 'resources', 'demo-models', 'en');

/** @throws UsageError, the errors of parseArgs, and what the measuring throws */
async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      size: { type: 'string' },
      runs: { type: 'string', default: '20' },
      threads: { type: 'string' },
      weights: { type: 'string' },
      only: { type: 'string' },
      choices: { type: 'boolean', default: false },
      pictures: { type: 'string', default: '6' },
      scaling: { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
      steps: { type: 'string', default: '20' },
      sampler: { type: 'string', default: 'dpmpp-2m' },
      taesd: { type: 'string' },
      import: { type: 'boolean', default: false },
      gallery: { type: 'string' },
      'import-pictures': { type: 'string' },
      batch: { type: 'string', default: '8' },
      files: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });

  const folder = findModel(positionals[0]);
  const { choices, gallery, import: importing, memory, scaling } = values;
  const others = [choices, gallery, importing, memory, scaling, values['import-pictures']];
  if (values.json && others.some(Boolean)) {
    throw new UsageError(
      '--json: --choices, --gallery, --import, --import-pictures, --memory, --scaling',
    );
  }
  if (values.help) {
    console.log(USAGE);
  } else if (values.gallery !== undefined) {
    await benchGallery(readCount('--gallery', values.gallery), {
      batch: readCount('--batch', values.batch),
      files: values.files,
    });
  } else if (values['import-pictures'] !== undefined) {
    await benchPictureImport(readCount('--import-pictures', values['import-pictures']));
  } else if (values.import) {
    await benchImport(folder ?? null);
  } else if (values.scaling) {
    await benchScaling(folder ?? demoModel, {
      steps: 20,
      pictures: readCount('--pictures', values.pictures),
      ...(values.size !== undefined && { size: readCount('--size', values.size) }),
    });
  } else if (values.memory) {
    await benchMemory(demoModel, folder ?? null);
  } else if (values.choices) {
    await benchChoices(folder ?? demoModel, {
      steps: readCount('--steps', values.steps),
      sampler: readSampler(values.sampler),
      pictures: readCount('--pictures', values.pictures),
      ...(values.size !== undefined && { size: readCount('--size', values.size) }),
      ...(values.taesd !== undefined && { taesd: values.taesd }),
    });
  } else {
    const report = openReport(values.json);
    const options = {
      report,
      runs: readCount('--runs', values.runs),
      ...(values.size !== undefined && { size: readCount('--size', values.size) }),
      ...(values.threads !== undefined && { threads: readCount('--threads', values.threads) }),
      ...(values.only !== undefined && { only: values.only }),
      ...(values.weights !== undefined && { weightMemory: readWeightMemory(values.weights) }),
    };
    if (folder !== undefined) {
      await benchFolder(folder, options);
    } else {
      await benchEverything(demoModel, process.env['NISHIKI_FULL_SIZE'] ?? null, options);
    }
    report.end();
  }
}

/** The folder or file that is to be measured. @throws UsageError where there is none */
function findModel(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  if (path === 'demo') return demoModel;
  if (!existsSync(path)) throw new UsageError(programTexts[language].files.missing(path));
  return path;
}

function readCount(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`${option}: ${text} (1 …)`);
  return count;
}

function readWeightMemory(text: string): 'mapped' | 'prepacked' {
  if (text === 'mapped' || text === 'prepacked') return text;
  throw new UsageError(`--weights: ${text} (mapped, prepacked)`);
}

function readSampler(text: string): SchedulerName {
  const name = schedulerNames.find((known) => known === text);
  if (name === undefined) throw new UsageError(`--sampler: ${text} (${schedulerNames.join(', ')})`);
  return name;
}

try {
  await run();
} catch (error) {
  const failure = describeFailure(error, language);
  console.error(failure.text);
  // Of every other end `nishiki bench` tells.
  const isRefusal = failure.exitCode === exitCodes.usage;
  if (isRefusal && process.argv.includes('--json')) console.log(failureDocument(failure));
  process.exitCode = failure.exitCode;
}
