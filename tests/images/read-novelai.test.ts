import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FoundRecipe } from '../../electron/api/contract/found-recipe.ts';
import { readFoundRecipe } from '../../electron/images/read-found-recipe.ts';
import { pngWith } from '../helpers/foreign-pictures.ts';
import { inAllFormats, findsEverywhere } from './finds-everywhere.ts';

test('NovelAI: versions 3 and 4, in a PNG’s texts and in one comment', async () => {
  const comment = {
    prompt: '1girl, {着物}',
    steps: 28,
    height: 1216,
    width: 832,
    scale: 5,
    uc: '低品質',
    seed: 3735928559,
    sampler: 'k_euler_ancestral',
  };
  const texts = {
    Title: 'NovelAI generated image',
    Description: '1girl, {着物}',
    Software: 'NovelAI',
    Source: 'NovelAI Diffusion V3 B2C8B0A5',
    Comment: JSON.stringify(comment),
  };
  const expected: FoundRecipe = {
    program: 'novelai',
    version: 'NovelAI Diffusion V3 B2C8B0A5',
    prompt: '1girl, {着物}',
    negativePrompt: '低品質',
    seed: '3735928559',
    steps: 28,
    guidance: 5,
    samplerName: 'k_euler_ancestral',
    sampler: 'euler-ancestral',
    width: 832,
    height: 1216,
    model: { name: 'NovelAI Diffusion V3 B2C8B0A5', hash: null },
    loras: [],
  };
  await findsEverywhere(await inAllFormats(texts, JSON.stringify(texts)), expected);

  const version4 = {
    ...comment,
    v4_prompt: {
      caption: { base_caption: '茶室', char_captions: [{ char_caption: '着物の女性' }] },
    },
    v4_negative_prompt: { caption: { base_caption: '文字', char_captions: [] } },
  };
  const { found } = readFoundRecipe(await pngWith({ ...texts, Comment: JSON.stringify(version4) }));
  assert.deepEqual([found?.prompt, found?.negativePrompt], ['茶室\n着物の女性', '文字']);
});
