import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';

/** Where a picture stands beside those of the other arms; null for one that was printed alone, or made elsewhere. */
export function pairAddress({
  comparisonId,
  recipe,
}: Pick<GalleryPicture, 'comparisonId' | 'recipe'>): string | null {
  if (comparisonId === null || recipe === null) return null;
  const address = `/compare/${comparisonId}?seed=${recipe.seed}`;
  // Variations share a seed.
  return recipe.variation ? `${address}&towards=${recipe.variation.seed}` : address;
}
