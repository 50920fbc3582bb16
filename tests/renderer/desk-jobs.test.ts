import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORPCError } from '@orpc/client';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import { exampleJob, savedEvent } from './example-job.ts';

/** As much of a browser's storage as is used. */
function createStorage() {
  const texts = new Map<string, string>();
  return {
    getItem: (name: string) => texts.get(name) ?? null,
    setItem: (name: string, text: string) => void texts.set(name, text),
    removeItem: (name: string) => void texts.delete(name),
  };
}

const [own, shared] = [createStorage(), createStorage()];
const page = {
  location: { hash: '', href: 'http://127.0.0.1/' },
  matchMedia: () => Object.assign(new EventTarget(), { matches: false }),
};
Object.assign(globalThis, { window: page, sessionStorage: own, localStorage: shared });

const { studioLink } = await import('../../renderer/api/connection.ts');
const { clearDesk, openDesk } = await import('../../renderer/state/desk-jobs.ts');
const { usePrintQueue } = await import('../../renderer/state/print-queue.ts');

async function* tell(
  events: readonly GenerationEvent[],
  failure?: unknown,
): AsyncGenerator<GenerationEvent, void, void> {
  yield* events;
  if (failure !== undefined) throw failure;
}

const queued = (id: string): GenerationEvent => ({
  type: 'queued',
  job: { ...exampleJob, id, status: 'done' },
  ahead: 0,
});
const saved = savedEvent({ arm: 0, seed: 0 }, 'picture');
const told: Record<string, () => AsyncGenerator<GenerationEvent, void, void>> = {
  done: () =>
    tell([queued('done'), saved, { type: 'done', jobId: 'done', seconds: 3, secondsPerStep: 0.5 }]),
  emptied: () => tell([queued('emptied'), { type: 'cancelled', jobId: 'emptied', saved: 0 }]),
  broken: () => tell([queued('broken'), saved], new ORPCError('WORKER_DIED')),
  unknown: () => tell([], new ORPCError('JOB_NOT_FOUND')),
};

test('the desk is laid out as it was left, without what has no pictures, and is kept from then on', async () => {
  shared.setItem('nishiki-desk', JSON.stringify(['of another window']));
  own.setItem('nishiki-desk', JSON.stringify(['done', 'emptied', 'unknown', 'broken']));
  studioLink.call = async (path, input) => {
    // What a grid prints is not of the desk.
    if (path.join('.') === 'queue.list') return { open: [{ job: exampleJob, runId: 'grid' }] };
    assert.equal(path.join('.'), 'queue.follow');
    return told[(input as { jobId: string }).jobId]?.() ?? assert.fail('it was not on this desk');
  };
  await openDesk();
  const { jobs } = usePrintQueue.getState();
  assert.deepEqual(
    jobs.map(({ key, status, cells }) => [key, status, cells[0]?.[0]?.picture?.id]),
    [
      ['done', 'done', 'picture'],
      ['broken', 'failed', 'picture'],
    ],
  );
  assert.equal(own.getItem('nishiki-desk'), '["done","broken"]');

  const undo = clearDesk();
  assert.deepEqual(usePrintQueue.getState().jobs, []);
  assert.equal(own.getItem('nishiki-desk'), '[]');
  undo();
  assert.equal(own.getItem('nishiki-desk'), '["done","broken"]');
  // What the next new window begins with.
  assert.equal(shared.getItem('nishiki-desk'), '["done","broken"]');
});
