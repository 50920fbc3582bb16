import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inflateSync } from 'node:zlib';

import sharp from 'sharp';

import type { RgbImage } from '../../../native-models/pictures/rgb-image.ts';
import { decodeWatermark } from '../../../native-models/watermark/decode-watermark.ts';
import { embedWatermark } from '../../../native-models/watermark/embed-watermark.ts';
import { formulaPicture } from './formula-picture.ts';

interface Recorded {
  readonly width: number;
  readonly height: number;
  /** Hexadecimal. */
  readonly decoded: string;
}
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'reference', 'watermark.json'), 'utf8'),
) as {
  readonly plain: Recorded;
  readonly embeddedByPackage: Recorded & { readonly rgbDeflated: string };
  readonly embeddedByUs: Recorded & { readonly sha256: string };
};

const name = Buffer.from('Nishiki');
const longName = Buffer.from('StableDiffusionV1');

describe('the decoder equals that of invisible-watermark (dwtDct)', () => {
  it('on a picture without watermark, of an odd size', () => {
    const { width, height, decoded } = reference.plain;
    assert.equal(hex(decodeWatermark(formulaPicture(width, height), 7).bytes), decoded);
  });

  it('on a picture that the package has marked, wrong bits included', () => {
    const { rgbDeflated, decoded, ...size } = reference.embeddedByPackage;
    const rgb = new Uint8Array(inflateSync(Buffer.from(rgbDeflated, 'base64')));
    assert.equal(hex(decodeWatermark({ ...size, rgb }, 7).bytes), decoded);
  });
});

it('the package reads what was embedded here', () => {
  const { width, height, sha256, decoded } = reference.embeddedByUs;
  const { rgb } = embedWatermark(formulaPicture(width, height), name);
  assert.equal(createHash('sha256').update(rgb).digest('hex'), sha256);
  assert.equal(decoded, name.toString('hex'));
});

/** 512 × 512 pixels: with texture, with hardly any, and with none at all. */
const pictures: Readonly<Record<string, RgbImage>> = {
  waves: formulaPicture(512, 512),
  'an evening sky': paint((x, y) => [60 + y / 4, 70 + y / 8, 150 - y / 5 + (x % 2)]),
  'a drawing on paper': paint((x, y) =>
    x % 64 < 3 || (x + y) % 96 < 2 ? [40, 36, 32] : [250, 246, 236],
  ),
  white: paint(() => [255, 255, 255]),
  'pure red': paint(() => [255, 0, 0]),
};

describe('a watermark survives', () => {
  for (const [picture, image] of Object.entries(pictures)) {
    for (const message of [name, longName]) {
      it(`${message.toString()} in ${picture}: PNG, and JPEG from quality 90`, async () => {
        const marked = embedWatermark(image, message);
        const raw = sharp(marked.rgb, { raw: { width: 512, height: 512, channels: 3 } });
        const png = await readBack(await raw.clone().png().toBuffer());
        assert.deepEqual(png.rgb, marked.rgb);
        assert.deepEqual(Buffer.from(decodeWatermark(png, message.length).bytes), message);
        for (const quality of [100, 95, 90]) {
          for (const chromaSubsampling of ['4:2:0', '4:4:4']) {
            const jpeg = await raw.clone().jpeg({ quality, chromaSubsampling }).toBuffer();
            const { bytes } = decodeWatermark(await readBack(jpeg), message.length);
            const read = Buffer.from(bytes);
            assert.deepEqual(read, message, `${quality} ${chromaSubsampling}: ${read.toString()}`);
          }
        }
      });
    }
  }

  it('and the edge of a picture that is no multiple of 8 is left alone', () => {
    const image = formulaPicture(267, 261);
    const marked = embedWatermark(image, name);
    assert.deepEqual(Buffer.from(decodeWatermark(marked, 7).bytes), name);
    const last = 3 * 267 * 256;
    assert.deepEqual(marked.rgb.subarray(last), image.rgb.subarray(last));
    assert.notDeepEqual(marked.rgb, image.rgb);
  });
});

describe('a watermark is not seen', () => {
  it('in brightness where colours have room, and hardly in colour', () => {
    for (const [picture, image] of Object.entries(pictures).slice(0, 2)) {
      const { rgb } = embedWatermark(image, name);
      let squares = 0;
      let brightness = 0;
      for (let at = 0; at < rgb.length; at += 3) {
        const [red, green, blue] = [0, 1, 2].map((c) => rgb[at + c]! - image.rgb[at + c]!) as [
          number,
          number,
          number,
        ];
        squares += red ** 2 + green ** 2 + blue ** 2;
        brightness = Math.max(brightness, Math.abs(0.299 * red + 0.587 * green + 0.114 * blue));
      }
      const psnr = 10 * Math.log10((255 ** 2 * rgb.length) / squares);
      assert.ok(psnr > 34, `${picture}: ${psnr} dB`);
      assert.ok(brightness < 1.5, `${picture}: ${brightness}`);
    }
  });
});

describe('whether there is one, the agreement of its votes says', () => {
  it('high with a watermark, low without', () => {
    const marked = embedWatermark(formulaPicture(512, 512), name);
    assert.ok(decodeWatermark(marked, 7).agreement > 0.65);
    assert.ok(decodeWatermark(formulaPicture(512, 512), 7).agreement < 0.3);
  });
});

describe('a message without room is refused', () => {
  for (const [width, height, length] of [
    [64, 48, 7],
    [7, 700, 1],
    [512, 512, 0],
  ] as const) {
    it(`${length} bytes in ${width} × ${height} pixels`, () => {
      const image = formulaPicture(width, height);
      const tooSmall = { name: 'RangeError', message: /has no room for a watermark/ };
      assert.throws(() => embedWatermark(image, new Uint8Array(length)), tooSmall);
      assert.throws(() => decodeWatermark(image, length), tooSmall);
    });
  }
});

function paint(colour: (x: number, y: number) => readonly number[]): RgbImage {
  const rgb = new Uint8Array(3 * 512 * 512);
  for (let pixel = 0; pixel < 512 * 512; pixel++)
    rgb.set(colour(pixel % 512, Math.floor(pixel / 512)), 3 * pixel);
  return { width: 512, height: 512, rgb };
}

async function readBack(file: Buffer): Promise<RgbImage> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
