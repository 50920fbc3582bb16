import type { RgbImage } from '../pictures/rgb-image.ts';
import { bitOf, blockGrid, blockPixels, carrierOf } from './blocks.ts';
import { chromaPlane } from './chroma.ts';

export interface DecodedWatermark {
  readonly bytes: Uint8Array;
  /**
   * How much the blocks that carry the same bit agree, on average over all bits: 1 where all do, about 0 where bits are
   * no better than chance, as in a picture without watermark or after a resize.
   */
  readonly agreement: number;
}

/**
 * Reads a watermark: `WatermarkDecoder('bytes', 8 · length).decode(image, 'dwtDct')` of ShieldMnt/invisible-watermark, bit
 * for bit. A picture without watermark gives bytes without meaning, so compare them with what is expected.
 *
 * @param length bytes of the message.
 * @throws RangeError where the picture has fewer blocks of 8 × 8 pixels than the message has bits.
 */
export function decodeWatermark(image: RgbImage, length: number): DecodedWatermark {
  const bitCount = 8 * length;
  const { columns, rows } = blockGrid(image.width, image.height);
  if (columns * rows < bitCount || bitCount === 0) throw tooSmall(image, length);

  const plane = chromaPlane(image);
  const ones = new Uint32Array(bitCount);
  const votes = new Uint32Array(bitCount);
  for (let block = 0; block < columns * rows; block++) {
    const row = Math.floor(block / columns);
    const start = blockPixels * (row * image.width + (block % columns));
    ones[block % bitCount]! += bitOf(carrierOf(plane, image.width, start));
    votes[block % bitCount]!++;
  }

  const bytes = new Uint8Array(length);
  let agreement = 0;
  for (const [index, count] of ones.entries()) {
    const share = count / votes[index]!;
    agreement += Math.abs(2 * share - 1) / bitCount;
    // The package's threshold, 0.498: of two votes against two the bit is 1.
    if (share * 255 > 127) bytes[index >> 3]! |= 0x80 >> (index & 7);
  }
  return { bytes, agreement };
}

/** A message that a picture has no room for. */
export function tooSmall({ width, height }: RgbImage, length: number): RangeError {
  return new RangeError(
    `A picture of ${width} × ${height} pixels has no room for a watermark of ${length} bytes: it needs ${8 * length} ` +
      `blocks of 8 × 8 pixels, and at least one byte.`,
  );
}
