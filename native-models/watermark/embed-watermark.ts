import type { RgbImage } from '../pictures/rgb-image.ts';
import { blockGrid, blockPixels, carrierOf, offsetFrom, step } from './blocks.ts';
import { blueOfU, chromaPlane, greenOfU } from './chroma.ts';
import { tooSmall } from './decode-watermark.ts';

/**
 * Carriers are brought this far below the middle of their half, which is 9 wide on either side, give or take `reach`.
 * Below, because JPEG's ripples sooner raise than lower the largest value of a block.
 */
const belowMiddle = 2;
const reach = 3;

/** Of the blocks that carry the same bit, the share that is made right. The costliest few are outvoted. */
const madeRight = 0.85;

/**
 * Hides a message in a picture so that `decodeWatermark`, and ShieldMnt/invisible-watermark's own `dwtDct` decoder, read it.
 *
 * The package moves one value of each block, which its decoder then often overlooks (of drawn pictures half of the bits
 * are lost at once) and which JPEG smooths away. Here the colour of a whole block, 8 × 8 pixels, is shifted as little as
 * brings its carrier well inside the right half. Blocks that are right already stay as they are, and so does brightness
 * but at the ends of the range.
 *
 * @param message at least one byte. The shorter it is, the more often it is repeated and the more it survives.
 * @throws RangeError where 8 · length blocks do not fit into the picture.
 */
export function embedWatermark(image: RgbImage, message: Uint8Array): RgbImage {
  const { width, height } = image;
  const { columns, rows } = blockGrid(width, height);
  const bitCount = 8 * message.length;
  if (columns * rows < bitCount || bitCount === 0) throw tooSmall(image, message.length);

  const rgb = image.rgb.slice();
  for (let index = 0; index < bitCount; index++) {
    const bit = (message[index >> 3]! >> (7 - (index & 7))) & 1 ? 1 : 0;
    const carriers: { start: number; pixels: Uint8Array; excess: number }[] = [];
    for (let block = index; block < columns * rows; block += bitCount) {
      const row = Math.floor(block / columns);
      const start = blockPixels * (row * width + (block % columns));
      const pixels = readBlock(rgb, width, start);
      carriers.push({ start, pixels, excess: Math.abs(misplacement(pixels, bit)) - reach });
    }
    carriers.sort((a, b) => a.excess - b.excess);
    const cheapest = carriers.slice(0, Math.ceil(madeRight * carriers.length));
    for (const { start, pixels, excess } of cheapest)
      if (excess > 0) writeBlock(rgb, width, start, moveCarrier(pixels, bit));
  }
  return { width, height, rgb };
}

/** How far a block's carrier lies from where it is to be for this bit: −18…18. */
function misplacement(block: Uint8Array, bit: 0 | 1): number {
  const plane = chromaPlane({ width: blockPixels, height: blockPixels, rgb: block });
  return offsetFrom(bit, carrierOf(plane, blockPixels, 0) + belowMiddle);
}

/** The block with the smallest shift that carries the bit. Pure colours may allow but one direction. */
function moveCarrier(block: Uint8Array, bit: 0 | 1): Uint8Array {
  const offset = misplacement(block, bit);
  const excess = Math.abs(offset) - reach;
  const nearer = shiftChroma(block, (-Math.sign(offset) * excess) / 2);
  // Rounding to bytes costs up to one.
  if (Math.abs(misplacement(nearer, bit)) <= reach + 1) return nearer;
  const farther = shiftChroma(block, (Math.sign(offset) * (step - 2 * reach - excess)) / 2);
  return [block, nearer, farther].reduce((best, next) =>
    Math.abs(misplacement(next, bit)) < Math.abs(misplacement(best, bit)) ? next : best,
  );
}

/** Adds to U of every pixel and leaves V as it is; also Y, except where a colour is at its end: it gives way in brightness. */
function shiftChroma(block: Uint8Array, by: number): Uint8Array {
  const shifted = new Uint8Array(block.length);
  for (let at = 0; at < block.length; at += 3) {
    const red = block[at]!;
    const green = block[at + 1]! + greenOfU * by;
    const blue = block[at + 2]! + blueOfU * by;
    const lack = Math.max(0, -Math.min(green, blue));
    const surplus = Math.max(0, Math.max(green, blue) - 255);
    for (const [channel, value] of [red, green, blue].entries())
      shifted[at + channel] = Math.min(Math.max(Math.round(value + lack - surplus), 0), 255);
  }
  return shifted;
}

function readBlock(rgb: Uint8Array, width: number, start: number): Uint8Array {
  const block = new Uint8Array(3 * blockPixels * blockPixels);
  for (let y = 0; y < blockPixels; y++) {
    const at = 3 * (start + y * width);
    block.set(rgb.subarray(at, at + 3 * blockPixels), 3 * blockPixels * y);
  }
  return block;
}

function writeBlock(rgb: Uint8Array, width: number, start: number, block: Uint8Array): void {
  for (let y = 0; y < blockPixels; y++) {
    const row = block.subarray(3 * blockPixels * y, 3 * blockPixels * (y + 1));
    rgb.set(row, 3 * (start + y * width));
  }
}
