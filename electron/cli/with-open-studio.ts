import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { resolve } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import { findDataFolder } from '../data-folder.ts';
import { readDoorFile, type OpenDoor } from '../server/door-file.ts';
import { StudioLockedError } from '../services/studio-error.ts';
import type { StudioClient } from './client.ts';
import { withStudio } from './with-studio.ts';
import type { StudioPlace } from './with-studio.ts';

/**
 * Runs a command with the studio of the data folder: one of its own, or the one that is open in a browser and holds the
 * folder.
 *
 * @throws StudioLockedError where another studio has the folder and has no browser door
 */
export async function withOpenStudio(
  place: StudioPlace,
  use: (client: StudioClient) => Promise<void>,
): Promise<void> {
  try {
    await withStudio(place, ({ client }) => use(client));
  } catch (error) {
    if (!(error instanceof StudioLockedError)) throw error;
    const { data } = place;
    const door = readDoorFile(data ? resolve(data) : findDataFolder(process));
    if (door === null) throw error;
    await throughDoor(door, use);
  }
}

async function throughDoor(
  { url, certificate }: OpenDoor,
  use: (client: StudioClient) => Promise<void>,
): Promise<void> {
  const { origin } = new URL(url);
  // The door's own certificate and no other: its names do not matter then, and it needs nobody's word.
  const trust =
    certificate === null
      ? {}
      : { ca: certificate, allowPartialTrustChain: true, checkServerIdentity: () => undefined };
  const admitted = await new Promise<IncomingMessage>((answer, fail) => {
    const get = certificate === null ? getPlain : getSecure;
    get(url, trust, answer).on('error', fail);
  });
  admitted.resume();
  const [cookie = ''] = (admitted.headers['set-cookie']?.[0] ?? '').split(';');
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, {
    headers: { cookie, origin },
    ...trust,
  });
  await new Promise((open, fail) => {
    socket.on('open', open);
    socket.on('error', fail);
  });
  try {
    // The package's sockets are the web's in all that the link uses; only their declarations differ.
    const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket });
    await use(createORPCClient(link));
  } finally {
    socket.close();
  }
}
