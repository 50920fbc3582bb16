import { create } from 'zustand';
import type { QueueState } from '../../electron/api/contract/queue.ts';
import { refreshKept, studio } from '../api/studio.ts';
import { keepOpenSteps, noSteps, noteStep, type QueueSteps } from './queue-steps.ts';

/** The studio's queue, with the jobs of every window and of the command line. */
export const useQueueState = create<QueueState>()(() => ({
  paused: false,
  held: null,
  open: [],
  ended: [],
}));

/** How far the pictures are that the studio is making, whoever asked for them. */
export const useQueueSteps = create<{ readonly steps: QueueSteps }>()(() => ({ steps: noSteps }));

const pauseBeforeRetry = 1000;

/** Keeps `useQueueState` as the studio's queue is, for the life of the page. */
export async function watchQueue(): Promise<never> {
  for (;;) {
    try {
      for await (const event of await studio.queue.watch()) {
        if (event.type === 'step') {
          useQueueSteps.setState(({ steps }) => ({ steps: noteStep(steps, event) }));
          continue;
        }
        const { open } = useQueueState.getState();
        const before = savedIn(useQueueState.getState());
        useQueueState.setState(event.state, true);
        useQueueSteps.setState(({ steps }) => ({
          steps: keepOpenSteps(steps, open, event.state.open),
        }));
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
