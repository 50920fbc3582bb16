import type { ArmKind } from '../api/contract/arm.ts';
import type { Comparison } from '../api/contract/comparisons.ts';
import type { Ballot, Choice, RatingGroup, Trial, Vote } from '../api/contract/votes.ts';
import { createId } from '../database/create-id.ts';
import type { Tables } from '../database/tables.ts';
import type { TrialRecord } from '../database/trials-table.ts';
import { rateArms } from './bradley-terry.ts';
import type { ComparisonsService } from './comparisons.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';
import { voteCsv } from './vote-csv.ts';

/** Comparisons that are looked at where no ballot names any. */
const mostComparisons = 500;

/** Two pictures of one seed that can be judged. */
interface Match {
  readonly comparison: Comparison;
  readonly seed: number;
  readonly arms: readonly [number, number];
}

interface VotesOptions {
  readonly tables: Tables;
  readonly comparisons: ComparisonsService;
  readonly dataFolder: string;
  readonly clock: () => Date;
  /** 0 … 1: which of the least judged pairs comes next, and on which side its arms stand. */
  readonly random?: () => number;
}

export type VotesService = ReturnType<typeof createVotesService>;

/** Blind trials: what was shown where and in which order is written down before anybody judges it. */
export function createVotesService({
  tables,
  comparisons,
  dataFolder,
  clock,
  random = Math.random,
}: VotesOptions) {
  async function onBallot({ runId, comparisonId }: Ballot): Promise<Comparison[]> {
    if (comparisonId !== undefined) return [await comparisons.get({ id: comparisonId })];
    if (runId !== undefined) return comparisons.ofRun(runId);
    return await comparisons.list({ limit: mostComparisons });
  }

  function write<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw describeWriteFailure(error, 'The vote', dataFolder, 0);
    }
  }

  function showTrial(trial: TrialRecord, comparison: Comparison, unjudged: number): Trial | null {
    const row = comparison.pictures[trial.seed] ?? [];
    const [left, right] = [row[trial.leftArm], row[trial.rightArm]];
    const prompt = comparison.arms[0]?.prompt;
    if (!left || !right || prompt === undefined) return null;
    const { id, order } = trial;
    return { id, order, prompt, note: noteOf(comparison), left, right, unjudged };
  }

  function noteOf({ origin }: Comparison): Trial['note'] {
    if (origin?.type !== 'pack') return null;
    const run = tables.packRuns.get(origin.runId);
    return run?.pack.prompts.find(({ id }) => id === origin.promptId)?.note ?? null;
  }

  async function votesOn(ballot: Ballot): Promise<Vote[]> {
    const judged = new Map((await onBallot(ballot)).map((one) => [one.id, one]));
    return tables.trials.votes().flatMap((trial) => {
      const comparison = judged.get(trial.comparisonId);
      return comparison ? [describeVote(trial, comparison)].filter((vote) => vote !== null) : [];
    });
  }

  return {
    async next({ session, ...ballot }: Ballot & { session: string }): Promise<Trial | null> {
      const candidates = await onBallot(ballot);
      const matches = candidates.flatMap(matchesOf);
      const counts = countVotes(tables.trials.votes());
      const timesOf = (match: Match) => counts.get(matchKey(match)) ?? 0;
      const unjudged = matches.filter((match) => timesOf(match) === 0).length;
      const open = tables.trials.open(session);
      const again = open && candidates.find(({ id }) => id === open.comparisonId);
      const shown = open && again ? showTrial(open, again, unjudged) : null;
      if (shown) return shown;
      const fewest = Math.min(...matches.map(timesOf));
      const least = matches.filter((match) => timesOf(match) === fewest);
      const match = least[Math.floor(random() * least.length)];
      if (match === undefined) return null;
      const [a, b] = match.arms;
      const [leftArm, rightArm] = random() < 0.5 ? [a, b] : [b, a];
      const now = clock();
      const trial = {
        id: createId(now),
        session,
        order: tables.trials.lastPlace(session) + 1,
        shownAt: now.toISOString(),
        comparisonId: match.comparison.id,
        seed: match.seed,
        leftArm,
        rightArm,
      };
      write(() => tables.trials.insert(trial));
      return showTrial({ ...trial, votedAt: null, choice: null }, match.comparison, unjudged);
    },

    /** @throws StudioError TRIAL_NOT_FOUND, CANNOT_SAVE */
    async cast({ trialId, choice }: { trialId: string; choice: Choice }): Promise<Vote> {
      const trial = tables.trials.get(trialId);
      if (trial === null) throw trialNotFound(trialId);
      const votedAt = clock().toISOString();
      write(() => tables.trials.judge(trialId, choice, votedAt));
      const comparison = await comparisons.get({ id: trial.comparisonId });
      const vote = describeVote({ ...trial, choice, votedAt }, comparison);
      if (vote === null) throw trialNotFound(trialId);
      return vote;
    },

    async retract({ session }: { session: string }): Promise<{ trialId: string } | null> {
      const latest = tables.trials.latestVote(session);
      if (latest === null) return null;
      write(() => tables.trials.judge(latest.id, null, null));
      return { trialId: latest.id };
    },

    async ratings({
      by,
      ...ballot
    }: Ballot & { by: 'all' | 'category' | 'prompt' }): Promise<RatingGroup[]> {
      const groups = Map.groupBy(await votesOn(ballot), (vote) =>
        by === 'all' ? null : by === 'category' ? vote.category : (vote.promptId ?? vote.prompt),
      );
      return [...groups].map(([group, votes]) => rateGroup(group, votes));
    },

    async export({ format, ...ballot }: Ballot & { format: 'csv' | 'json' }) {
      const votes = await votesOn(ballot);
      const fileName = `nishiki-votes-${clock().toISOString().slice(0, 10)}.${format}`;
      const text = format === 'json' ? `${JSON.stringify(votes, null, 2)}\n` : voteCsv(votes);
      return { fileName, text };
    },
  };
}

