import type { HubServiceOptions } from './services/hub.ts';

/**
 * What the environment says of the hub: `NISHIKI_HUB` is its address, `HF_TOKEN` an access token, as other programs of the
 * field read it too.
 */
export function findHub(env: NodeJS.ProcessEnv): HubServiceOptions['surroundings'] {
  return { address: env['NISHIKI_HUB'] || undefined, token: env['HF_TOKEN'] || undefined };
}
