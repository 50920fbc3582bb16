import { ORPCError } from '@orpc/server';
import { studioErrors } from '../api/contract/errors.ts';
import { DatabaseError } from '../database/database-error.ts';
import type { Language } from '../language.ts';
import { QueueRefusedError } from '../remote/redis-link.ts';
import { StudioLockedError } from '../services/studio-error.ts';
import { describeIssues, describeWrittenIssues, validationIssues } from './describe-issues.ts';
import { describeInJapanese } from './describe-in-japanese.ts';
import { failureTexts } from './failure-texts.ts';
import { interruptedExitCode } from './interrupt.ts';
import { programTexts } from './program-texts.ts';

/** The command line's exit codes, as `--help` lists them. */
export const exitCodes = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  model: 3,
  generation: 4,
  save: 5,
  locked: 6,
  database: 7,
  queue: 8,
  partial: 9,
  interrupted: interruptedExitCode,
} as const;

/** Something in the command's own words is wrong. `text` is complete and in the user's language. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** There is no such model among those there are. `text` is complete and in the user's language. */
export class NoModelError extends Error {
  override readonly name = 'NoModelError';
}

/** What a command was to write cannot be written where it was asked for. `text` is complete and in the user's language. */
export class SaveError extends Error {
  override readonly name = 'SaveError';
}

/**
 * The command was carried out but for some files, pictures or jobs, whose results it has shown. `text` says how many were left,
 * complete and in the user's language.
 */
export class PartialError extends Error {
  override readonly name = 'PartialError';
}

/** The user stopped the command; what was saved is kept. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

export interface Failure {
  /** One block for stderr: what failed, on what, what is unharmed, what to do. */
  readonly text: string;
  readonly exitCode: number;
}

/** What `--json` says on stdout where there is no result. */
export function failureDocument({ exitCode, text }: Failure): string {
  return JSON.stringify({ error: { exitCode, message: text } }, null, 2);
}

/** What to tell a person about an error, and which exit code tells it to a script. */
export function describeFailure(error: unknown, language: Language): Failure {
  const say = failureTexts[language];
  if (error instanceof UsageError) return block(say.usage, [error.message], exitCodes.usage);
  if (isArgumentError(error)) {
    return block(say.usage, [describeArgument(error, language)], exitCodes.usage);
  }
  if (error instanceof NoModelError) return block(say.noModel, [error.message], exitCodes.model);
  if (error instanceof SaveError) return block(say.cannotWrite, [error.message], exitCodes.save);
  if (error instanceof PartialError) return block(say.partial, [error.message], exitCodes.partial);
  if (error instanceof InterruptedError) {
    return { text: say.interrupted, exitCode: exitCodes.interrupted };
  }
  if (error instanceof StudioLockedError) {
    return block(say.locked, [error.message, say.lockedAdvice], exitCodes.locked);
  }
  if (error instanceof DatabaseError) {
    return block(say.database, [error.message], exitCodes.database);
  }
  if (error instanceof ORPCError) return describeStudioError(error, language);
  if (error instanceof QueueRefusedError) {
    return block(say.queueRefused, [error.message, say.queueAdvice], exitCodes.queue);
  }
  const code = systemCode(error);
  if (code === 'EADDRINUSE') {
    return block(say.portTaken, [messageOf(error), say.portAdvice], exitCodes.usage);
  }
  if (code === 'EADDRNOTAVAIL') {
    return block(say.noSuchAddress, [messageOf(error)], exitCodes.usage);
  }
  const isWriteCode = ['EACCES', 'EROFS', 'ENOSPC', 'EPERM'].includes(code ?? '');
  // A file lies where a folder is wanted, a name is too long, a place takes no folders.
  if (isWriteCode || isFailedMkdir(error)) {
    const isFile = code === 'EEXIST' || code === 'ENOTDIR';
    const advice = isFile ? say.fileForFolder : say.writeAdvice;
    return block(say.cannotWrite, [messageOf(error), advice], exitCodes.save);
  }
  return block(say.unexpected, [stackOf(error)], exitCodes.unexpected);
}

