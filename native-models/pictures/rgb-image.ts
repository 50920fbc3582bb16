/** An 8-bit picture: `rgb` holds `height` rows of `width` pixels of red, green, blue. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}
