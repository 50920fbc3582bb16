import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settings, openTables } from './open-tables.ts';

test('open jobs come in order, foreground first, with what they were asked for', (t) => {
  const tables = openTables(t);
  const base = { comparisonId: null, arms: [], seeds: ['1'], settings, createdAt: '2026' };
  const promptId = tables.prompts.use({
    id: 'p',
    arms: [],
    settings,
    seed: '1',
    count: 1,
    at: '2026',
  });
  const priorities = { later: 'background', first: 'foreground', second: 'foreground' } as const;
  for (const [id, priority] of Object.entries(priorities)) {
    tables.jobs.insert({ ...base, id, status: 'queued' }, promptId, priority);
  }
  const order = () => tables.jobs.open().map(({ job }) => `${job.id} ${job.status}`);
  assert.deepEqual(order(), ['first queued', 'second queued', 'later queued']);
  tables.jobs.begin('second', 1);
  tables.jobs.reorder(['second', 'first', 'later']);
  assert.deepEqual(order(), ['second running', 'first queued', 'later queued']);
  const [second] = tables.jobs.open();
  assert.deepEqual(second?.job, { ...base, id: 'second', status: 'running' });
  assert.deepEqual([second.attempts, second.promptId], [1, promptId]);
  assert.equal(tables.jobs.get('unknown'), null);
});

test('ended jobs are listed, latest first, until they are cleared or asked for again', (t) => {
  const tables = openTables(t);
  const base = { comparisonId: null, arms: [], seeds: ['1'], settings, createdAt: '2026' };
  const arms = { arms: [], settings, seed: '1', count: 1, at: '2026' };
  const promptId = tables.prompts.use({ id: 'p', ...arms });
  const failure = { code: 'JOB_NOT_FOUND', message: 'なし', data: { jobId: 'x' } } as const;
  for (const id of ['done', 'failed', 'cancelled']) {
    tables.jobs.insert({ ...base, id, status: 'queued' }, promptId, 'foreground');
  }
  tables.jobs.finish('done', { status: 'done', finishedAt: '2026-01-01', seconds: 2.5 });
  tables.jobs.finish('failed', { status: 'failed', finishedAt: '2026-01-03', failure });
  tables.jobs.finish('cancelled', { status: 'cancelled', finishedAt: '2026-01-02' });
  const ended = tables.jobs.ended(10);
  assert.deepEqual(
    ended.map(({ job, seconds }) => [job.status, seconds]),
    [
      ['failed', null],
      ['cancelled', null],
      ['done', 2.5],
    ],
  );
  assert.deepEqual(ended[0]?.failure, failure);
  tables.jobs.requeue('failed');
  assert.equal(tables.jobs.get('failed')?.failure, null);
  assert.equal(tables.jobs.clearEnded(), 2);
  assert.deepEqual(tables.jobs.ended(10), []);
  assert.equal(tables.jobs.get('done')?.job.status, 'done', 'its row stays');
});
