/*
 * The matrices of Winograd's minimal filtering, from A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural
 * Networks" (2015), section 4: a tile of m × m results of a 3 × 3 convolution is Aᵀ [(G w Gᵀ) ⊙ (Bᵀ d B)] A, where w are
 * the nine weights and d the (m + 2) × (m + 2) values that the tile sees.
 */

/** Side m of a tile of results: F(2 × 2, 3 × 3) takes 16 products for 4 results, F(4 × 4, 3 × 3) 36 for 16; a plain sum 9 each. */
export type WinogradTile = 2 | 4;

export interface WinogradTransforms {
  /** Bᵀ, `[m + 2][m + 2]`: of values. */
  readonly values: readonly (readonly number[])[];
  /** G, `[m + 2][3]`: of weights. */
  readonly weights: readonly (readonly number[])[];
  /** Aᵀ, `[m][m + 2]`: of products. */
  readonly results: readonly (readonly number[])[];
}

export const winogradTransforms: { readonly [Tile in WinogradTile]: WinogradTransforms } = {
  2: {
    values: [
      [1, 0, -1, 0],
      [0, 1, 1, 0],
      [0, -1, 1, 0],
      [0, 1, 0, -1],
    ],
    weights: [
      [1, 0, 0],
      [1 / 2, 1 / 2, 1 / 2],
      [1 / 2, -1 / 2, 1 / 2],
      [0, 0, 1],
    ],
    results: [
      [1, 1, 1, 0],
      [0, 1, -1, -1],
    ],
  },
  4: {
    values: [
      [4, 0, -5, 0, 1, 0],
      [0, -4, -4, 1, 1, 0],
      [0, 4, -4, -1, 1, 0],
      [0, -2, -1, 2, 1, 0],
      [0, 2, -1, -2, 1, 0],
      [0, 4, 0, -5, 0, 1],
    ],
    weights: [
      [1 / 4, 0, 0],
      [-1 / 6, -1 / 6, -1 / 6],
      [-1 / 6, 1 / 6, -1 / 6],
      [1 / 24, 1 / 12, 1 / 6],
      [1 / 24, -1 / 12, 1 / 6],
      [0, 0, 1],
    ],
    results: [
      [1, 1, 1, 1, 1, 0],
      [0, 1, -1, 2, -2, 0],
      [0, 1, 1, 4, 4, 0],
      [0, 1, -1, 8, -8, 1],
    ],
  },
};

/** The Kronecker product: what a matrix does to the rows and to the columns of a tile, as one matrix on its values. */
export function onBothAxes(matrix: readonly (readonly number[])[]): readonly number[] {
  return matrix.flatMap((down) =>
    matrix.flatMap((across) => down.flatMap((a) => across.map((b) => a * b))),
  );
}
