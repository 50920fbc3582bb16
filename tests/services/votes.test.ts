import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import type { Vote } from '../../electron/api/contract/votes.ts';
import { rateArms } from '../../electron/services/bradley-terry.ts';
import { voteCsv } from '../../electron/services/vote-csv.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { collectEvents, openTestStudio } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

/** Computed by scipy: tests/reference/make_bradley_terry.py. */
const cases = z
  .array(
    z.object({
      count: z.number(),
      scores: z.array(z.tuple([z.number(), z.number(), z.number()])),
      ratings: z.array(z.number()),
      low: z.array(z.number()),
      high: z.array(z.number()),
    }),
  )
  .parse(
    JSON.parse(
      readFileSync(join(import.meta.dirname, '..', 'reference', 'bradley-terry.json'), 'utf8'),
    ),
  );

for (const { count, scores, ...expected } of cases) {
  test(`${count} arms, ${scores.length} votes: the strengths and intervals of scipy`, () => {
    const strengths = rateArms(
      count,
      scores.map(([first, second, points]) => ({ first, second, points })),
    );
    for (const [arm, { rating, low, high }] of strengths.entries()) {
      assert.ok(Math.abs(rating - (expected.ratings[arm] ?? 0)) < 0.01, `rating of ${arm}`);
      assert.ok(Math.abs(low - (expected.low[arm] ?? 0)) < 0.05, `lower bound of ${arm}`);
      assert.ok(Math.abs(high - (expected.high[arm] ?? 0)) < 0.05, `upper bound of ${arm}`);
    }
  });
}

test('without votes every arm is average, and the interval is wide', () => {
  const [a, b] = rateArms(2, []);
  assert.equal(a?.rating, 0);
  assert.deepEqual(a, b);
  assert.ok((a?.high ?? 0) > 300);
});

const vote: Vote = {
  trialId: 't',
  session: 's',
  order: 1,
  shownAt: '2026-01-01T00:00:00.000Z',
  votedAt: '2026-01-01T00:00:01.000Z',
  comparisonId: 'c',
  promptId: null,
  category: null,
  prompt: '=SUM(A1), "猫"\n犬',
  seed: '42',
  leftKind: 'ja',
  leftModel: 'm',
  rightKind: 'en',
  rightModel: 'n',
  choice: 'left',
};

test('CSV: a byte order mark, quoted commas, quotes and lines, and no prompt that computes', () => {
  const csv = voteCsv([vote]);
  assert.ok(csv.startsWith('\ufefftrialId,session,order'));
  assert.ok(csv.includes(`"'=SUM(A1), ""猫""\n犬"`));
  assert.ok(csv.includes(',,,"'), 'null is an empty cell');
});

test(
  'blind trials: least judged first, both sides used, kept in order, taken back',
  skipWithoutModels,
  async (t) => {
    const { studio, request } = await openTestStudio(t);
    await collectEvents(studio.generation.run(request({ count: 3 })));
    const ballot = { session: '一' };
    assert.equal(await studio.votes.next({ ...ballot, runId: 'nothing' }), null);

    const seen = new Set<string>();
    for (let order = 1; order <= 3; order++) {
      const trial = await studio.votes.next(ballot);
      assert.ok(trial);
      assert.deepEqual([trial.order, trial.unjudged], [order, 4 - order]);
      const again = await studio.votes.next(ballot);
      assert.equal(again?.id, trial.id, 'a trial that was not judged comes again');
      seen.add([trial.left, trial.right].toSorted().join());
      const [left] = await studio.gallery.get({ ids: [trial.left] });
      const cast = await studio.votes.cast({
        trialId: trial.id,
        choice: left?.arm === 'ja' ? 'left' : 'right',
      });
      assert.equal(cast.choice === 'left' ? cast.leftKind : cast.rightKind, 'ja');
    }
    assert.equal(seen.size, 3, 'every pair was judged once');

    const [all] = await studio.votes.ratings({ by: 'all' });
    assert.deepEqual(
      all?.ratings.map(({ kind, wins, losses }) => [kind, wins, losses]),
      [
        ['ja', 3, 0],
        ['en', 0, 3],
      ],
    );
    assert.ok((all?.ratings[0]?.low ?? 0) < (all?.ratings[0]?.rating ?? 0));

    const exported = await studio.votes.export({ format: 'json' });
    const votes = JSON.parse(exported.text) as Vote[];
    assert.deepEqual(
      votes.map(({ order }) => order),
      [1, 2, 3],
    );

    const retracted = await studio.votes.retract(ballot);
    assert.equal(retracted?.trialId, votes[2]?.trialId);
    assert.equal((await studio.votes.next(ballot))?.id, retracted?.trialId);
    assert.equal((await studio.votes.ratings({ by: 'all' }))[0]?.votes, 2);

    await assert.rejects(
      studio.votes.cast({ trialId: 'nowhere', choice: 'draw' }),
      (error) => error instanceof StudioError && error.code === 'TRIAL_NOT_FOUND',
    );
  },
);
