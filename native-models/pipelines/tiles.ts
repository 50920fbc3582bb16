import type { LatentSize } from './latent-size.ts';

/**
 * When a picture goes through the VAE in pieces, and in which. Lengths are latent pixels.
 *
 * Pictures whose activations would need gigabytes are cut into overlapping tiles, crossfaded where they overlap: the
 * idea of diffusers' `AutoencoderKL.tiled_decode` and `tiled_encode`. Unlike there, all tiles of a picture have the same
 * size, so that one session serves them all and none is a narrow strip. Group norms see their tile alone, so the tiles
 * of a picture differ by a faint tint from one another; hence the wide overlap, and no tiles where there is no need.
 */
export interface TileRule {
  /** Pictures of more latent pixels are cut. */
  readonly largestWhole: number;
  /** Longest side of a tile. */
  readonly size: number;
  /** What neighbours share at least; less than a third of `size`, so that no pixel has three tiles in a row. */
  readonly overlap: number;
}

/** How a picture goes through the VAE. */
export interface TilingOptions {
  /** Default: `defaultTileRule`. */
  readonly tiles?: TileRule | undefined;
  /** Looked at before every tile. */
  readonly signal?: AbortSignal | undefined;
}

/** Tiles of up to 512 pixels that share 128, as diffusers cuts them, for pictures above 768 × 768 pixels. */
export const defaultTileRule: TileRule = { largestWhole: 96 * 96, size: 64, overlap: 16 };

/** For little memory: tiles of up to 256 pixels that share 64, for all that is larger. */
export const smallTileRule: TileRule = { largestWhole: 32 * 32, size: 32, overlap: 8 };

/** What goes through the VAE at once of a picture. */
export function tileSizeOf(size: LatentSize, rule: TileRule): LatentSize {
  if (size.height * size.width <= rule.largestWhole) return size;
  const [row] = layOutSpans(size.height, rule);
  const [column] = layOutSpans(size.width, rule);
  return { height: row?.length ?? size.height, width: column?.length ?? size.width };
}

/** A rectangle of latent pixels. */
export interface Tile extends LatentSize {
  readonly top: number;
  readonly left: number;
}

/**
 * Puts a picture together from what `compute` makes of its tiles.
 *
 * @param scale pixels of the result per latent pixel, in each direction.
 * @param compute one tile as planes `[channels, scale · height, scale · width]`.
 * @returns planes of the whole; `compute`'s own array where there is a single tile.
 */
export async function computeInTiles(
  size: LatentSize,
  rule: TileRule,
  { channels, scale }: { readonly channels: number; readonly scale: number },
  compute: (tile: Tile) => Promise<Float32Array>,
): Promise<Float32Array> {
  if (size.height * size.width <= rule.largestWhole) return compute({ ...size, top: 0, left: 0 });
  const rows = layOutSpans(size.height, rule);
  const columns = layOutSpans(size.width, rule);
  const width = scale * size.width;
  const plane = scale * size.height * width;
  const whole = new Float32Array(channels * plane);
  for (const row of rows) {
    for (const column of columns) {
      const tile = { top: row.start, left: column.start, height: row.length, width: column.length };
      const part = await compute(tile);
      const [down, across] = [fade(row, scale), fade(column, scale)];
      const tilePlane = down.length * across.length;
      for (let channel = 0; channel < channels; channel++) {
        for (let y = 0; y < down.length; y++) {
          const from = channel * tilePlane + y * across.length;
          const to = channel * plane + (scale * tile.top + y) * width + scale * tile.left;
          for (let x = 0; x < across.length; x++) {
            whole[to + x]! += down[y]! * across[x]! * part[from + x]!;
          }
        }
      }
    }
  }
  return whole;
}

/** Cuts a tile out of planes `[channels, height, width]`; all lengths are `scale` times the tile's. */
export function cutTile(
  planes: Float32Array,
  size: LatentSize,
  tile: Tile,
  scale: number,
): Float32Array {
  const [height, width] = [scale * size.height, scale * size.width];
  const [tileHeight, tileWidth] = [scale * tile.height, scale * tile.width];
  const channels = planes.length / (height * width);
  const cut = new Float32Array(channels * tileHeight * tileWidth);
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < tileHeight; y++) {
      const from = (channel * height + scale * tile.top + y) * width + scale * tile.left;
      cut.set(planes.subarray(from, from + tileWidth), (channel * tileHeight + y) * tileWidth);
    }
  }
  return cut;
}

/** A tile in one direction, with what it shares with the one before and the one behind. */
interface Span {
  readonly start: number;
  readonly length: number;
  readonly before: number;
  readonly behind: number;
}

/** As few tiles of one length as reach from end to end, evenly spread. */
function layOutSpans(whole: number, { size, overlap }: TileRule): Span[] {
  const count = Math.max(1, Math.ceil((whole - overlap) / (size - overlap)));
  const length = Math.ceil((whole + (count - 1) * overlap) / count);
  const starts = Array.from({ length: count }, (_, k) =>
    count === 1 ? 0 : Math.round((k * (whole - length)) / (count - 1)),
  );
  return starts.map((start, k) => ({
    start,
    length,
    before: k === 0 ? 0 : starts[k - 1]! + length - start,
    behind: k === count - 1 ? 0 : start + length - starts[k + 1]!,
  }));
}

/** How much each pixel of a span counts: rising from one edge, falling to the other, 1 with the neighbour's together. */
function fade({ length, before, behind }: Span, scale: number): Float64Array {
  const rise = (place: number, over: number) => Math.min(1, (place + 0.5) / over);
  return Float64Array.from({ length: scale * length }, (_, k) => {
    const rising = before === 0 ? 1 : rise(k, scale * before);
    const falling = behind === 0 ? 1 : rise(scale * length - 1 - k, scale * behind);
    return rising * falling;
  });
}
