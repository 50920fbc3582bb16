import type { ClientContext, ClientLink } from '@orpc/client';
import { create } from 'zustand';
import { ConnectionLostError, openTransport } from './transport.ts';
import type { Transport } from './transport.ts';

export type ConnectionState =
  | { status: 'connecting' }
  | { status: 'open' }
  /** `attempts` made since the connection was lost. */
  | { status: 'lost'; attempts: number };

/** Whether the studio can be reached now. */
export const useConnection = create<ConnectionState>(() => ({ status: 'connecting' }));

const shortestPause = 400;
const longestPause = 4000;

let wanted = Promise.withResolvers<Transport>();
let retryNow: (() => void) | undefined;

/** Connects and stays connected for the life of the page; `onReconnected` runs each time a lost connection is back. */
export async function keepConnected(onReconnected: () => void): Promise<never> {
  let attempts = 0;
  let wasOpen = false;
  for (;;) {
    const transport = await openTransport().catch(() => null);
    if (transport) {
      attempts = 0;
      useConnection.setState({ status: 'open' }, true);
      wanted.resolve(transport);
      if (wasOpen) onReconnected();
      wasOpen = true;
      await transport.closed;
      wanted = Promise.withResolvers<Transport>();
    }
    attempts += 1;
    useConnection.setState({ status: 'lost', attempts }, true);
    await pauseBeforeRetry(Math.min(longestPause, shortestPause * attempts));
  }
}

/** Tries again at once instead of waiting for the next attempt. */
export function reconnectNow(): void {
  retryNow?.();
}

/** Sends each call over the connection of the moment; calls made while there is none wait for the next one. */
export const studioLink: ClientLink<ClientContext> = {
  async call(path, input, options) {
    const transport = await Promise.race([wanted.promise, rejectOnAbort(options.signal)]);
    try {
      return await transport.link.call(path, input, options);
    } catch (error) {
      if (transport.isClosed() && !options.signal?.aborted) throw new ConnectionLostError();
      throw error;
    }
  },
};

function pauseBeforeRetry(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    retryNow = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

function rejectOnAbort(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (!signal) return;
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
