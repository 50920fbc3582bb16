import type { Job } from '../api/contract/generation.ts';
import type { JobFailure, Priority } from '../api/contract/queue.ts';
import type { Database } from './open-database.ts';

export type JobsTable = ReturnType<typeof createJobsTable>;

/** What a picture's row takes over from its job. */
export interface JobLink {
  readonly promptId: string | null;
  readonly comparisonId: string | null;
}

/** What a job prints of a grid or of a pack's run. */
export interface RunPart {
  readonly runId: string;
  /** Of a grid its place, of a pack the prompt's id. */
  readonly part: string;
}

/** A job's row. */
export interface JobRecord {
  readonly job: Job;
  readonly promptId: string | null;
  readonly priority: Priority;
  /** Null for a job of its own. */
  readonly part: RunPart | null;
  /** How often it was begun since its last finished picture. */
  readonly attempts: number;
  readonly finishedAt: string | null;
  readonly failure: JobFailure | null;
  /** Of a job that is done: seconds from its first picture's beginning to its end, and the mean of a step. */
  readonly seconds: number | null;
  readonly secondsPerStep: number | null;
}

/** How a job ended. */
export interface JobEnd {
  readonly status: 'done' | 'failed' | 'cancelled';
  readonly finishedAt: string;
  readonly failure?: JobFailure;
  readonly seconds?: number;
  readonly secondsPerStep?: number;
}

interface JobRow {
  job: string;
  status: Job['status'];
  prompt_id: string | null;
  priority: Priority;
  run_id: string | null;
  run_part: string | null;
  attempts: number;
  finished_at: string | null;
  failure: string | null;
  seconds: number | null;
  seconds_per_step: number | null;
}

