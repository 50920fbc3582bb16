import type { DeviceProfile } from '../../native-models/models/device-profiles.ts';
import type { MemoryNeed } from '../../native-models/pipelines/predict-memory.ts';
import type { Device } from './devices.ts';
import type { PictureNeeds } from './predict-picture.ts';

/** What the desktop and other programs leave of a card. */
const cardShare = 0.9;

/** What there is on a device's own card; null where the machine's memory counts. */
export function cardRoom(
  { cardBytes }: Pick<Device, 'cardBytes'>,
  { provider }: Pick<DeviceProfile, 'provider'>,
): { readonly capacityBytes: number } | null {
  if (cardBytes === undefined || provider === 'cpu') return null;
  return { capacityBytes: Math.floor(cardShare * cardBytes) };
}

/**
 * What a picture takes on a card, from what it takes on the processor in float32: weights and results have half the bytes
 * in half precision, and nothing stays in the user's file. An estimate: no card was measured.
 */
export function needsOnCard(
  needs: PictureNeeds,
  { graph }: { readonly graph: Pick<DeviceProfile['graph'], 'computeType'> },
): PictureNeeds {
  const scale = graph.computeType === 'float16' ? 0.5 : 1;
  const move = ({ ownBytes, mappedBytes, narrowBytes = 0 }: MemoryNeed): MemoryNeed => ({
    ownBytes: Math.ceil(scale * (ownBytes + mappedBytes + narrowBytes)),
    mappedBytes: 0,
  });
  return { usual: move(needs.usual), small: move(needs.small) };
}
