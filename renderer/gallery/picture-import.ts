import { create } from 'zustand';
import type {
  ImportPicturesEvent,
  ImportTally,
  Keep,
} from '../../electron/api/contract/import-pictures.ts';
import { refreshKept, studio } from '../api/studio.ts';

export type ImportFailure = Omit<Extract<ImportPicturesEvent, { type: 'failed' }>, 'type'>;

interface PictureImport {
  /** Null before the first import, and until it is known how many files there are. */
  readonly tally: ImportTally | null;
  readonly running: boolean;
  readonly stopped: boolean;
  readonly failures: readonly ImportFailure[];
  /** What ended it; null where nothing did. */
  readonly error: unknown;
}

const nothing: PictureImport = {
  tally: null,
  running: false,
  stopped: false,
  failures: [],
  error: null,
};

/** The import that is under way or was the last: it goes on whichever room is looked at. */
export const usePictureImport = create<PictureImport>()(() => nothing);

/** Failures that are listed; of more, only the number is kept. */
const mostListed = 200;
/** Files whose bytes are sent at a time. */
const sentTogether = 3;
let stopping = new AbortController();

/** Imports folders and files that lie on the studio's machine. One import at a time. */
export async function importPaths(paths: readonly string[], keep: Keep): Promise<void> {
  await run(async (signal) => {
    for await (const event of await studio.gallery.import(
      { paths: [...paths], keep },
      { signal },
    )) {
      if (event.type === 'failed') addFailure(event);
      else usePictureImport.setState({ tally: event });
    }
  });
}

/** Imports files whose bytes the browser has. */
export async function importFiles(files: readonly File[]): Promise<void> {
  await run(async (signal) => {
    const tally = { done: 0, total: files.length, added: 0, known: 0, failed: 0 };
    const waiting = files.values();
    const send = async () => {
      for (const file of waiting) {
        if (signal.aborted) return;
        const outcome = await sendFile(file);
        tally[outcome] += 1;
        tally.done += 1;
        usePictureImport.setState({ tally: { ...tally } });
      }
    };
    usePictureImport.setState({ tally: { ...tally } });
    await Promise.all(Array.from({ length: sentTogether }, send));
  });
}

async function sendFile(file: File): Promise<'added' | 'known' | 'failed'> {
  const path = file.webkitRelativePath || file.name;
  const modifiedAt = new Date(file.lastModified).toISOString();
  try {
    return (await studio.gallery.add({ file, name: file.name, modifiedAt })).outcome;
  } catch (error) {
    // A full disk or a lost connection fails all others too; a file that is no picture only itself.
    if (!isOfFile(error)) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    addFailure({ path, reason: 'not-a-picture', detail });
    return 'failed';
  }
}

function isOfFile(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'INPUT_UNREADABLE' || error.code === 'BAD_REQUEST')
  );
}

async function run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  if (usePictureImport.getState().running) return;
  stopping = new AbortController();
  const { signal } = stopping;
  usePictureImport.setState({ ...nothing, running: true });
  try {
    await work(signal);
  } catch (error) {
    if (!signal.aborted) usePictureImport.setState({ error });
  } finally {
    usePictureImport.setState({ running: false, stopped: signal.aborted });
    refreshKept();
  }
}

function addFailure({ path, reason, detail }: ImportFailure): void {
  usePictureImport.setState(({ failures }) =>
    failures.length < mostListed ? { failures: [...failures, { path, reason, detail }] } : {},
  );
}

export function stopImport(): void {
  stopping.abort();
}

/** Takes the last import's outcome off the page. */
export function dismissImport(): void {
  if (!usePictureImport.getState().running) usePictureImport.setState(nothing);
}
