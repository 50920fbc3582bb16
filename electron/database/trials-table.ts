import type { Choice } from '../api/contract/votes.ts';
import type { Database } from './open-database.ts';

/** Two pictures as they were shown. */
export interface TrialRecord {
  readonly id: string;
  readonly session: string;
  /** Place in its session, from 1. */
  readonly order: number;
  readonly shownAt: string;
  /** Null until somebody judged. */
  readonly votedAt: string | null;
  readonly comparisonId: string;
  /** Places in the comparison's lists. */
  readonly seed: number;
  readonly leftArm: number;
  readonly rightArm: number;
  readonly choice: Choice | null;
}

const columns = `id, session, place AS "order", shown_at AS shownAt, voted_at AS votedAt,
  comparison_id AS comparisonId, seed, left_arm AS leftArm, right_arm AS rightArm, choice`;

export type TrialsTable = ReturnType<typeof createTrialsTable>;

export function createTrialsTable(database: Database) {
  const insertRow = database.prepare(`
    INSERT INTO trials (id, session, place, shown_at, comparison_id, seed, left_arm, right_arm)
    VALUES (@id, @session, @order, @shownAt, @comparisonId, @seed, @leftArm, @rightArm)`);
  const updateChoice = database.prepare('UPDATE trials SET choice = ?, voted_at = ? WHERE id = ?');
  const select = (where: string) =>
    database.prepare<string[], TrialRecord>(`SELECT ${columns} FROM trials ${where}`);
  const selectOne = select('WHERE id = ?');
  const selectSession = select('WHERE session = ? ORDER BY place DESC LIMIT 1');
  const selectOpen = select('WHERE session = ? AND choice IS NULL ORDER BY place LIMIT 1');
  const selectLatestVote = select(
    'WHERE session = ? AND choice IS NOT NULL ORDER BY voted_at DESC, place DESC LIMIT 1',
  );
  const selectVotes = select('WHERE choice IS NOT NULL ORDER BY voted_at, id');

  return {
    insert(trial: Omit<TrialRecord, 'votedAt' | 'choice'>): void {
      insertRow.run(trial);
    },

    get(id: string): TrialRecord | null {
      return selectOne.get(id) ?? null;
    },

    /** The latest place of a session, 0 where it has none. */
    lastPlace(session: string): number {
      return selectSession.get(session)?.order ?? 0;
    },

    /** The earliest trial of a session that was shown and not judged. */
    open(session: string): TrialRecord | null {
      return selectOpen.get(session) ?? null;
    },

    latestVote(session: string): TrialRecord | null {
      return selectLatestVote.get(session) ?? null;
    },

    /** Judges a trial, or takes the judgement back. */
    judge(id: string, choice: Choice | null, at: string | null): void {
      updateChoice.run(choice, at, id);
    },

    /** Every judged trial in the order of judging. */
    votes(): TrialRecord[] {
      return selectVotes.all();
    },
  };
}
