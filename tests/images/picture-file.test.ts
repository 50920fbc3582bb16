import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import {
  encodePicture,
  encodePreview,
  readRecipe,
  readRecipeOfFile,
} from '../../electron/images/picture-file.ts';
import { insertPngChunks, PngError, readPngChunks } from '../../electron/images/png-chunks.ts';
import type { PngChunk } from '../../electron/images/png-chunks.ts';
import { createTextChunk, readTextChunk } from '../../electron/images/png-text.ts';
import { encodeThumbnail } from '../../electron/images/thumbnail.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const width = 24;
const height = 16;
const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 37) % 256);
const image = { width, height, rgb };

function isPngError(code: PngError['code']): (error: unknown) => boolean {
  return (error) => error instanceof PngError && error.code === code;
}

test('a picture file gives back every pixel and the whole recipe', async () => {
  const recipe = makeRecipe({
    prompt: '侍と👩🏽‍🚀、𠮷野家の夜 — «naïve»\n改行と"引用符"\\',
    negativePrompt: 'ぼやけた　🐈‍⬛',
    seed: '18446744073709551615',
    comparisonId: 'comparison1',
    model: { name: '日本語版デモ', fingerprint: 'abc' },
  });
  const file = await encodePicture(image, recipe);
  assert.deepEqual(readRecipe(file), recipe);
  const decoded = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([decoded.info.width, decoded.info.height, decoded.info.channels], [24, 16, 3]);
  assert.deepEqual(new Uint8Array(decoded.data), rgb);
});

test('both texts are iTXt chunks in front of the pixels, laid out as the PNG specification says', async () => {
  const recipe = makeRecipe();
  const chunks = [...readPngChunks(await encodePicture(image, recipe))];
  const [header, own, foreign] = chunks;
  assert.deepEqual([header?.type, own?.type, foreign?.type], ['IHDR', 'iTXt', 'iTXt']);
  assert.ok(!chunks.some(({ type }) => type === 'tEXt'));
  const utf8 = Buffer.from(own?.data ?? []).toString('utf8');
  assert.equal(utf8, `nishiki\0\0\0\0\0${JSON.stringify(recipe)}`);
  assert.match(Buffer.from(foreign?.data ?? []).toString('utf8'), /^parameters\0{5}サラリーマン/);
});

test('a file without a recipe has none, one with a damaged recipe says so', async () => {
  const plain = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  assert.equal(readRecipe(plain), null);
  const damaged: [string, string][] = [
    ['not JSON', '{"schema":1,'],
    ['another program’s', '{"schema":1,"prompt":"a"}'],
    ['a later version’s', JSON.stringify({ ...makeRecipe(), schema: 2 })],
    ['a hostile seed', JSON.stringify({ ...makeRecipe(), seed: '-1' })],
  ];
  for (const [what, json] of damaged) {
    const file = insertPngChunks(plain, [createTextChunk('nishiki', json)]);
    assert.throws(() => readRecipe(file), isPngError('bad-text'), what);
  }
});

test('a file cut off anywhere is an error or still has its recipe, and never hangs or overruns', async () => {
  const recipe = makeRecipe();
  const file = await encodePicture(image, recipe);
  const recipeEnd = Buffer.from(file).indexOf('parameters') - 8;
  for (let length = 0; length < file.length; length++) {
    const cut = file.subarray(0, length);
    if (length < recipeEnd) assert.throws(() => readRecipe(cut), PngError, `${length} bytes`);
    else assert.deepEqual(readRecipe(cut), recipe, `${length} bytes`);
  }
});

test('hostile chunks are refused', async () => {
  const plain = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  const flipped = Uint8Array.from(plain);
  flipped[20] = (flipped[20] ?? 0) ^ 1;
  assert.throws(() => readRecipe(flipped), isPngError('bad-crc'));

  const endless = Uint8Array.from(plain);
  endless.set([0xff, 0xff, 0xff, 0xff], 8);
  assert.throws(() => readRecipe(endless), isPngError('truncated'));

  assert.throws(() => readRecipe(Buffer.from('GIF89a')), isPngError('not-a-png'));

  const itxt = (data: Uint8Array): PngChunk => ({ type: 'iTXt', data });
  const hostile: [string, PngError['code'], PngChunk][] = [
    ['no keyword end', 'bad-text', itxt(Buffer.from('nishiki'))],
    ['no language end', 'bad-text', itxt(Buffer.from('nishiki\0\0\0ja', 'latin1'))],
    ['not UTF-8', 'bad-text', itxt(Buffer.from('nishiki\0\0\0\0\0\xff\xfe', 'latin1'))],
    [
      'not deflated',
      'bad-text',
      itxt(Buffer.concat([Buffer.from('nishiki\0\u0001\0\0\0', 'latin1'), Buffer.alloc(9, 7)])),
    ],
    [
      'a bomb',
      'too-large',
      itxt(
        Buffer.concat([
          Buffer.from('nishiki\0\u0001\0\0\0', 'latin1'),
          deflateSync(Buffer.alloc(64 * 2 ** 20)),
        ]),
      ),
    ],
  ];
  for (const [what, code, chunk] of hostile) {
    assert.throws(() => readRecipe(insertPngChunks(plain, [chunk])), isPngError(code), what);
  }
});

test('compressed and Latin-1 text chunks of other programs are read', () => {
  const compressed = Buffer.concat([
    Buffer.from('Comment\0\u0001\0ja\0', 'latin1'),
    Buffer.from('注釈\0', 'utf8'),
    deflateSync(Buffer.from('日本語')),
  ]);
  assert.deepEqual(readTextChunk({ type: 'iTXt', data: compressed }), {
    keyword: 'Comment',
    text: '日本語',
  });
  assert.deepEqual(readTextChunk({ type: 'tEXt', data: Buffer.from('Title\0caf\xe9', 'latin1') }), {
    keyword: 'Title',
    text: 'café',
  });
  assert.equal(readTextChunk({ type: 'IDAT', data: new Uint8Array() }), null);
});

test('every chunk that is written carries its checksum', async () => {
  const file = Buffer.from(await encodePicture(image, makeRecipe()));
  let at = 8;
  while (at < file.length) {
    const length = file.readUInt32BE(at);
    const expected = crc32(file.subarray(at + 4, at + 8 + length));
    assert.equal(file.readUInt32BE(at + 8 + length), expected);
    at += 12 + length;
  }
  assert.equal(at, file.length);
});

test('only the beginning of a large file is read for its recipe', async () => {
  const path = join(temporaryFolder(), 'large.png');
  const recipe = makeRecipe();
  writeFileSync(
    path,
    Buffer.concat([await encodePicture(image, recipe), Buffer.alloc(600 * 1024)]),
  );
  assert.deepEqual(await readRecipeOfFile(path), recipe);
});

test('thumbnails are WebP of at most 256 pixels; previews are data URLs', async () => {
  const large = { width: 600, height: 300, rgb: new Uint8Array(600 * 300 * 3).fill(90) };
  const shrunk = await sharp(await encodeThumbnail(large)).metadata();
  assert.deepEqual([shrunk.format, shrunk.width, shrunk.height], ['webp', 256, 128]);
  const kept = await sharp(await encodeThumbnail(image)).metadata();
  assert.deepEqual([kept.width, kept.height], [24, 16]);
  const url = await encodePreview(image);
  const [head, base64] = url.split(',');
  assert.equal(head, 'data:image/webp;base64');
  const preview = await sharp(Buffer.from(base64 ?? '', 'base64')).metadata();
  assert.deepEqual([preview.width, preview.height], [24, 16]);
});
