import { join } from 'node:path';
import type { ChangeRemote, RemoteState } from '../api/contract/remote.ts';
import type { Secrets } from '../hub/hub-settings.ts';
import { createFileHashes } from '../remote/hash-files.ts';
import { showAddress } from '../remote/queue-address.ts';
import { openRemotePlaces } from '../remote/remote-places.ts';
import type { RemotePlaces } from '../remote/remote-places.ts';
import { createRemoteSettings } from '../remote/remote-settings.ts';
import type { PrintSlot } from '../workers/worker-pool.ts';
import { createTurns } from './in-turn.ts';
import { describeWriteFailure } from './studio-error.ts';

/** How long pictures wait for workers that are gone before this machine makes them, in milliseconds. */
const patience = 45_000;

export interface RemoteServiceOptions {
  readonly dataFolder: string;
  /** Null where the system keeps no secrets for this program. */
  readonly secrets: Secrets | null;
  /** What the program's surroundings say; they come before what was kept. */
  readonly surroundings: {
    readonly url?: string | undefined;
    readonly token?: string | undefined;
  };
  readonly onProblem: (message: string, cause?: unknown) => void;
}

export type RemoteService = ReturnType<typeof createRemoteService>;

/** Workers on other machines, by way of a queue in Redis or Valkey. Off until the user names one. */
export function createRemoteService({
  dataFolder,
  secrets,
  surroundings,
  onProblem,
}: RemoteServiceOptions) {
  const settings = createRemoteSettings(join(dataFolder, 'remote.json'), secrets, surroundings);
  const hashes = createFileHashes(join(dataFolder, 'file-hashes.json'));
  let places: Promise<RemotePlaces> | null = null;
  let opened: RemotePlaces | null = null;
  let closed = false;
  let tell = (): void => {};

  async function reach(): Promise<RemotePlaces> {
    if (settings.isUnfinished()) await settings.change({});
    const { url, token, studio } = settings.read();
    if (url === null || token === null) throw new Error('The queue has no address or no token.');
    return await openRemotePlaces({
      url,
      token,
      studio,
      hashes,
      patience: () => (settings.read().printHere ? patience : null),
      onChange: () => tell(),
      onProblem,
    });
  }

  function open(): void {
    const { url, readable } = settings.read();
    if (places !== null || closed || url === null || !readable) return;
    const begun = reach();
    places = begun;
    void begun.then(
      (ready) => {
        if (places !== begun) return;
        opened = ready;
        tell();
      },
      (error: unknown) => {
        if (places === begun) places = null;
        onProblem('The remote queue could not be opened. This machine prints alone.', error);
      },
    );
  }

  async function shut(): Promise<void> {
    const before = places;
    places = null;
    opened = null;
    tell();
    await (await before?.catch(() => null))?.close();
  }

  /** Of two changes at once the second finds what the first has written. */
  const inTurn = createTurns();

  function state(): RemoteState {
    const { url, source, printHere, readable } = settings.read();
    const line = opened?.line();
    const off = { state: 'off', detail: '' } as const;
    return {
      address: url === null ? null : showAddress(url),
      source,
      printHere,
      ...(readable
        ? {
            line: url === null ? off.state : (line?.state ?? 'connecting'),
            detail: line?.detail ?? off.detail,
          }
        : { line: 'unreadable', detail: '' }),
      workers: (opened?.workers() ?? []).map(({ devices, ...worker }) => ({
        ...worker,
        devices: devices.map(({ models: _models, ...device }) => device),
      })),
      secretsInSystem: secrets !== null,
    };
  }

  return {
    slots: (): readonly PrintSlot[] => opened?.slots ?? [],

    /** Whether this machine's own workers print: always, where there are no others. */
    printsHere(): boolean {
      const { url, printHere } = settings.read();
      return url === null || printHere;
    },

    onChange(next: () => void): void {
      tell = next;
    },

    /** Reaches for the queue, where one is named. Calling it again does nothing. */
    open,

    /** Lets go of what is being made: jobs that stay are left to the workers, all others are stopped. */
    kill(): void {
      for (const slot of opened?.slots ?? []) slot.kill();
    },

    async close(): Promise<void> {
      closed = true;
      await shut();
    },

    async state(): Promise<RemoteState> {
      open();
      return state();
    },

    /** @throws StudioError CANNOT_SAVE; nothing is changed then */
    async change(change: ChangeRemote): Promise<RemoteState> {
      try {
        await inTurn(dataFolder, () => settings.change(change));
      } catch (error) {
        throw describeWriteFailure(error, 'The remote queue', dataFolder, 0);
      }
      // Who else prints is no reason to let go of what is being made.
      if (change.url !== undefined || change.renewToken === true) await shut();
      open();
      opened?.settle();
      tell();
      return state();
    },

    async token(): Promise<{ token: string | null }> {
      const { url, token } = settings.read();
      return { token: url === null ? null : token };
    },
  };
}
