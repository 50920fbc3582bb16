import { readFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { queueUrlSchema } from '../api/contract/remote.ts';
import { findDataFolder } from '../data-folder.ts';
import { holdFolder } from '../remote/hold-folder.ts';
import { showAddress } from '../remote/queue-address.ts';
import { runRemoteWorker } from '../remote/remote-worker.ts';
import type { WorkerNote } from '../remote/remote-worker.ts';
import { isToken } from '../remote/seal.ts';
import { readVersion } from '../version.ts';
import { cudaEnvironment, findCudaLibraries } from '../cuda/cuda-folder.ts';
import { findRuntime } from '../cuda/provider-package.ts';
import { chooseDevices } from '../workers/choose-devices.ts';
import { findAdapters } from '../workers/find-adapters.ts';
import { forkWorker } from '../workers/fork-worker.ts';
import { createWorkerSlot } from '../workers/worker-slot.ts';
import { UsageError } from './failure.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';
import type { StudioPlace } from './with-studio.ts';
import { openWorkerLog } from './worker-log.ts';

export interface WorkerOptions {
  readonly queue?: string;
  readonly tokenFile?: string;
  readonly files?: string;
  readonly workers?: number;
  readonly keep?: number;
  readonly takeOverAfter?: number;
}

/** Seconds of silence after which others take over; at least three of the worker's own signs of life. */
const usualSilence = 30;
const shortestSilence = 2;

/** Gigabytes of fetched files: a dozen models of Stable Diffusion v1's size. */
const usualKeep = 50;

/** The part of the memory that models may be kept in: such a machine has little else to do. */
const modelMemoryShare = 0.8;

/**
 * `nishiki worker`: makes the pictures that studios put into a queue, until `signal` aborts.
 * @throws UsageError, QueueRefusedError
 */
export async function runWorker(
  { data, device }: StudioPlace,
  {
    queue,
    tokenFile,
    files,
    workers = 1,
    keep = usualKeep,
    takeOverAfter = usualSilence,
  }: WorkerOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const say = texts[terminal.language].worker;
  const url = readUrl(queue ?? process.env['NISHIKI_QUEUE'], terminal);
  const token = readToken(tokenFile, terminal);
  if (!Number.isInteger(workers) || workers < 1) throw new UsageError(say.workersInvalid);
  if (takeOverAfter < shortestSilence) throw new UsageError(say.silenceInvalid(shortestSilence));
  if (!(keep > 0)) throw new UsageError(say.keepInvalid);
  const dataFolder = data ? resolve(data) : findDataFolder(process);
  const folder = files ? resolve(files) : join(dataFolder, 'worker');
  const release = holdFolder(folder);
  if (release === null) throw new UsageError(say.folderHeld(folder));
  const libraries = findCudaLibraries(dataFolder, findRuntime());
  const devices = chooseDevices({
    adapters: await findAdapters(),
    cuda: libraries === null ? null : cudaEnvironment(libraries, process.env),
    workers,
    modelMemoryShare,
    choice: device,
    testFolder: join(folder, 'device-tests'),
    calibrationFolder: join(folder, 'calibrations'),
    appVersion: readVersion(),
  });
  const address = showAddress(url);
  const log = openWorkerLog(join(folder, 'logs'), { home: homedir(), clock: () => new Date() });
  log.opened({ version: readVersion(), address, devices: devices.map(({ name }) => name) });
  const onProblem = (message: string): void => {
    log.problem(message);
    terminal.note(message);
  };
  const spawnWorker = log.watch(forkWorker);
  const slots = devices.map((found) => createWorkerSlot(found, spawnWorker, onProblem));
  const tell = (note: WorkerNote): void => {
    log.note(note);
    terminal.note(
      note.type === 'failed' ? say.failed(note.id, note.detail) : say[note.type](note.id),
    );
  };
  terminal.note(say.devices(devices.map(({ name }) => name)));
  try {
    await runRemoteWorker(
      {
        url,
        token,
        folder,
        budget: keep * 1e9,
        slots,
        host: hostname(),
        version: readVersion(),
        takeOverAfter: takeOverAfter * 1000,
        onLine: (state, detail) => {
          log.line(state, detail);
          terminal.note(say.line[state](address, detail));
        },
        onNote: tell,
      },
      signal,
    );
  } catch (error) {
    log.broke(error);
    throw error;
  } finally {
    await Promise.all(slots.map((slot) => slot.close()));
    log.closed();
    release();
  }
}

function readUrl(text: string | undefined, { language }: Terminal): string {
  const say = texts[language].worker;
  if (text === undefined || text === '') throw new UsageError(say.noQueue);
  if (!queueUrlSchema.safeParse(text).success) throw new UsageError(say.queueInvalid);
  return text;
}

/** @throws UsageError, never with the token in it */
function readToken(file: string | undefined, { language }: Terminal): string {
  const say = texts[language].worker;
  const text = file === undefined ? process.env['NISHIKI_WORKER_TOKEN'] : readTokenFile(file, say);
  if (text === undefined || text.trim() === '') throw new UsageError(say.noToken);
  if (!isToken(text.trim())) throw new UsageError(say.tokenInvalid);
  return text.trim();
}

function readTokenFile(file: string, say: { tokenFile: (file: string) => string }): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(say.tokenFile(file), { cause });
  }
}
