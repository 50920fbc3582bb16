import { join } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { withEmbeddedPrinter } from './embedded-printer.ts';

/**
 * `npm run quick-sheet`: writes `docs/images/quick.webp`, where each prompt stands twice, above by `ja-stage2` and below
 * by `ja-stage2-quick`, from the same noise, each with the settings that the model recommends. The prompt's place in the
 * list is its seed. Run it again after the demo models have changed.
 */
const prompts = [
  'サラリーマン 油絵',
  '富士山 浮世絵',
  '招き猫 水彩画',
  '城 夕焼け',
  '東京タワー 夜',
  '侍 切り絵',
  'もふもふの猫',
  'ラーメン ドット絵',
  '新幹線 線画',
  'しとしと 橋 水彩画',
  '青い 傘 雨',
  'パンダ 水墨画',
] as const;
const columns = 6;
/** Of a picture, as the models draw it. */
const side = 256;
/** White between one prompt and the next, in pixels; a prompt's two pictures touch. */
const gap = 8;
const target = join(import.meta.dirname, '../../docs/images/quick.webp');

await withEmbeddedPrinter(async ({ modelOf, print }) => {
  const teacher = modelOf(({ id }) => id === 'demo-ja-stage2');
  const quick = modelOf(({ id }) => id === 'demo-ja-stage2-quick');
  const placed: OverlayOptions[] = [];
  for (const [row, { id: modelId }] of [teacher, quick].entries()) {
    for (const [index, prompt] of prompts.entries()) {
      const left = (index % columns) * (side + gap);
      const top = Math.floor(index / columns) * (2 * side + gap) + row * side;
      const request = { arms: [{ kind: 'ja' as const, modelId, prompt }], seed: String(index + 1) };
      for await (const { path } of print(request)) {
        placed.push({ input: path, left, top });
        console.log(`${prompt}, seed ${request.seed}: ${modelId}`);
      }
    }
  }
  const rows = Math.ceil(prompts.length / columns);
  const sheet = {
    width: columns * (side + gap) - gap,
    height: rows * (2 * side + gap) - gap,
    channels: 3 as const,
    background: 'white',
  };
  // Composed while the files are there: the studio's folder is deleted at the end.
  await sharp({ create: sheet }).composite(placed).webp({ quality: 82, effort: 6 }).toFile(target);
  console.log(target);
});
