import type { z } from 'zod';
import type { studioErrors } from '../api/contract/errors.ts';

export type StudioErrorCode = keyof typeof studioErrors;
export type StudioErrorData<Code extends StudioErrorCode> = z.output<
  (typeof studioErrors)[Code]['data']
>;

/**
 * An expected failure of a service, one of the contract's. The message is English and complete: what failed, on what,
 * what is unharmed, what to do.
 */
export class StudioError<Code extends StudioErrorCode = StudioErrorCode> extends Error {
  override readonly name = 'StudioError';
  readonly code: Code;
  readonly data: StudioErrorData<Code>;

  constructor(code: Code, data: StudioErrorData<Code>, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.data = data;
  }
}

/** Another studio works on the data folder. */
export class StudioLockedError extends Error {
  override readonly name = 'StudioLockedError';
  readonly folder: string;
  /** The process that holds the folder; null where it left no note. */
  readonly holder: { readonly pid: number; readonly since: string } | null;

  constructor(folder: string, holder: StudioLockedError['holder'], options?: ErrorOptions) {
    const who =
      holder === null
        ? 'by another process'
        : `by another studio (process ${holder.pid}, since ${holder.since})`;
    super(
      `The data folder ${folder} is in use ${who}. Nothing was changed. Close that studio, or open this one on another data folder.`,
      options,
    );
    this.folder = folder;
    this.holder = holder;
  }
}

/** The system's error code of a failed file operation, e.g. `ENOSPC`; null for any other error. */
export function systemErrorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return null;
  return /^E[A-Z0-9]+$/.test(error.code) ? error.code : null;
}

/** SQLite's counterparts of the system's codes for a database that cannot be written. */
const databaseReasons: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'ENOSPC',
  SQLITE_READONLY: 'EROFS',
  SQLITE_IOERR: 'EIO',
  SQLITE_CANTOPEN: 'EACCES',
};

/**
 * Why something could not be written to disk, as a system error code, also where it was the database that failed; null
 * where the error is no such failure.
 */
function writeFailureReason(error: unknown): string | null {
  const code = systemErrorCode(error);
  if (code !== null) return code;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string')
    return null;
  const family = /^SQLITE_[A-Z]+/.exec(error.code)?.[0] ?? '';
  return databaseReasons[family] ?? null;
}

/**
 * `CANNOT_SAVE` for a failed write, or the error itself where it is something else.
 *
 * @param what what could not be saved, as the beginning of a sentence
 * @param saved how much of the same work was saved before
 */
export function describeWriteFailure(
  error: unknown,
  what: string,
  folder: string,
  saved: number,
): unknown {
  const reason = writeFailureReason(error);
  if (reason === null) return error;
  return new StudioError(
    'CANNOT_SAVE',
    { folder, reason, saved },
    `${what} could not be saved in ${folder}: ${explainReason(reason)} (${reason}). What was saved before is unharmed. ${adviseReason(reason)}`,
    { cause: error },
  );
}

/** `CANNOT_SAVE` for a database that cannot be written now, wherever it happened; any other error itself. */
export function describeDatabaseFailure(error: unknown, dataFolder: string): unknown {
  const isDatabase =
    error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_');
  return isDatabase ? describeWriteFailure(error, 'What was asked for', dataFolder, 0) : error;
}

/** `CANNOT_REWRITE` for a failed write, or the error itself where it is something else. */
export function describeRewriteFailure(
  error: unknown,
  folder: string,
  neededBytes: number,
): unknown {
  const reason = systemErrorCode(error);
  if (reason === null) return error;
  return new StudioError(
    'CANNOT_REWRITE',
    { folder, reason, neededBytes },
    `The weights of this model cannot be used where they lie, and they could not be written into ${folder}: ${explainReason(reason)} (${reason}); ${Math.ceil(neededBytes / 1e6)} MB are needed. The model's own files and the studio's other models are unharmed. ${adviseReason(reason)}`,
    { cause: error },
  );
}

/** `CANNOT_COPY` for a failed copy of a model, or the error itself where it is something else. */
export function describeCopyFailure(error: unknown, folder: string, neededBytes: number): unknown {
  const reason = systemErrorCode(error);
  if (reason === null) return error;
  return new StudioError(
    'CANNOT_COPY',
    { folder, reason, neededBytes },
    `The model could not be copied into ${folder}: ${explainReason(reason)} (${reason}); ${Math.ceil(neededBytes / 1e6)} MB are needed. Nothing of the copy was kept, and the model's own files are unharmed. ${adviseReason(reason)}`,
    { cause: error },
  );
}

function explainReason(reason: string): string {
  switch (reason) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'there is no space left';
    case 'EROFS':
      return 'the folder can only be read';
    case 'EACCES':
    case 'EPERM':
      return 'the system does not allow it';
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
      return 'the folder is not there, or a file has its name';
    default:
      return 'the system reported an error';
  }
}

function adviseReason(reason: string): string {
  switch (reason) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'Make space and try again.';
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return 'Make the folder writable, or choose another one, and try again.';
    default:
      return 'Check the folder and try again.';
  }
}
