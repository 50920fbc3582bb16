import type { LatentSize } from './latent-size.ts';

/**
 * Carries initial noise towards other noise, each along the great circle between them, so that the result is as normal
 * as both: Shoemake's slerp. As `slerp` of stable-diffusion-webui 1.9.4 (`modules/rng.py`), which turns every column of
 * every channel by itself.
 *
 * @param strength 0 (`from`) … 1 (`to`)
 * @param size of the latents; both arrays hold any number of channels of it.
 */
export function varyNoise(
  from: Float32Array,
  to: Float32Array,
  strength: number,
  { height, width }: LatentSize,
): Float32Array {
  const varied = new Float32Array(from.length);
  const area = height * width;
  for (let start = 0; start < from.length; start += area) {
    for (let x = 0; x < width; x++) {
      const column = { start: start + x, stride: width, length: height };
      turnColumn(varied, from, to, strength, column);
    }
  }
  return varied;
}

interface Column {
  readonly start: number;
  readonly stride: number;
  readonly length: number;
}

function turnColumn(
  varied: Float32Array,
  from: Float32Array,
  to: Float32Array,
  strength: number,
  { start, stride, length }: Column,
): void {
  let [dot, fromSquared, toSquared] = [0, 0, 0];
  const end = start + stride * length;
  for (let k = start; k < end; k += stride) {
    dot += from[k]! * to[k]!;
    fromSquared += from[k]! ** 2;
    toSquared += to[k]! ** 2;
  }
  const angle = Math.acos(Math.min(Math.max(dot / Math.sqrt(fromSquared * toSquared), -1), 1));
  const sine = Math.sin(angle);
  // Columns on one line have no arc between them; noise of two seeds never is, noise of one seed always.
  const [keep, take] =
    sine < 1e-6
      ? [1 - strength, strength]
      : [Math.sin((1 - strength) * angle) / sine, Math.sin(strength * angle) / sine];
  for (let k = start; k < end; k += stride) varied[k] = keep * from[k]! + take * to[k]!;
}
