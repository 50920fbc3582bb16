import { create } from 'zustand';
import type { QueueState } from '../../electron/api/contract/queue.ts';
import { refreshKept, studio } from '../api/studio.ts';

/** The studio's queue, with the jobs of every window and of the command line. */
export const useQueueState = create<QueueState>()(() => ({
  paused: false,
  held: null,
  open: [],
  ended: [],
}));

const pauseBeforeRetry = 1000;

/** Keeps `useQueueState` as the studio's queue is, for the life of the page. */
export async function watchQueue(): Promise<never> {
  for (;;) {
    try {
      for await (const event of await studio.queue.watch()) {
        if (event.type !== 'state') continue;
        const before = savedIn(useQueueState.getState());
        useQueueState.setState(event.state, true);
        if (savedIn(event.state) !== before) refreshKept();
      }
    } catch {
      // The connection is lost, which its own notice says; calls wait for the next one.
    }
    await new Promise((resolve) => setTimeout(resolve, pauseBeforeRetry));
  }
}

function savedIn({ open, ended }: QueueState): string {
  return [...open, ...ended].map(({ job, saved }) => `${job.id} ${saved}`).join();
}
