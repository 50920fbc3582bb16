import { join } from 'node:path';
import sharp from 'sharp';
import { examples, story } from '../../renderer/create/examples.ts';
import type { Example } from '../../renderer/create/examples.ts';
import { withEmbeddedPrinter, type EmbeddedPrinter } from './embedded-printer.ts';

/**
 * `npm run examples`: writes the small pictures of the empty Create room, each made by the embedded demo model whose
 * arm it shows, with the settings that this model recommends. Run it again after the demo models have changed.
 */
const target = join(import.meta.dirname, '../../renderer/create/examples');

async function makeExample(printer: EmbeddedPrinter, example: Example): Promise<void> {
  const { english } = await printer.studio.prompts.translate({ text: example.prompt });
  const arms = example.arms.map((kind) => {
    const trained = kind === 'en-raw' ? 'en' : kind;
    return {
      kind,
      modelId: printer.modelOf(({ arm }) => arm === trained).id,
      prompt: kind === 'en' ? english : example.prompt,
    };
  });
  for await (const { picture, path } of printer.print({ arms, seed: example.seed })) {
    const file = join(target, `${example.name}-${picture.arm}.webp`);
    await sharp(path).webp({ quality: 90, effort: 6 }).toFile(file);
    console.log(file);
  }
}

await withEmbeddedPrinter(async (printer) => {
  for (const example of [story, ...examples]) await makeExample(printer, example);
});
