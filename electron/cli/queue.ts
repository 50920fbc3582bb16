import type { QueueEntry, QueueState } from '../api/contract/queue.ts';
import type { StudioClient } from './client.ts';
import { drawTable } from './draw-table.ts';
import { PartialError, UsageError } from './failure.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

interface Options {
  readonly json?: boolean;
}

/** `nishiki queue list`: what is running, what waits and what has ended, in this order. */
export async function listQueue(
  { json = false }: Options,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  show(await client.queue.list(), json, terminal);
}

/** `nishiki queue pause` and `resume`. A queue that was paused stays so until it is resumed. */
export async function pauseQueue(
  paused: boolean,
  { json = false }: Options,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  show(await (paused ? client.queue.pause() : client.queue.resume()), json, terminal);
}

/**
 * `nishiki queue cancel`: some jobs by their ids, or all of them.
 * @throws UsageError for neither or both, and where no id is open; PartialError where some are not
 */
export async function cancelJobs(
  jobIds: readonly string[],
  { all = false, json = false }: Options & { all?: boolean },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const say = texts[terminal.language].queue;
  if (all === jobIds.length > 0) throw new UsageError(say.idsOrAll);
  const cancelled = all
    ? await client.queue.cancelAll()
    : await client.queue.cancel({ jobIds: [...jobIds] });
  const missing = jobIds.filter((id) => !cancelled.jobIds.includes(id));
  const isNone = cancelled.jobIds.length === 0;
  if (missing.length > 0 && isNone) throw new UsageError(say.notOpen(missing));
  if (json) terminal.out(JSON.stringify(cancelled, null, 2));
  else terminal.out(say.cancelled(cancelled.jobIds.length));
  if (missing.length > 0) throw new PartialError(say.notOpen(missing));
}

/** `nishiki queue retry`: jobs that failed or were cancelled, for the pictures that they lack. */
export async function retryJobs(
  jobIds: readonly string[],
  { json = false }: Options,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  show(await client.queue.retry({ jobIds: [...jobIds] }), json, terminal);
}

function show(state: QueueState, json: boolean, terminal: Terminal): void {
  if (json) {
    terminal.out(JSON.stringify(state, null, 2));
    return;
  }
  const say = texts[terminal.language].queue;
  const entries = [...state.open, ...state.ended];
  if (state.held) terminal.note(say.held(state.held.folder, state.held.reason));
  if (state.paused) terminal.note(say.paused);
  if (entries.length === 0) terminal.note(say.empty);
  else {
    const rows = entries.map((entry) => rowOf(entry, terminal));
    for (const line of drawTable([[...say.columns], ...rows])) terminal.out(line);
  }
}

function rowOf(
  { job, priority, saved, total, failure }: QueueEntry,
  { language }: Terminal,
): string[] {
  const say = texts[language].queue;
  const prompt = (job.arms[0]?.prompt ?? '').replaceAll(/\s+/g, ' ');
  return [
    job.id,
    say.status[job.status],
    say.priority[priority],
    `${saved}/${total}`,
    failure?.code ?? '',
    [...prompt].slice(0, 40).join(''),
  ];
}
