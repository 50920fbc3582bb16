import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import {
  generationRequestSchema,
  type GenerationRequestInput,
} from '../../electron/api/contract/generation.ts';
import type { Model } from '../../electron/api/contract/models.ts';
import { openStudio, type Studio } from '../../electron/services/studio.ts';
import { readVersion } from '../../electron/version.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';

const root = join(import.meta.dirname, '..', '..');

/** A studio without a door that prints with the models of the repository, for the pictures that are committed. */
export interface EmbeddedPrinter {
  readonly studio: Studio;
  /** @throws where no embedded model that is ready fits */
  modelOf(fits: (model: Model) => boolean): Model;
  /** Every picture of the request and where its PNG file lies, in the order in which they are finished. */
  print(request: GenerationRequestInput): AsyncGenerator<{ picture: GalleryPicture; path: string }>;
}

/** Opens a studio on a new data folder for as long as `use` takes, then closes it and deletes the folder. */
export async function withEmbeddedPrinter(
  use: (printer: EmbeddedPrinter) => Promise<void>,
): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'nishiki-pictures-'));
  const studio = await openStudio({
    paths: { data, resources: join(root, 'resources') },
    spawnWorker: forkWorker,
    appVersion: readVersion(),
  });
  try {
    const models = (await studio.models.list()).filter(
      (model) => model.embedded && model.state === 'ready',
    );
    await use({
      studio,
      modelOf(fits) {
        const model = models.find(fits);
        if (!model) throw new Error('No embedded model fits; see resources/demo-models.');
        return model;
      },
      async *print(request) {
        for await (const event of studio.generation.run(generationRequestSchema.parse(request))) {
          if (event.type !== 'saved') continue;
          const location = studio.gallery.locate(event.picture.id, 'full');
          if (!location) throw new Error(`The picture ${event.picture.id} has just been saved.`);
          yield { picture: event.picture, path: location.path };
        }
      },
    });
  } finally {
    await studio.close();
    await rm(data, { recursive: true, force: true });
  }
}