function trialNotFound(trialId: string): StudioError<'TRIAL_NOT_FOUND'> {
  return new StudioError(
    'TRIAL_NOT_FOUND',
    { trialId },
    `There is no trial ${trialId} in this studio. Nothing was changed. Ask for the next one.`,
  );
}

/** Every two arms of a seed that both have a picture. */
function matchesOf(comparison: Comparison): Match[] {
  return comparison.pictures.flatMap((row, seed) =>
    row.flatMap((first, a) =>
      row.flatMap((second, b): Match[] =>
        a < b && first !== null && second !== null ? [{ comparison, seed, arms: [a, b] }] : [],
      ),
    ),
  );
}

function matchKey({ comparison, seed, arms }: Match): string {
  return [comparison.id, seed, ...arms].join('/');
}

function countVotes(trials: readonly TrialRecord[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { comparisonId, seed, leftArm, rightArm } of trials) {
    const arms = leftArm < rightArm ? [leftArm, rightArm] : [rightArm, leftArm];
    const key = [comparisonId, seed, ...arms].join('/');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function describeVote(trial: TrialRecord, comparison: Comparison): Vote | null {
  const left = comparison.arms[trial.leftArm];
  const right = comparison.arms[trial.rightArm];
  const seed = comparison.seeds[trial.seed];
  const { choice, votedAt } = trial;
  if (!left || !right || seed === undefined || choice === null || votedAt === null) return null;
  const origin = comparison.origin?.type === 'pack' ? comparison.origin : null;
  return {
    trialId: trial.id,
    session: trial.session,
    order: trial.order,
    shownAt: trial.shownAt,
    votedAt,
    comparisonId: comparison.id,
    promptId: origin?.promptId ?? null,
    category: origin?.category ?? null,
    prompt: comparison.arms[0]?.prompt ?? '',
    seed,
    leftKind: left.kind,
    leftModel: left.modelId,
    rightKind: right.kind,
    rightModel: right.modelId,
    choice,
  };
}

function rateGroup(group: string | null, votes: readonly Vote[]): RatingGroup {
  const arms = new Map<string, { kind: ArmKind; modelId: string; place: number }>();
  const placeOf = (kind: ArmKind, modelId: string): number => {
    const key = `${kind} ${modelId}`;
    const known = arms.get(key) ?? { kind, modelId, place: arms.size };
    arms.set(key, known);
    return known.place;
  };
  const scores = votes.map((vote) => ({
    first: placeOf(vote.leftKind, vote.leftModel),
    second: placeOf(vote.rightKind, vote.rightModel),
    points: vote.choice === 'left' ? 1 : vote.choice === 'right' ? 0 : 0.5,
  }));
  const strengths = rateArms(arms.size, scores);
  const ratings = [...arms.values()].map(({ kind, modelId, place }) => {
    const won = scores.filter(({ first, second, points }) =>
      first === place ? points === 1 : second === place && points === 0,
    ).length;
    const own = scores.filter(({ first, second }) => first === place || second === place);
    const draws = own.filter(({ points }) => points === 0.5).length;
    const strength = strengths[place] ?? { rating: 0, low: 0, high: 0 };
    return { kind, modelId, wins: won, losses: own.length - won - draws, draws, ...strength };
  });
  return {
    group,
    votes: votes.length,
    ratings: ratings.toSorted((a, b) => b.rating - a.rating),
  };
}
