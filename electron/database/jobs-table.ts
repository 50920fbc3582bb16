import type { Job } from '../api/contract/generation.ts';
import type { Database } from './open-database.ts';

export type JobsTable = ReturnType<typeof createJobsTable>;

/** What a picture's row takes over from its job. */
export interface JobLink {
  readonly promptId: string | null;
  readonly comparisonId: string | null;
}

export function createJobsTable(database: Database) {
  const insertRow = database.prepare(`
    INSERT INTO jobs (id, created_at, status, comparison_id, prompt_id, arms, seeds, settings)
    VALUES (@id, @createdAt, @status, @comparisonId, @promptId, @arms, @seeds, @settings)`);
  const updateStatus = database.prepare(
    'UPDATE jobs SET status = @status, finished_at = @finishedAt, failure = @failure WHERE id = @id',
  );
  const selectLink = database.prepare<
    [string],
    { prompt_id: string | null; comparison_id: string | null }
  >('SELECT prompt_id, comparison_id FROM jobs WHERE id = ?');
  const failUnfinished = database.prepare(`
    UPDATE jobs SET status = 'failed', finished_at = ?, failure = 'interrupted'
    WHERE status IN ('queued', 'running')`);
  const selectStatus = database
    .prepare<[string], Job['status']>('SELECT status FROM jobs WHERE id = ?')
    .pluck();

  return {
    insert(job: Job, promptId: string): void {
      insertRow.run({
        id: job.id,
        createdAt: job.createdAt,
        status: job.status,
        comparisonId: job.comparisonId,
        promptId,
        arms: JSON.stringify(job.arms),
        seeds: JSON.stringify(job.seeds),
        settings: JSON.stringify(job.settings),
      });
    },

    start(id: string): void {
      updateStatus.run({ id, status: 'running', finishedAt: null, failure: null });
    },

    /** @param failure error code and text of a failed job; null otherwise */
    finish(
      id: string,
      status: 'done' | 'failed' | 'cancelled',
      finishedAt: string,
      failure: string | null,
    ): void {
      updateStatus.run({ id, status, finishedAt, failure });
    },

    status(id: string): Job['status'] | null {
      return selectStatus.get(id) ?? null;
    },

    link(id: string): JobLink | null {
      const row = selectLink.get(id);
      return row === undefined
        ? null
        : { promptId: row.prompt_id, comparisonId: row.comparison_id };
    },

    /** At start: jobs that a crash left open are failed. Returns how many. */
    failInterrupted(at: string): number {
      return failUnfinished.run(at).changes;
    },
  };
}
