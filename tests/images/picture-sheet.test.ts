import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { drawPictureSheet } from '../../electron/images/picture-sheet.ts';

const plain = (background: string, width = 40, height = 40) =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();

async function sheetOf(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [
    ...data.subarray(
      (y * info.width + x) * info.channels,
      (y * info.width + x) * info.channels + 3,
    ),
  ];
  return { ...info, at };
}

test('pictures stand in reading order, with room for words, and an empty place where a file is gone', async () => {
  const red = await plain('#ff0000');
  const blue = await plain('#0000ff', 80, 40);
  const words = { caption: '<猫> & "犬"', note: '42' };
  const sheet = await sheetOf(
    await drawPictureSheet(
      [
        { picture: red, ...words },
        { picture: blue, ...words },
        { picture: null, ...words },
      ],
      { columns: 2, side: 100 },
    ),
  );
  assert.deepEqual([sheet.width, sheet.height], [24 + 100 + 16 + 100 + 24, 24 + 2 * 178 - 16 + 24]);
  assert.deepEqual(sheet.at(24 + 50, 24 + 50), [255, 0, 0]);
  assert.deepEqual(sheet.at(140 + 50, 24 + 50), [0, 0, 255]);
  assert.deepEqual(sheet.at(140 + 50, 24 + 5), [0xec, 0xe7, 0xdb], 'a wide picture is not cropped');
  assert.deepEqual(sheet.at(24 + 50, 202 + 50), [0xf6, 0xf3, 0xec]);
  const inked = Array.from({ length: 100 }, (_, x) => sheet.at(24 + x, 24 + 100 + 14));
  assert.ok(
    inked.some(([r = 255]) => r < 120),
    'there are words below the picture',
  );
});

test('a very long sheet grows smaller pictures, not a file that nothing opens', async () => {
  const one = { picture: null, caption: '', note: '' };
  const sheet = await sharp(
    await drawPictureSheet(
      Array.from({ length: 200 }, () => one),
      { columns: 1, side: 1024 },
    ),
  ).metadata();
  assert.ok(sheet.height <= 30_000 && sheet.width < 200, `${sheet.width} × ${sheet.height}`);
});
