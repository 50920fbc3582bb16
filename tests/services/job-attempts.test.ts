import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextPauseEnd } from '../../electron/services/job-attempts.ts';

test('the first pause that had not ended when work was looked for is the next to end', () => {
  const jobs = [{ notBefore: 0 }, { notBefore: 350 }, { notBefore: 100 }];
  assert.equal(nextPauseEnd(jobs, 99.9)?.toFixed(1), '0.1', 'however little was missing');
  assert.equal(nextPauseEnd(jobs, 100), 250, 'one that had ended was seen');
  assert.equal(nextPauseEnd(jobs, 350), null);
  assert.equal(nextPauseEnd([], 0), null);
});
