import type { TFunction } from 'i18next';
import { deviceOptionSchema } from '../../electron/api/contract/devices.ts';

const providers = deviceOptionSchema.shape.provider.options;

/** What a recipe names as its execution provider, as the page calls it; one that this studio does not know stays as it is. */
export function providerName(provider: string, t: TFunction): string {
  const known = providers.find((name) => name === provider);
  return known === undefined ? provider : t(`models.device.providers.${known}`);
}
