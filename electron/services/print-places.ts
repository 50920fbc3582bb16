import type { PrintSlot, WorkerPool } from '../workers/worker-pool.ts';
import type { RemoteService } from './remote.ts';

/** Where pictures are made: workers of this machine, and of others. */
export interface PrintPlaces {
  slots(): readonly PrintSlot[];
  /** Calls `tell` when there are other slots than before. */
  onChange(tell: () => void): void;
  /** Reaches for places that are elsewhere; there is work now. Calling it again does nothing. */
  open(): void;
  /** Stops what is being made here at once, and lets go of what is made elsewhere. */
  kill(): void;
}

/** @param remote left out where there are no other machines */
export function joinPlaces(
  pool: Pick<WorkerPool, 'slots' | 'kill'>,
  remote: Pick<RemoteService, 'slots' | 'printsHere' | 'onChange' | 'open' | 'kill'>,
): PrintPlaces {
  return {
    slots: () => (remote.printsHere() ? [...pool.slots, ...remote.slots()] : remote.slots()),
    onChange: (tell) => remote.onChange(tell),
    open: () => remote.open(),
    kill() {
      pool.kill();
      remote.kill();
    },
  };
}
