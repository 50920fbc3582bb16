import { resolve } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import { findDataFolder } from '../data-folder.ts';
import { readDoorFile } from '../server/door-file.ts';
import { StudioLockedError } from '../services/studio-error.ts';
import type { StudioClient } from './client.ts';
import { withStudio } from './with-studio.ts';

/**
 * Runs a command with the studio of the data folder: one of its own, or the one that is open in a browser and holds the
 * folder.
 *
 * @throws StudioLockedError where another studio has the folder and has no browser door
 */
export async function withOpenStudio(
  data: string | undefined,
  use: (client: StudioClient) => Promise<void>,
): Promise<void> {
  try {
    await withStudio(data, ({ client }) => use(client));
  } catch (error) {
    if (!(error instanceof StudioLockedError)) throw error;
    const url = readDoorFile(data ? resolve(data) : findDataFolder(process));
    if (url === null) throw error;
    await throughDoor(url, use);
  }
}

async function throughDoor(
  url: string,
  use: (client: StudioClient) => Promise<void>,
): Promise<void> {
  const { origin } = new URL(url);
  const admitted = await fetch(url, { redirect: 'manual' });
  const [cookie = ''] = (admitted.headers.get('set-cookie') ?? '').split(';');
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, {
    headers: { cookie, origin },
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
