import { after } from 'node:test';
import { type HubServer, type HubServerOptions, startHub } from './hub-server.ts';

/** A hub that is closed when the tests of the file are over. */
export async function startTestHub(options: HubServerOptions): Promise<HubServer> {
  const hub = await startHub(options);
  after(() => hub.close());
  return hub;
}
