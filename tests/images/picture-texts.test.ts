import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createExif, readExif } from '../../electron/images/exif.ts';
import { insertJpegSegments, readJpegSegments } from '../../electron/images/jpeg-segments.ts';
import { PictureFileError } from '../../electron/images/picture-file-error.ts';
import { addMetadata } from '../../electron/images/picture-metadata.ts';
import { readPictureTexts } from '../../electron/images/picture-texts.ts';
import { PngError } from '../../electron/images/png-chunks.ts';
import { parseJson } from '../../electron/images/parse-json.ts';
import { readFoundRecipe } from '../../electron/images/read-found-recipe.ts';
import { createXmp, readRecipeOfXmp, xmpKeyword } from '../../electron/images/xmp.ts';
import {
  exifOf,
  jpegWith,
  pngWith,
  side,
  unicodeComment,
  webpWith,
} from '../helpers/foreign-pictures.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';

const size = { width: side, height: side };
const userComment = 0x9286;

function isPictureFileError(code: PictureFileError['code']): (error: unknown) => boolean {
  return (error) => error instanceof PictureFileError && error.code === code;
}

test('Exif gives back the texts that were put in, in any script', () => {
  const texts = {
    imageDescription: '侍',
    make: 'a',
    software: 'Nishiki 0.1.0',
    userComment: '夜の城 🏯\nSteps: 1',
  };
  assert.deepEqual(readExif(createExif(texts)), texts);
  assert.deepEqual(readExif(createExif({ software: 'Nishiki' })), { software: 'Nishiki' });
});

test('a comment in ASCII, JIS, without a code or in UTF-16 with its mark is read', () => {
  const comments: [string, Buffer][] = [
    ['ASCII', Buffer.from('ASCII\0\0\0夜\0', 'utf8')],
    ['JIS', Buffer.from('JIS\0\0\0\0\0\u001b$BLk\u001b(B', 'latin1')],
    ['none', Buffer.from('\0\0\0\0\0\0\0\0夜', 'utf8')],
    ['UTF-16 LE', Buffer.from('UNICODE\0\xff\xfe\x1c\x59', 'latin1')],
    ['UTF-16 BE', Buffer.from('UNICODE\0\xfe\xff\x59\x1c', 'latin1')],
  ];
  for (const [code, data] of comments) {
    assert.equal(readExif(exifOf([{ tag: userComment, data }])).userComment, '夜', code);
  }
});

test('every format says that a model made the picture, with the recipe or without', async () => {
  const recipe = makeRecipe({ prompt: '秘密の言葉' });
  const files = {
    png: await pngWith({}),
    jpeg: await jpegWith(exifOf([])),
    webp: await webpWith(exifOf([])),
  } as const;
  for (const format of ['png', 'jpeg', 'webp'] as const) {
    for (const kept of [recipe, null]) {
      const metadata = { recipe: kept, appVersion: '0.1.0' };
      const file = addMetadata(files[format], format, metadata, size);
      const xmp = readPictureTexts(file).get(xmpKeyword) ?? '';
      assert.match(xmp, /digitalsourcetype\/trainedAlgorithmicMedia</, format);
      assert.match(xmp, /<xmp:CreatorTool>Nishiki 0\.1\.0</, format);
      const everything = Buffer.from(file).toString('utf8');
      assert.equal(everything.includes(recipe.model.fingerprint), kept !== null, format);
      assert.equal(readFoundRecipe(file).own?.prompt, kept?.prompt, format);
    }
  }
});

test('XMP that another program has laid out anew still has the recipe', () => {
  const json = JSON.stringify(makeRecipe({ prompt: '<b>"猫" & \'犬\'</b>' }));
  const packet = createXmp({ creatorTool: 'Nishiki', recipe: json });
  assert.equal(readRecipeOfXmp(packet), json);
  const numbered = packet.replaceAll('&quot;', '&#x22;').replaceAll('&amp;', '&#38;');
  assert.equal(readRecipeOfXmp(numbered), json);
  const [, escaped = ''] = /<nishiki:recipe>(.*)<\/nishiki:recipe>/.exec(packet) ?? [];
  assert.equal(readRecipeOfXmp(`<rdf:Description nishiki:recipe="${escaped}"/>`), json);
  assert.equal(readRecipeOfXmp(createXmp({ creatorTool: 'Nishiki' })), null);
});

