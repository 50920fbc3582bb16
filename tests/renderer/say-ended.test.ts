import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { setImmediate as turnEventLoop } from 'node:timers/promises';
import { ORPCError } from '@orpc/client';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import type { PackRun } from '../../electron/api/contract/packs.ts';
import type { JobFailure } from '../../electron/api/contract/queue.ts';
import { exampleJob, savedEvent } from './example-job.ts';

/** As much of a window as the page's state needs. */
const page = {
  location: { hash: '', href: 'http://127.0.0.1/' },
  history: { pushState: (_state: unknown, _title: string, hash: string) => go(hash) },
  matchMedia: () => Object.assign(new EventTarget(), { matches: false }),
  dispatchEvent: () => true,
};
Object.assign(globalThis, { window: page, HashChangeEvent: Event });
const go = (hash: string) => void (page.location.hash = hash);

const { studioLink } = await import('../../renderer/api/connection.ts');
const { i18n, startTranslation } = await import('../../renderer/i18n/i18n.ts');
const { takePackNews, usePackRuns } = await import('../../renderer/state/pack-runs.ts');
const { startPrint, usePrintQueue } = await import('../../renderer/state/print-queue.ts');
const { useToasts } = await import('../../renderer/ui/toast-store.ts');
await startTranslation();
await i18n.changeLanguage('ja');

/** Lets the studio answer these calls, by their paths. */
function answer(answers: Record<string, () => unknown>): void {
  studioLink.call = async (path) => answers[path.join('.')]?.() ?? assert.fail(path.join('.'));
}

async function* tell<Event>(
  events: readonly Event[],
  failure?: unknown,
): AsyncGenerator<Event, void, void> {
  yield* events;
  if (failure !== undefined) throw failure;
}

/** Every notice since the test began, when all that was started has come to its end. */
async function notices(isOver: () => boolean) {
  while (!isOver()) await turnEventLoop();
  return useToasts.getState().toasts;
}

const died = new ORPCError('WORKER_DIED', {
  data: { jobId: 'job', exitCode: null, saved: 0, attempts: 3, reason: 'killed' },
});

beforeEach(() => {
  useToasts.setState({ toasts: [] });
  usePrintQueue.setState({ jobs: [] });
});

const run = {
  id: 'run',
  pack: { id: 'two-cats', title: { ja: '二匹の猫', en: 'Two cats' } },
  printed: 4,
  total: 4,
} as unknown as PackRun;
const failure: JobFailure = { code: 'WORKER_DIED', message: died.message, data: died.data };

/** A pack that prints, and how it ends. */
function printPack(failed: JobFailure | null = null): void {
  takePackNews({ type: 'open', runs: [{ run, begun: true, failure: null }] });
  if (failed === null) {
    takePackNews({ type: 'event', runId: 'run', event: { type: 'done', run } });
  }
  takePackNews({ type: 'ended', runId: 'run', failure: failed });
}

test('a pack that has ended is said in another room, with the way to it, and not where it is seen', () => {
  go('#/history');
  printPack();
  const [said, ...others] = useToasts.getState().toasts;
  assert.equal(said?.text, '「二匹の猫」を刷り終えました（4 / 4 枚）');
  assert.deepEqual([said.kind, said.action?.label, others.length], ['done', '見る', 0]);
  said.action?.run();
  assert.equal(page.location.hash, '#/compare/packs?pack=two-cats');
  assert.deepEqual(usePackRuns.getState().open, []);

  useToasts.setState({ toasts: [] });
  printPack();
  assert.deepEqual(useToasts.getState().toasts, []);
});

test('a pack that does not go on is said once in another room, also where it failed before the page was there', () => {
  go('#/history');
  printPack(failure);
  const [said, ...others] = useToasts.getState().toasts;
  assert.deepEqual([said?.kind, said?.action?.label, others.length], ['failed', '見る', 0]);
  assert.equal(said?.text, '「二匹の猫」の続きを刷れません');
  assert.match(said.note ?? '', /^3 回試みましたが、この生成を打ち切りました。/);
  assert.match(said.details ?? '', /WORKER_DIED/);
  const open = { run, begun: false, failure };
  takePackNews({ type: 'open', runs: [open] });
  assert.equal(useToasts.getState().toasts.length, 1, 'a connection that comes back says nothing');
  assert.ok(usePackRuns.getState().open[0]?.error instanceof ORPCError);

  usePackRuns.setState({ open: [] });
  useToasts.setState({ toasts: [] });
  takePackNews({ type: 'open', runs: [open] });
  assert.equal(useToasts.getState().toasts[0]?.text, '「二匹の猫」の続きを刷れません');

  usePackRuns.setState({ open: [] });
  useToasts.setState({ toasts: [] });
  go('#/compare/packs?pack=two-cats');
  printPack(failure);
  assert.deepEqual(useToasts.getState().toasts, []);
  go('#/compare/packs?pack=another');
  printPack(failure);
  assert.equal(useToasts.getState().toasts.length, 1, 'where another pack is looked at');
});

/** Prints two batches, the first of which fails; returns when both have ended. */
async function printTwo(): Promise<ReturnType<typeof notices>> {
  let submitted = 0;
  const done: GenerationEvent[] = [
    { type: 'queued', job: exampleJob, ahead: 0 },
    savedEvent({ arm: 0, seed: 0 }, 'one'),
    savedEvent({ arm: 1, seed: 0 }, 'two'),
    { type: 'done', jobId: 'job', seconds: 1, secondsPerStep: 0.1 },
  ];
  const runs = [tell<GenerationEvent>(done.slice(0, 1), died), tell(done)];
  answer({
    'queue.submit': () => ({ job: { ...exampleJob, id: `job-${submitted++}` } }),
    'queue.follow': () => runs.shift(),
  });
  const { arms, seeds } = exampleJob;
  for (let batch = 0; batch < 2; batch++) startPrint({ arms, seeds, count: seeds.length });
  return await notices(() =>
    usePrintQueue.getState().jobs.every(({ status }) => status === 'done' || status === 'failed'),
  );
}

test('a batch that failed is said at once in another room, and how many pictures there are when the last has ended', async () => {
  go('#/history');
  const [failed, ended, ...others] = await printTwo();
  assert.equal(failed?.kind, 'failed');
  assert.match(failed.text, /^3 回試みましたが、この生成を打ち切りました。/);
  assert.deepEqual([ended?.text, ended?.kind, others.length], ['2 枚できました', 'done', 0]);
  ended?.action?.run();
  assert.equal(page.location.hash, '#/create');
});

test('on the stage, and at its comparison, nothing more is said of a batch', async () => {
  for (const room of ['#/create', '#/compare', '#/compare/comparison?seed=7']) {
    go(room);
    assert.deepEqual(await printTwo(), [], room);
    usePrintQueue.setState({ jobs: [] });
  }
});
