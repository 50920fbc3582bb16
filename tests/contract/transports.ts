import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import { WebSocket } from 'ws';
import type { StudioContract } from '../../electron/api/contract/contract.ts';
import { createRouter } from '../../electron/api/router.ts';
import { serveStudio } from '../../electron/server/serve-studio.ts';
import type { Studio } from '../../electron/services/studio.ts';

export type StudioClient = ContractRouterClient<StudioContract>;

/** A face's way to a studio. */
export interface Connection {
  readonly client: StudioClient;
  close(): Promise<void>;
}

export interface Transport {
  readonly name: string;
  connect(studio: Studio): Promise<Connection>;
}

/** Every way in which a face of the studio speaks the contract. */
export const transports: readonly Transport[] = [
  {
    name: 'in process, as the command line',
    async connect(studio) {
      return { client: createRouterClient(createRouter(studio)), async close() {} };
    },
  },
  {
    name: 'MessagePort, as the desktop window',
    async connect(studio) {
      const { port1, port2 } = new MessageChannel();
      // Node's ports are the web's in all that the adapter uses; only their declarations differ.
      new PortHandler(createRouter(studio)).upgrade(port1 as unknown as MessagePort);
      port1.start();
      const link = new PortLink({ port: port2 as unknown as MessagePort });
      port2.start();
      return {
        client: createORPCClient(link),
        async close() {
          port2.close();
        },
      };
    },
  },
  {
    name: 'WebSocket, as the browser',
    async connect(studio) {
      const served = { router: createRouter(studio), gallery: studio.gallery };
      const server = await serveStudio(served, { rendererFolder: import.meta.dirname, port: 0 });
      const origin = new URL(server.url).origin;
      const admitted = await fetch(server.url, { redirect: 'manual' });
      const [cookie = ''] = (admitted.headers.get('set-cookie') ?? '').split(';');
      const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, {
        headers: { cookie, origin },
      });
      await new Promise((resolve, reject) => {
        socket.on('open', resolve);
        socket.on('error', reject);
      });
      const link = new SocketLink({ websocket: socket as unknown as globalThis.WebSocket });
      return {
        client: createORPCClient(link),
        async close() {
          socket.close();
          await server.close();
        },
      };
    },
  },
];
