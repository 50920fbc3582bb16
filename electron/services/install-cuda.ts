import type { CudaEvent, CudaState } from '../api/contract/devices.ts';
import { cudaEnvironment, findCudaLibraries, foldersOf } from '../cuda/cuda-folder.ts';
import { installLibraries } from '../cuda/install-libraries.ts';
import { findLackingLibraries } from '../cuda/lacking-libraries.ts';
import { readProviderPackage } from '../cuda/provider-package.ts';
import type { InstalledRuntime } from '../cuda/provider-package.ts';
import { HubError } from '../hub/hub-error.ts';
import { createTransferRate } from '../hub/transfer-rate.ts';
import { StudioError, systemErrorCode } from './studio-error.ts';
import type { StudioErrorData } from './studio-error.ts';

export interface CudaOptions {
  /** The studio's data folder. */
  readonly data: string;
  readonly runtime: InstalledRuntime;
  /** `process.platform` and `process.arch`, e.g. `linux/x64`. */
  readonly system: string;
  readonly env: NodeJS.ProcessEnv;
  /** Told when the libraries are there. */
  readonly onInstalled: () => void;
}

type CudaProblem = StudioErrorData<'CUDA_FAILED'>['reason'];

const line = {
  retryDelays: [500, 1000, 2000, 4000, 8000],
  answerWithin: 30_000,
  stallAfter: 30_000,
};
const connections = 4;
const reportEvery = 250;

/** ONNX Runtime's CUDA libraries: whether they are there, and getting them. */
export function createCudaLibraries({ data, runtime, system, env, onInstalled }: CudaOptions) {
  const source = readProviderPackage(runtime, system);
  const { whole } = foldersOf(data, runtime.version);
  let isBusy = false;

  return {
    /** For processes that compute with them; null where they are not there. */
    environment(): Record<string, string> | null {
      const found = findCudaLibraries(data, runtime);
      return found === null ? null : cudaEnvironment(found, env);
    },

    async state(hasCard: boolean): Promise<CudaState> {
      const found = findCudaLibraries(data, runtime);
      const provided = found?.isOwn ? 'installed' : 'provided';
      return {
        state: found !== null ? provided : source === null ? 'unsupported' : 'missing',
        hasCard,
        package: source === null ? null : `${source.name} ${source.version}`,
        folder: found?.folder ?? null,
        lacking: found === null ? [] : await findLackingLibraries(found.folder),
      };
    },

    /** @throws StudioError CUDA_FAILED; the signal's reason. What has arrived is kept. */
    async *install({
      signal = new AbortController().signal,
    }: { signal?: AbortSignal | undefined } = {}): AsyncGenerator<CudaEvent, void, void> {
      const fail = (reason: CudaProblem, detail = '', cause?: unknown): StudioError =>
        new StudioError(
          'CUDA_FAILED',
          { folder: whole, reason, detail },
          [
            `The CUDA libraries could not be installed in ${whole}.`,
            explain[reason],
            detail,
            'Pictures are made as before, and what has arrived is kept for the next try.',
          ]
            .filter(Boolean)
            .join(' '),
          { cause },
        );
      if (source === null) throw fail('unsupported', `This is ${system}.`);
      const found = findCudaLibraries(data, runtime);
      if (found !== null) throw fail('already-there', `They are in ${found.folder}.`);
      if (isBusy) throw fail('busy');
      isBusy = true;
      const rateOf = createTransferRate(() => performance.now());
      try {
        const options = { source, runtime, data, connections, reportEvery, signal, ...line };
        for await (const event of installLibraries(options)) {
          if (event.type === 'installed') onInstalled();
          yield event.type === 'fetching'
            ? { ...event, bytesPerSecond: rateOf(event.bytesDone) }
            : event;
        }
      } catch (error) {
        if (signal.aborted || !(error instanceof Error)) throw error;
        const code = systemErrorCode(error);
        if (error instanceof HubError) throw fail(problemOf(error), error.message, error);
        if (code === null) throw error;
        const isFull = code === 'ENOSPC' || code === 'EDQUOT';
        throw fail(isFull ? 'no-space' : 'cannot-write', error.message, error);
      } finally {
        isBusy = false;
      }
    },
  };
}

/** A feed has no tokens and no licences: whatever it says of them, it refuses. */
function problemOf({ problem }: HubError): CudaProblem {
  return Object.hasOwn(explain, problem) ? (problem as CudaProblem) : 'server';
}

const explain: Readonly<Record<CudaProblem, string>> = {
  unsupported: 'ONNX Runtime has none for this system that could be fetched.',
  'already-there': 'They are there already.',
  'not-found': 'The feed does not have the package of this version (any more).',
  'no-network': 'The package feed cannot be reached: check the network and try again.',
  server: 'The package feed failed: try again later.',
  damaged: 'What arrived is damaged: try again later.',
  'no-space': 'There is no space left: make space and try again.',
  'cannot-write': 'The folder cannot be written: make it writable and try again.',
  busy: 'They are being fetched already: wait for that, or stop it.',
};