test('JFIF’s own segment stays the first of a JPEG file', async () => {
  const jfif = {
    marker: 0xe0,
    data: Buffer.from('JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0', 'latin1'),
  };
  const file = insertJpegSegments(await jpegWith(exifOf([])), [jfif]);
  const metadata = { recipe: null, appVersion: '0.1.0' };
  const markers = [...readJpegSegments(addMetadata(file, 'jpeg', metadata, size))].map(
    ({ marker }) => marker,
  );
  assert.deepEqual(markers.slice(0, 3), [0xe0, 0xe1, 0xe1]);
});

test('a recipe that a JPEG has no room for is refused, and a PNG takes it', async () => {
  const metadata = { recipe: makeRecipe({ prompt: '猫'.repeat(40_000) }), appVersion: '0.1.0' };
  const jpeg = await jpegWith(exifOf([]));
  assert.throws(() => addMetadata(jpeg, 'jpeg', metadata, size), isPictureFileError('too-large'));
  const png = addMetadata(await pngWith({}), 'png', metadata, size);
  assert.equal(readFoundRecipe(png).own?.prompt.length, 40_000);
});

test('a file that is cut off or damaged anywhere gives a typed error or its texts, at once', async () => {
  const metadata = { recipe: makeRecipe(), appVersion: '0.1.0' };
  const exif = exifOf([{ tag: userComment, data: unicodeComment('夜\nSteps: 3, Seed: 1') }]);
  const files = [
    await jpegWith(exif),
    await webpWith(exif),
    addMetadata(await jpegWith(exif), 'jpeg', metadata, size),
    addMetadata(await webpWith(exif), 'webp', metadata, size),
  ];
  let state = 12_345;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
  let errors = 0;
  for (const file of files) {
    const broken = [
      ...Array.from({ length: file.length }, (_, length) => file.subarray(0, length)),
      ...Array.from({ length: 2000 }, () => {
        const copy = Uint8Array.from(file);
        for (let count = 0; count <= random(3); count++) copy[random(copy.length)] = random(256);
        return copy;
      }),
    ];
    for (const bytes of broken) {
      try {
        readFoundRecipe(bytes);
      } catch (error) {
        errors += 1;
        assert.ok(error instanceof PictureFileError || error instanceof PngError, String(error));
      }
    }
  }
  assert.ok(errors > 1000, `${errors} errors`);
});

test('other kinds of files are named as such', () => {
  for (const bytes of ['GIF89a', '', '<html>', 'RIFF\0\0\0\0WAVE']) {
    assert.throws(() => readPictureTexts(Buffer.from(bytes)), isPictureFileError('unknown-format'));
  }
});

test('texts that are made to take time do not', async () => {
  const long = 200_000;
  const texts: Record<string, string>[] = [
    { parameters: `Steps: 1${'a '.repeat(long)}` },
    { parameters: `Steps: 1, ${'<lora:'.repeat(long)}` },
    { 'sd-metadata': JSON.stringify({ image: { prompt: '['.repeat(long) } }) },
    { invokeai_metadata: `{"a": ${'"\\'.repeat(long)}` },
    { invokeai_metadata: `{"a": ${'['.repeat(long)}` },
    {
      prompt: JSON.stringify(
        Object.fromEntries(
          Array.from({ length: 5000 }, (_, id) => [
            id,
            {
              class_type: 'KSampler',
              inputs: { positive: [String(id + 1), 0], latent_image: [String(id + 1), 0] },
            },
          ]),
        ),
      ),
    },
  ];
  for (const text of texts) {
    // A quadratic reading of these takes minutes, and a recursive one overruns the stack.
    readFoundRecipe(await pngWith(text));
  }
});

test('JSON as Python writes it', () => {
  assert.deepEqual(parseJson('{"a": NaN, "b": -Infinity, "c": "NaN \\" Infinity"}'), {
    a: null,
    b: null,
    c: 'NaN " Infinity',
  });
  assert.deepEqual(parseJson('[18446744073709551615, 9007199254740991, 0.1]'), [
    '18446744073709551615',
    9007199254740991,
    0.1,
  ]);
  assert.equal(parseJson('{a: 1}'), undefined);
});
