import type { TFunction } from 'i18next';
import { mostMeasured } from '../../electron/api/contract/comparisons.ts';
import type { GalleryPicture } from '../../electron/api/contract/gallery.ts';
import { goTo } from '../state/location.ts';
import { pairAddress } from '../state/pair-address.ts';
import { chosenAddress, pin } from '../state/pins.ts';
import { showToast } from '../ui/toast-store.ts';

/**
 * Opens Compare: of one comparison's pictures their pair, of any others just them. A single one that belongs to no pair is
 * pinned until another one is chosen to compare it with.
 */
export function comparePictures(pictures: readonly (GalleryPicture | null)[], t: TFunction): void {
  const known = pictures.filter((picture) => picture !== null);
  const [first] = known;
  if (!first) return;
  const pair = commonPair(known);
  if (pair !== null) goTo(pair);
  else if (known.length === 1) pinPicture(first.id);
  else if (known.length <= mostMeasured) goTo(chosenAddress(known.map(({ id }) => id)));
  else showToast(t('gallery.pin.tooMany', { most: mostMeasured }));
}

/** Pins a picture; the second one opens Compare with both. */
export function pinPicture(id: string): void {
  const address = pin(id);
  if (address !== null) goTo(address);
}

/** Where the pair is that all these pictures belong to; null where they belong to none, or to several. */
export function commonPair(pictures: readonly GalleryPicture[]): string | null {
  const addresses = new Set(pictures.map(pairAddress));
  const [address] = addresses;
  return addresses.size === 1 && address !== undefined ? address : null;
}
