import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { findRecipe } from '../../electron/images/find-recipe.ts';

/** A transparent PNG, the lowest bits of its alpha holding `hidden`, column by column. */
async function hide(
  hidden: Uint8Array,
  { width, height } = { width: 300, height: 240 },
): Promise<Uint8Array> {
  const rgba = Buffer.alloc(4 * width * height, 0xfe);
  for (let bit = 0; bit < 8 * hidden.length; bit++) {
    const [x, y] = [Math.floor(bit / height), bit % height];
    rgba[4 * (y * width + x) + 3]! |= (hidden[bit >> 3]! >> (7 - (bit & 7))) & 1;
  }
  return await sharp(rgba, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

function framed(signature: string, bytes: Uint8Array, bits = 8 * bytes.length): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bits);
  return Buffer.concat([Buffer.from(signature), length, bytes]);
}

const comment = { steps: 28, width: 832, height: 1216, scale: 5, uc: '低品質', seed: 42 };
const novelAi = {
  Title: 'NovelAI generated image',
  Description: '1girl, {着物}',
  Software: 'NovelAI',
  Source: 'NovelAI Diffusion V3',
  Comment: JSON.stringify({ ...comment, sampler: 'k_dpmpp_2m', noise_schedule: 'karras' }),
};

test('what NovelAI hides in the transparency is found where the texts are gone', async () => {
  const file = await hide(framed('stealth_pngcomp', gzipSync(JSON.stringify(novelAi))));
  const { found, own } = await findRecipe(file);
  assert.equal(own, null);
  assert.deepEqual(
    [found?.program, found?.prompt, found?.negativePrompt, found?.seed, found?.sampler],
    ['novelai', '1girl, {着物}', '低品質', '42', 'dpmpp-2m-karras'],
  );
});

test('webui’s text is found there as well, compressed or not', async () => {
  const text = Buffer.from('桜の下の猫\nNegative prompt: 雨\nSteps: 20, Sampler: Euler a, Seed: 5');
  for (const hidden of [
    framed('stealth_pnginfo', text),
    framed('stealth_pngcomp', gzipSync(text)),
  ]) {
    const { found } = await findRecipe(await hide(hidden));
    assert.deepEqual(
      [found?.program, found?.prompt, found?.negativePrompt, found?.seed],
      ['a1111', '桜の下の猫', '雨', '5'],
    );
  }
});

test('nothing hidden, a wrong length, damaged and boundless texts are no recipe', async () => {
  const text = Buffer.from('Steps: 20, Seed: 5');
  const rejected = {
    nothing: new Uint8Array(),
    'another signature': framed('stealth_rgbinfo', text),
    'longer than the picture': framed('stealth_pnginfo', text, 8 * 300 * 240),
    'no whole bytes': framed('stealth_pnginfo', text, 9),
    'not gzip': framed('stealth_pngcomp', text),
    'not UTF-8': framed('stealth_pnginfo', Buffer.from([0xff, 0xfe, 0x41])),
    'a bomb': framed('stealth_pngcomp', gzipSync(`${' '.repeat(0x500000)}\nSteps: 20, Seed: 5`)),
  };
  for (const [name, hidden] of Object.entries(rejected)) {
    assert.deepEqual(await findRecipe(await hide(hidden)), { own: null, found: null }, name);
  }
});

test('up to 32 megapixels are decoded to look for one, and none of a larger picture', async () => {
  const hidden = framed('stealth_pnginfo', Buffer.from('桜の下の猫\nSteps: 20, Seed: 5'));
  const [width, height] = [8192, 4096];
  const { found } = await findRecipe(await hide(hidden, { width, height }));
  assert.equal(found?.prompt, '桜の下の猫');
  const larger = await hide(hidden, { width, height: height + 1 });
  assert.deepEqual(await findRecipe(larger), { own: null, found: null });
});

test('a picture too small to hide anything, and one without transparency', async () => {
  const channels = { 3: '#a42', 4: '#a428' } as const;
  for (const [count, background] of Object.entries(channels)) {
    const side = count === '4' ? 4 : 64;
    const create = { width: side, height: side, channels: Number(count) as 3 | 4, background };
    const file = await sharp({ create }).png().toBuffer();
    assert.deepEqual(await findRecipe(file), { own: null, found: null });
  }
});
