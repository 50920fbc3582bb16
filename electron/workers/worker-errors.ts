import type { AddedFile } from './added-file-at-fault.ts';
import type { MemoryShortage } from './messages.ts';

/** What a worker says of a failure beside its reason. */
export interface FailureFacts {
  /** Where the picture was refused beforehand for lack of memory. */
  readonly memory?: MemoryShortage | undefined;
  /** Where it is not the model that cannot be read, but what is added to it. */
  readonly added?: AddedFile | undefined;
}

/** The worker process ended while it made a picture. */
export class WorkerDiedError extends Error {
  override readonly name = 'WorkerDiedError';
  /** Null where it was ended from outside, e.g. by the system when memory ran out. */
  readonly exitCode: number | null;
  /** Whether it had come so far as to listen. */
  readonly wasReady: boolean;
  /** Whether it ended over another task, while this one waited its turn. */
  readonly overAnother: boolean;
  /** Whether the system ended it for lack of memory. */
  readonly forMemory: boolean;

  constructor(
    exitCode: number | null,
    wasReady: boolean,
    { overAnother = false, forMemory = false } = {},
  ) {
    super(
      exitCode === null
        ? 'The worker process was ended from outside.'
        : `The worker process ended with exit code ${exitCode}.`,
    );
    this.exitCode = exitCode;
    this.wasReady = wasReady;
    this.overAnother = overAnother;
    this.forMemory = forMemory;
  }
}

/** The engine could not read the model or could not make the picture; the worker goes on. */
export class PrintFailedError extends Error {
  override readonly name = 'PrintFailedError';
  readonly stage: 'load' | 'print';
  /** The engine's error code, or `unexpected`. */
  readonly reason: string;
  readonly facts: FailureFacts;

  constructor(stage: 'load' | 'print', reason: string, detail: string, facts: FailureFacts = {}) {
    super(detail);
    this.stage = stage;
    this.reason = reason;
    this.facts = facts;
  }
}

/** The place where the picture was to be made is gone; nothing is wrong with the picture, which waits for another one. */
export class PlaceLostError extends Error {
  override readonly name = 'PlaceLostError';

  constructor() {
    super('The place where the picture was being made is gone.');
  }
}

/** Reason of an abort when the studio closes and the job stays: what a remote worker makes need not be thrown away. */
export const studioCloses: unique symbol = Symbol('studio closes');
