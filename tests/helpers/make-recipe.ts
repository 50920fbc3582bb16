import type { Recipe } from '../../electron/api/contract/recipe.ts';

/** A complete recipe; `fields` replaces what a test is about. */
export function makeRecipe(fields: Partial<Recipe> = {}): Recipe {
  return {
    schema: 1,
    width: 64,
    height: 64,
    steps: 20,
    guidance: 7.5,
    sampler: 'dpmpp-2m',
    promptSyntax: 'weighted',
    noiseSource: 'cpu',
    clipSkip: 0,
    arm: 'ja',
    prompt: 'サラリーマン 油絵',
    negativePrompt: '',
    seed: '42',
    model: { name: 'Tiny model', fingerprint: 'f'.repeat(64) },
    noiseHash: '0'.repeat(64),
    engine: { version: '0.1.0', provider: 'cpu', precision: 'float32' },
    pictureId: 'picture1',
    comparisonId: null,
    jobId: 'job1',
    createdAt: '2026-11-22T13:15:00.000Z',
    ...fields,
  };
}
