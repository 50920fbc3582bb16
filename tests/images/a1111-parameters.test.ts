import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatA1111Parameters } from '../../electron/images/a1111-parameters.ts';
import { samplerOf } from '../../electron/images/sampler-names.ts';
import {
  labelOfScheduler,
  schedulerNames,
} from '../../native-models/schedulers/scheduler-names.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { samplers } from '../../electron/api/contract/sampler.ts';

test('the text that other studios read: prompt, negative prompt, settings', () => {
  const recipe = makeRecipe({
    prompt: '夜の城\n浮世絵',
    negativePrompt: 'ぼやけた',
    seed: '18446744073709551615',
    width: 128,
    height: 192,
    sampler: 'euler-ancestral',
    model: { name: 'SD: v1, "4"', fingerprint: '0123456789abcdef' },
  });
  assert.equal(
    formatA1111Parameters(recipe),
    '夜の城\n浮世絵\nNegative prompt: ぼやけた\n' +
      'Steps: 20, Sampler: Euler a, CFG scale: 7.5, Seed: 18446744073709551615, Size: 128x192, ' +
      'Model hash: 0123456789, Model: "SD: v1, \\"4\\"", RNG: CPU, Version: Nishiki',
  );
});

test('without a negative prompt its line is left out', () => {
  assert.equal(
    formatA1111Parameters(makeRecipe({ prompt: 'cat', sampler: 'pndm', guidance: 4 })),
    'cat\nSteps: 20, Sampler: PLMS, CFG scale: 4, Seed: 42, Size: 64x64, ' +
      'Model hash: ffffffffff, Model: Tiny model, RNG: CPU, Version: Nishiki',
  );
});

test('of two passes the size is the first one’s, and the second stands as webui’s hires fix does', () => {
  const hiresFix = { width: 512, height: 384, strength: 0.4 };
  const text = formatA1111Parameters(makeRecipe({ width: 1024, height: 768, hiresFix }));
  assert.ok(text.includes('Size: 512x384, '), text);
  assert.ok(
    text.includes(
      'Denoising strength: 0.4, Hires resize: 1024x768, Hires steps: 20, Hires upscaler: Lanczos, ',
    ),
    text,
  );
});

test('a sampler of the second pass is named where it has its own', () => {
  const hiresFix = { width: 512, height: 384, strength: 0.4, sampler: 'ddim' } as const;
  const text = formatA1111Parameters(makeRecipe({ width: 1024, height: 768, hiresFix }));
  assert.ok(text.includes('Hires steps: 20, Hires sampler: DDIM, Hires upscaler: Lanczos, '), text);
});

test('another VAE and embeddings stand in the settings, as webui writes them', () => {
  const sha256 = '0123456789abcdef'.repeat(4);
  const text = formatA1111Parameters(
    makeRecipe({
      vae: { name: 'kl-f8', sha256 },
      embeddings: [{ name: 'ink', sha256, word: '墨絵' }],
    }),
  );
  assert.ok(text.includes('Model: Tiny model, VAE: kl-f8, '), text);
  assert.ok(text.includes('TI hashes: "墨絵: 0123456789ab", '), text);
});

test('LoRAs stand behind the prompt, as webui writes them', () => {
  const loras = [
    { name: 'ink', sha256: '0', scale: 0.8 },
    { name: '墨 絵', sha256: '1', scale: -1 },
  ];
  const [prompt] = formatA1111Parameters(makeRecipe({ prompt: 'cat', loras })).split('\n');
  assert.equal(prompt, 'cat <lora:ink:0.8> <lora:墨 絵:-1>');
});

test('a variation and the noise of a card are written as webui writes them', () => {
  const recipe = makeRecipe({ variation: { seed: '7', strength: 0.25 }, noiseSource: 'gpu' });
  assert.match(
    formatA1111Parameters(recipe),
    /Model: Tiny model, Variation seed: 7, Variation seed strength: 0\.25, RNG: NV, Version: Nishiki$/,
  );
});

test('samplers have the names that webui knows', () => {
  const nameOf = (recipe: Parameters<typeof makeRecipe>[0]): string | undefined =>
    /Sampler: ([^,]+)/.exec(formatA1111Parameters(makeRecipe(recipe)))?.[1];
  assert.equal(nameOf({ sampler: 'dpmpp-2m-sde-karras' }), 'DPM++ 2M SDE Karras');
  assert.equal(nameOf({ sampler: 'dpm2-ancestral' }), 'DPM2 a');
  assert.equal(nameOf({ sampler: 'unipc' }), 'UniPC');
  assert.equal(nameOf({ sampler: 'euler-trailing' }), 'Euler SGM Uniform');
});

test('a sampler is read back from the name that is written for it', () => {
  for (const sampler of samplers) assert.equal(samplerOf(labelOfScheduler(sampler)), sampler);
});

test('every sampler of the contract is a scheduler of the engine', () => {
  assert.deepEqual(new Set<string>(samplers), new Set<string>(schedulerNames));
});
