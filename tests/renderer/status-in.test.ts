import assert from 'node:assert/strict';
import { test } from 'node:test';

import { statusIn } from '../../renderer/compare/status-in.ts';

const place = { comparisonId: 'pair', seed: 0, arm: 1 };
const job = (comparisonId: string | null, status: 'queued' | 'running') => ({
  job: { comparisonId, status },
});

test('a picture that an open job of the studio will make is to come, whoever asked for it', () => {
  const open = [job(null, 'running'), job('other', 'running'), job('pair', 'queued')];
  assert.equal(statusIn(open, place), 'queued');
  assert.equal(statusIn([job('pair', 'running')], place), 'running');
});

test('one that no open job makes is missing, and pictures of no comparison are never to come', () => {
  assert.equal(statusIn([job('other', 'running')], place), null);
  assert.equal(statusIn([job(null, 'running')], null), null);
});