export function createJobsTable(database: Database) {
  const columns =
    'job, status, prompt_id, priority, run_id, run_part, attempts, finished_at, failure, seconds, seconds_per_step';
  // Positions order the open jobs alone: those that have ended, years of them, need not be read.
  const last = `SELECT coalesce(max(position), 0) + 1 FROM jobs WHERE status IN ('queued', 'running')`;
  const insertRow = database.prepare(`
    INSERT INTO jobs (id, created_at, status, comparison_id, prompt_id, job, priority, run_id, run_part, position)
    VALUES (@id, @createdAt, @status, @comparisonId, @promptId, @job, @priority, @runId, @part, (${last}))`);
  const updateJob = database.prepare('UPDATE jobs SET job = ?, prompt_id = ? WHERE id = ?');
  const updateAttempts = database.prepare('UPDATE jobs SET status = ?, attempts = ? WHERE id = ?');
  const updateProgress = database.prepare(
    'UPDATE jobs SET attempts = 1 WHERE id = ? AND attempts > 1',
  );
  const updateEnd = database.prepare(`
    UPDATE jobs SET status = @status, finished_at = @finishedAt, failure = @failure,
      seconds = @seconds, seconds_per_step = @secondsPerStep
    WHERE id = @id`);
  const updateRequeued = database.prepare(`
    UPDATE jobs SET status = 'queued', finished_at = NULL, failure = NULL, attempts = 0, listed = 1,
      position = (${last})
    WHERE id = ?`);
  const updatePriority = database.prepare('UPDATE jobs SET priority = ? WHERE id = ?');
  const updatePosition = database.prepare('UPDATE jobs SET position = ? WHERE id = ?');
  const selectOpen = database.prepare<[], JobRow>(`
    SELECT ${columns} FROM jobs WHERE status IN ('queued', 'running')
    ORDER BY priority = 'background', position, id`);
  const selectEnded = database.prepare<[number], JobRow>(`
    SELECT ${columns} FROM jobs WHERE listed = 1 AND finished_at IS NOT NULL
    ORDER BY finished_at DESC LIMIT ?`);
  const selectOne = database.prepare<[string], JobRow>(`SELECT ${columns} FROM jobs WHERE id = ?`);
  const selectOfRun = database.prepare<[string, string], JobRow>(`
    SELECT ${columns} FROM jobs WHERE run_id = ? AND created_at >= ?
    ORDER BY created_at DESC, id DESC LIMIT 1`);
  const unlistEnded = database.prepare(
    'UPDATE jobs SET listed = 0 WHERE listed = 1 AND finished_at IS NOT NULL',
  );
  const selectLink = database.prepare<
    [string],
    { prompt_id: string | null; comparison_id: string | null }
  >('SELECT prompt_id, comparison_id FROM jobs WHERE id = ?');
  const selectPaused = database.prepare<[], number>('SELECT paused FROM queue').pluck();
  const updatePaused = database.prepare('UPDATE queue SET paused = ?');

  return {
    /** Adds a job behind all others. */
    insert(job: Job, promptId: string, priority: Priority, part: RunPart | null = null): void {
      insertRow.run({
        id: job.id,
        createdAt: job.createdAt,
        status: job.status,
        comparisonId: job.comparisonId,
        promptId,
        job: JSON.stringify(job),
        priority,
        runId: part?.runId ?? null,
        part: part?.part ?? null,
      });
    },

    /** Puts other content into a job that has not begun. */
    replace(job: Job, promptId: string): void {
      updateJob.run(JSON.stringify(job), promptId, job.id);
    },

    /** @param attempts how often it was begun since its last finished picture, this time included */
    begin(id: string, attempts: number): void {
      updateAttempts.run('running', attempts, id);
    },

    /** A job that had begun waits again: others go first, or the studio closes. */
    wait(id: string, attempts: number): void {
      updateAttempts.run('queued', attempts, id);
    },

    /** A picture of the job is finished: earlier attempts do not count against it any more. */
    progress(id: string): void {
      updateProgress.run(id);
    },

    finish(id: string, end: JobEnd): void {
      const { status, finishedAt, failure, seconds = null, secondsPerStep = null } = end;
      updateEnd.run({
        id,
        status,
        finishedAt,
        failure: failure === undefined ? null : JSON.stringify(failure),
        seconds,
        secondsPerStep,
      });
    },

    /** Queues an ended job anew, behind all others. */
    requeue(id: string): void {
      updateRequeued.run(id);
    },

    setPriority(id: string, priority: Priority): void {
      updatePriority.run(priority, id);
    },

    /** Numbers the open jobs in this order. */
    reorder(ids: readonly string[]): void {
      for (const [position, id] of ids.entries()) updatePosition.run(position, id);
    },

    /** Queued and running jobs in the order in which they print. */
    open(): JobRecord[] {
      return selectOpen.all().map(readJob);
    },

    /** Jobs that have ended and were not cleared from the list, the latest first. */
    ended(limit: number): JobRecord[] {
      return selectEnded.all(limit).map(readJob);
    },

    get(id: string): JobRecord | null {
      const row = selectOne.get(id);
      return row === undefined ? null : readJob(row);
    },

    /** The last one that a run has asked for, since then; null where there is none. */
    latestOfRun(runId: string, since: string): JobRecord | null {
      const row = selectOfRun.get(runId, since);
      return row === undefined ? null : readJob(row);
    },

    /** Takes the ended jobs off the list; their rows stay. Returns how many. */
    clearEnded(): number {
      return unlistEnded.run().changes;
    },

    link(id: string): JobLink | null {
      const row = selectLink.get(id);
      return row === undefined
        ? null
        : { promptId: row.prompt_id, comparisonId: row.comparison_id };
    },

    isPaused(): boolean {
      return selectPaused.get() === 1;
    },

    setPaused(paused: boolean): void {
      updatePaused.run(paused ? 1 : 0);
    },
  };
}

function readJob(row: JobRow): JobRecord {
  return {
    job: { ...(JSON.parse(row.job) as Job), status: row.status },
    promptId: row.prompt_id,
    priority: row.priority,
    part:
      row.run_id === null || row.run_part === null
        ? null
        : { runId: row.run_id, part: row.run_part },
    attempts: row.attempts,
    finishedAt: row.finished_at,
    failure: readFailure(row.failure),
    seconds: row.seconds,
    secondsPerStep: row.seconds_per_step,
  };
}

/** Failures of the first version were plain text. */
function readFailure(text: string | null): JobFailure | null {
  if (text === null) return null;
  if (!text.startsWith('{')) return { code: null, message: text, data: null };
  return JSON.parse(text) as JobFailure;
}
