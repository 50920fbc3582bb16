import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import { generationRequestSchema } from '../../electron/api/contract/generation.ts';
import type { Model } from '../../electron/api/contract/models.ts';
import { openStudio } from '../../electron/services/studio.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { readVersion } from '../../electron/version.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import { examples, story } from '../../renderer/create/examples.ts';
import type { Example } from '../../renderer/create/examples.ts';

/**
 * `npm run examples`: writes the small pictures of the empty Create room, each made by the embedded demo model whose
 * arm it shows, with the settings that this model recommends. Run it again after the demo models have changed.
 */
const root = join(import.meta.dirname, '..', '..');
const target = join(root, 'renderer', 'create', 'examples');

async function makeExamples(): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'nishiki-examples-'));
  const studio = await openStudio({
    paths: { data, resources: join(root, 'resources') },
    spawnWorker: forkWorker,
    appVersion: readVersion(),
  });
  try {
    const models = await studio.models.list();
    const embedded = models.filter((model) => model.embedded);
    for (const example of [story, ...examples]) await makeExample(studio, example, embedded);
  } finally {
    await studio.close();
    await rm(data, { recursive: true, force: true });
  }
}

async function makeExample(
  studio: Studio,
  example: Example,
  models: readonly Model[],
): Promise<void> {
  const { english } = await studio.prompts.translate({ text: example.prompt });
  const request = generationRequestSchema.parse({
    arms: example.arms.map((kind) => ({
      kind,
      modelId: modelOf(kind, models).id,
      prompt: kind === 'en' ? english : example.prompt,
    })),
    seed: example.seed,
  });
  for await (const event of studio.generation.run(request)) {
    if (event.type !== 'saved') continue;
    const location = studio.gallery.locate(event.picture.id, 'full');
    if (location === null) throw new Error(`The picture ${event.picture.id} has just been saved.`);
    const file = join(target, `${example.name}-${event.picture.arm}.webp`);
    await sharp(location.path).webp({ quality: 90, effort: 6 }).toFile(file);
    console.log(file);
  }
}

function modelOf(kind: ArmKind, models: readonly Model[]): Model {
  const arm = kind === 'en-raw' ? 'en' : kind;
  const model = models.find((candidate) => candidate.arm === arm && candidate.state === 'ready');
  if (!model)
    throw new Error(`No embedded model draws the arm ${kind}; see resources/demo-models.`);
  return model;
}

await makeExamples();