const exitCodeByError: Record<string, number> = {
  BAD_REQUEST: exitCodes.usage,
  MODEL_NOT_FOUND: exitCodes.model,
  MODEL_UNREADABLE: exitCodes.model,
  JOB_NOT_FOUND: exitCodes.usage,
  JOB_BEGUN: exitCodes.usage,
  WORKER_DIED: exitCodes.generation,
  OUT_OF_MEMORY: exitCodes.generation,
  GENERATION_FAILED: exitCodes.generation,
  HUB_FAILED: exitCodes.model,
  CUDA_FAILED: exitCodes.save,
  CANNOT_REWRITE: exitCodes.save,
  CANNOT_COPY: exitCodes.save,
  CANNOT_CALIBRATE: exitCodes.generation,
  LICENCE_NOT_ACCEPTED: exitCodes.model,
  CANNOT_SAVE: exitCodes.save,
  GRID_NOT_FOUND: exitCodes.usage,
  PACK_NOT_FOUND: exitCodes.usage,
  PACK_UNREADABLE: exitCodes.usage,
  ADDITION_NOT_FOUND: exitCodes.usage,
  ADDITION_NAME_TAKEN: exitCodes.usage,
  STYLES_UNREADABLE: exitCodes.usage,
  STYLES_FULL: exitCodes.usage,
  STYLE_NAME_TAKEN: exitCodes.usage,
  INPUT_NOT_FOUND: exitCodes.usage,
  INPUT_UNREADABLE: exitCodes.usage,
  PICTURES_UNREADABLE: exitCodes.usage,
  PROMPT_INVALID: exitCodes.usage,
  DATA_SET_UNREADABLE: exitCodes.usage,
  DATA_SET_GONE: exitCodes.usage,
  DATA_SET_NOT_WRITTEN: exitCodes.save,
};

function describeStudioError(error: ORPCError<string, unknown>, language: Language): Failure {
  const say = failureTexts[language];
  const exitCode = exitCodeByError[error.code] ?? exitCodes.unexpected;
  const issues = validationIssues.safeParse(error.data);
  if (error.code === 'BAD_REQUEST' && issues.success) {
    return block(say.usage, describeIssues(issues.data.issues, language), exitCode);
  }
  const headline = isOfAddedFile(error) ? say.added : say.studio[error.code];
  if (headline !== undefined && isPackRefusal(error)) {
    const places = describeWrittenIssues(error.data.issues, language);
    return block(headline, [...places, say.packAdvice], exitCode);
  }
  if (headline === undefined) return block(say.unexpected, [stackOf(error)], exitCode);
  if (language === 'ja') {
    return block(headline, describeInJapanese(error.code, error.message, error.data), exitCode);
  }
  return block(headline, [error.message, ...detailsOf(error.data, error.message)], exitCode);
}

function isOfAddedFile({ code, data }: ORPCError<string, unknown>): boolean {
  if (code !== 'MODEL_UNREADABLE') return false;
  return typeof data === 'object' && data !== null && 'added' in data;
}

function isPackRefusal(
  error: ORPCError<string, unknown>,
): error is ORPCError<'PACK_UNREADABLE', { issues: string[] }> {
  return (
    error.code === 'PACK_UNREADABLE' &&
    studioErrors.PACK_UNREADABLE.data.safeParse(error.data).success
  );
}

/** What the error knows; a sentence that its message has word for word is not said again. */
function detailsOf(data: unknown, message: string): string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data)
    .filter(([, value]) => value !== null && value !== '')
    .filter(([key, value]) => key !== 'detail' || !message.includes(String(value)))
    .map(([key, value]) => `${key}: ${String(value)}`);
}

function block(headline: string, lines: readonly string[], exitCode: number): Failure {
  const indented = lines.flatMap((line) => line.split('\n')).map((line) => `  ${line}`);
  return { text: [`nishiki: ${headline}`, ...indented].join('\n'), exitCode };
}

/** Errors of `node:util` parseArgs. */
function isArgumentError(error: unknown): error is Error {
  return error instanceof Error && (systemCode(error) ?? '').startsWith('ERR_PARSE_ARGS');
}

/** What `parseArgs` complains of, which it names in quotes, in the user's language. */
function describeArgument(error: Error, language: Language): string {
  const say = programTexts[language].commandLine;
  const what = /'([^']*)'/.exec(error.message)?.[1];
  if (what === undefined) return error.message;
  if (systemCode(error) === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return say.unknownOption(what);
  const isMissing = / argument missing| is ambiguous/.test(error.message);
  return isMissing ? say.missing(what) : say.invalid(what);
}

function isFailedMkdir(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'mkdir';
}

function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
