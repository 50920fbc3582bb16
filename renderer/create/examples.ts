import type { ArmKind } from '../../electron/api/contract/arm.ts';

/**
 * A prompt to start with, within what the embedded demo models have seen. `examples/<name>-<arm>.webp` is the picture
 * that the arm's demo model makes of it with this seed; `npm run examples` writes them all.
 */
export interface Example {
  readonly name: string;
  readonly prompt: string;
  readonly seed: string;
  readonly arms: readonly ArmKind[];
}

/** The story of the front page: one prompt, one seed, three models. */
export const story: Example = {
  name: 'salaryman',
  prompt: 'サラリーマン 油絵',
  seed: '4',
  arms: ['en', 'ja-stage1', 'ja'],
};

export const examples: readonly Example[] = [
  { name: 'warrior', prompt: '武士 夕焼け 浮世絵', seed: '1', arms: ['ja', 'en'] },
  { name: 'ramen', prompt: 'ラーメン 水彩画', seed: '11', arms: ['ja', 'en'] },
  { name: 'house', prompt: '家 夕焼け 水彩画', seed: '1', arms: ['ja', 'en'] },
  { name: 'bridge', prompt: '橋 雪 浮世絵', seed: '1', arms: ['ja', 'en'] },
];
