import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ClientContext, ClientLink } from '@orpc/client';
import type { DesktopBridge } from '../../electron/api/contract/bridge.ts';
import { portMessage } from '../../electron/api/contract/bridge.ts';
import { desktopBridge } from './bridge.ts';

/** One live connection to the studio. */
export interface Transport {
  readonly link: ClientLink<ClientContext>;
  /** Settles when the connection is gone; it never rejects. */
  readonly closed: Promise<void>;
  isClosed(): boolean;
}

/** Connects over the door this page was opened through. Rejects when the door does not answer. */
export function openTransport(): Promise<Transport> {
  const bridge = desktopBridge();
  return bridge ? openPort(bridge) : openSocket();
}

function openSocket(): Promise<Transport> {
  const address = new URL('/rpc', window.location.href);
  address.protocol = window.location.protocol === 'https:' ? 'wss:' : 'ws:';
  const websocket = new WebSocket(address);
  const end = watchEnd(websocket);
  const link = new SocketLink({ websocket });
  return new Promise((resolve, reject) => {
    websocket.addEventListener('open', () => resolve({ link, ...end }), { once: true });
    websocket.addEventListener('close', () => reject(new ConnectionLostError()), { once: true });
  });
}

function openPort(bridge: DesktopBridge): Promise<Transport> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent) => {
      const port = event.ports[0];
      if (event.data !== portMessage || event.source !== window || !port) return;
      window.removeEventListener('message', receive);
      const end = watchEnd(port);
      const link = new PortLink({ port });
      port.start();
      resolve({ link, ...end });
    };
    window.addEventListener('message', receive);
    bridge.requestPort();
  });
}

/** Must listen before the link does: the link fails its calls in its own listener, and they ask whether this is why. */
function watchEnd(channel: EventTarget): Pick<Transport, 'closed' | 'isClosed'> {
  let ended = false;
  const closed = new Promise<void>((resolve) => {
    const end = () => {
      ended = true;
      resolve();
    };
    channel.addEventListener('close', end, { once: true });
  });
  return { closed, isClosed: () => ended };
}

/** A call was under way, or could not be made, because the studio cannot be reached. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
  constructor() {
    super('The connection to the studio was lost.');
  }
}
