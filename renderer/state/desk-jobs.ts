import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import { studio } from '../api/studio.ts';
import { failPrintJob, isOpen, newPrintJob, progressOf, reducePrintJob } from './print-job.ts';
import type { PrintJob } from './print-job.ts';
import { adoptOpenJobs, usePrintQueue } from './print-queue.ts';
import { joinStorages } from './window-storage.ts';

const name = 'nishiki-desk';
/** So many batches are laid out again, and after the first only as long as all together have so many pictures. */
const mostJobs = 8;
const mostPictures = 64;

/**
 * Takes up what lay on this window's desk when it was left, or on the last one of any window: batches that are being made,
 * and those that have ended with pictures. From then on it keeps in mind what lies there.
 */
export async function openDesk(): Promise<void> {
  const storage = joinStorages(sessionStorage, localStorage);
  const ids = readIds(storage.getItem(name) ?? '[]');
  try {
    const open = await adoptOpenJobs();
    layBehind(await recallJobs(ids.filter((id) => !open.includes(id))));
  } finally {
    const keep = (jobs: readonly PrintJob[]): void => {
      const kept = jobs.flatMap(({ job }) => job?.id ?? []).slice(-mostJobs);
      storage.setItem(name, JSON.stringify(kept));
    };
    keep(usePrintQueue.getState().jobs);
    usePrintQueue.subscribe(({ jobs }, before) => {
      if (idsOf(jobs) !== idsOf(before.jobs)) keep(jobs);
    });
  }
}

/** Takes all that has ended off the desk; its pictures stay. Returns what lays it there again. */
export function clearDesk(): () => void {
  const cleared = usePrintQueue.getState().jobs.filter((job) => !isOpen(job));
  usePrintQueue.setState(({ jobs }) => ({ jobs: jobs.filter(isOpen) }));
  return () => layBehind(cleared);
}

function layBehind(older: readonly PrintJob[]): void {
  usePrintQueue.setState(({ jobs }) => {
    const there = new Set(jobs.map(({ job }) => job?.id));
    return { jobs: [...older.filter(({ job }) => !there.has(job?.id)), ...jobs] };
  });
}

/** Oldest first, as the ids are. */
async function recallJobs(ids: readonly string[]): Promise<PrintJob[]> {
  const recalled: PrintJob[] = [];
  let pictures = 0;
  for (const id of ids.toReversed()) {
    const job = await recallJob(id);
    if (job === null) continue;
    pictures += progressOf(job).total;
    if (recalled.length > 0 && pictures > mostPictures) break;
    recalled.unshift(job);
  }
  return recalled;
}

/** A batch as it ended; null where it left no pictures that are still kept, or the studio does not know it. */
async function recallJob(jobId: string): Promise<PrintJob | null> {
  let job: PrintJob | null = null;
  try {
    for await (const event of await studio.queue.follow({ jobId })) {
      job = job === null ? begin(event) : reducePrintJob(job, event);
    }
  } catch (error) {
    job = job === null ? null : failPrintJob(job, error);
  }
  return job !== null && progressOf(job).saved > 0 ? job : null;
}

/** The first event tells what the job is. */
function begin(event: GenerationEvent): PrintJob | null {
  if (event.type !== 'queued') return null;
  const { arms, seeds, settings, id } = event.job;
  return reducePrintJob(newPrintJob(id, { arms, ...settings, seeds, count: seeds.length }), event);
}

const idsOf = (jobs: readonly PrintJob[]): string => jobs.map(({ job }) => job?.id).join();

function readIds(text: string): string[] {
  try {
    const ids: unknown = JSON.parse(text);
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string').slice(-mostJobs) : [];
  } catch {
    return [];
  }
}
