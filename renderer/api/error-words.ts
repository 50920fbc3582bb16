import { ORPCError } from '@orpc/client';
import type { TFunction } from 'i18next';
import { studioErrors } from '../../electron/api/contract/errors.ts';
import { reasons as reasonWords } from '../../electron/api/contract/words/ja/reasons.ts';
import { errors as errorWords } from '../i18n/ja/errors.ts';
import { formatBytes } from '../ui/format.ts';
import { isMissingPart } from './missing-parts.ts';
import { ConnectionLostError } from './transport.ts';

export type StudioErrorCode = keyof typeof studioErrors;
export type InputProblem = keyof typeof errorWords.input;

export interface ErrorWords {
  /** What happened. */
  readonly happened: string;
  /** What is unharmed. */
  readonly unharmed: string;
  /** What to do; empty where nothing needs doing. */
  readonly advice: string;
  /** Code, data and English message, for a report. */
  readonly details: string;
}

/**
 * Keys put together from codes cannot be followed by the translator's types; that all of them exist in both languages
 * is what tests/renderer/words.test.ts checks.
 */
type Say = (key: string, values?: Record<string, string | number>) => string;

/** Puts whatever was thrown into words of the interface's language. */
export function describeError(error: unknown, t: TFunction, language: string): ErrorWords {
  const say = t as unknown as Say;
  const details = detailsOf(error);
  const problems = inputProblems(error);
  if (problems.length > 0) {
    const sentences = problems.map((problem) => say(`errors.input.${problem}`));
    const joined = [...new Set(sentences)].join(language === 'ja' ? '' : ' ');
    return { happened: joined, unharmed: say('errors.inputUnharmed'), advice: '', details };
  }
  if (error instanceof ORPCError && isStudioErrorCode(error.code)) {
    const values = valuesOf(error.code, error.data, say, language);
    const words = values['file'] === undefined ? `codes.${error.code}` : 'added';
    return {
      happened: say(`errors.${words}.happened`, values).trim(),
      unharmed: say(`errors.${words}.unharmed`, values),
      advice: say(`errors.${words}.advice`, values),
      details,
    };
  }
  const kind = isMissingPart(error)
    ? 'part'
    : isConnectionLoss(error)
      ? 'connection'
      : 'unexpected';
  return {
    happened: say(`errors.${kind}.happened`),
    unharmed: say(`errors.${kind}.unharmed`),
    advice: say(`errors.${kind}.advice`),
    details,
  };
}

/** Message codes of a schema that refused the input, here or in the studio; empty for any other error. */
function inputProblems(error: unknown): InputProblem[] {
  return issuesOf(error).map((issue) => (isInputProblem(issue) ? issue : 'other'));
}

/** What the schema found wrong with what was written, for the field it was written in; null for any other error. */
export function describeFieldProblem(error: unknown, t: TFunction): string | null {
  return sayInputProblem(inputProblems(error)[0], t);
}

/** Whether the studio could not be reached, rather than having failed. */
export function isConnectionLoss(error: unknown): boolean {
  return (
    error instanceof ConnectionLostError || (error instanceof Error && error.name === 'AbortError')
  );
}

const modelFailures = new Set([
  'MODEL_NOT_FOUND',
  'MODEL_UNREADABLE',
  'LICENCE_NOT_ACCEPTED',
] satisfies StudioErrorCode[] as string[]);

/** Whether what helps is in Models. */
export function isModelFailure(error: unknown): boolean {
  return error instanceof ORPCError && modelFailures.has(error.code);
}

function issuesOf(error: unknown): string[] {
  const holder = error instanceof ORPCError && error.code === 'BAD_REQUEST' ? error.data : error;
  if (typeof holder !== 'object' || holder === null || !('issues' in holder)) return [];
  if (!Array.isArray(holder.issues)) return [];
  return holder.issues.map((issue: { message?: unknown }) => String(issue.message));
}

function valuesOf(
  code: StudioErrorCode,
  data: unknown,
  say: Say,
  language: string,
): Record<string, string> {
  const values: Record<string, string> = {};
  if (typeof data !== 'object' || data === null) return values;
  for (const [key, value] of Object.entries(data)) values[key] = String(value);
  if (code === 'PACK_UNREADABLE') return { ...values, issues: sayIssues(data, say, language) };
  if (code === 'OUT_OF_MEMORY') return { ...values, reason: sayShortage(data, say, language) };
  const reason = values['reason'];
  return reason === undefined ? values : { ...values, ...sayReason(code, reason, values, say) };
}

/** Errors with advice for each reason, by the words that both are in; `usual` stands for reasons without words. */
const advised: Partial<
  Record<StudioErrorCode, { words: 'hub' | 'cuda' | 'calibration'; usual: string }>
> = {
  HUB_FAILED: { words: 'hub', usual: 'server' },
  CUDA_FAILED: { words: 'cuda', usual: 'server' },
  CANNOT_CALIBRATE: { words: 'calibration', usual: 'failed' },
};

/** Errors whose reasons have words and no advice of their own, by the words that they are in. */
const causes: Partial<
  Record<StudioErrorCode, 'saving' | 'reading' | 'dataSet' | 'styles' | 'translator'>
> = {
  CANNOT_SAVE: 'saving',
  CANNOT_REWRITE: 'saving',
  CANNOT_COPY: 'saving',
  PICTURES_UNREADABLE: 'reading',
  DATA_SET_UNREADABLE: 'dataSet',
  DATA_SET_NOT_WRITTEN: 'saving',
  STYLES_UNREADABLE: 'styles',
  TRANSLATOR_FAILED: 'translator',
};

/** Words in the place of a reason's code; the code stays where there are none. */
function sayReason(
  code: StudioErrorCode,
  reason: string,
  values: Record<string, string>,
  say: Say,
): Record<string, string> {
  const advice = advised[code];
  if (advice !== undefined) {
    const { words, usual } = advice;
    const known = Object.hasOwn(errorWords[words], reason) ? reason : usual;
    return {
      hint: say(`errors.${words}Advice.${known}`, values),
      reason: say(`errors.${words}.${known}`, values),
    };
  }
  const explained = causes[code];
  if (explained !== undefined) {
    const known = Object.hasOwn(errorWords[explained], reason) ? reason : 'other';
    return { reason: say(`errors.${explained}.${known}`, values) };
  }
  switch (code) {
    case 'MODEL_UNREADABLE':
    case 'PROMPT_INVALID':
      return { reason: sayFinding(reason, values, say), ...sayAdded(values['added'], say) };
    case 'WORKER_DIED':
      return isDeath(reason) ? { reason: say(`errors.deaths.${reason}`) } : {};
    case 'GENERATION_FAILED':
      return isReason(reason) ? { detail: say(`reasons.${reason}`) } : {};
    default:
      return {};
  }
}

function sayFinding(reason: string, values: Readonly<Record<string, string>>, say: Say): string {
  return isReason(reason)
    ? say(`reasons.${reason}`, values)
    : say('reasons.other', { detail: values['detail'] ?? reason });
}

/** What kind of file it is, where it is no model but what was added to one. */
function sayAdded(kind: string | undefined, say: Say): { file?: string } {
  return kind !== undefined && Object.hasOwn(errorWords.addedFile, kind)
    ? { file: say(`errors.addedFile.${kind}`) }
    : {};
}

/** So many places are named, lest a file of another kind fill the page. */
const mostIssues = 5;

/** What is wrong with a pack, place by place, from the studio's `place: code`. */
function sayIssues(data: object, say: Say, language: string): string {
  const written = 'issues' in data && Array.isArray(data.issues) ? data.issues.map(String) : [];
  const said = written.slice(0, mostIssues).map((issue) => {
    const [code = '', place] = issue.split(': ').toReversed();
    const problem = say(`errors.input.${isInputProblem(code) ? code : 'other'}`);
    return place === undefined ? problem : say('errors.issue.at', { place, problem });
  });
  const more = written.length - said.length;
  if (more > 0) said.push(say('errors.issue.more', { count: more }));
  return said.join(language === 'ja' ? '' : ' ');
}

/** Both figures where the picture was refused beforehand. */
function sayShortage(data: object, say: Say, language: string): string {
  const bytesOf = (key: string): number | null => {
    const value = (data as Readonly<Record<string, unknown>>)[key];
    return typeof value === 'number' ? value : null;
  };
  const [needed, available] = [bytesOf('neededBytes'), bytesOf('availableBytes')];
  if (needed === null || available === null) return say('errors.memory.ranOut');
  return say('errors.memory.refused', {
    needed: formatBytes(needed, language),
    available: formatBytes(available, language),
  });
}

function detailsOf(error: unknown): string {
  if (error instanceof ORPCError) {
    return `${error.code}: ${error.message}\n${JSON.stringify(error.data, null, 2) ?? ''}`.trim();
  }
  if (error instanceof Error) return error.stack ?? `${error.name}: ${error.message}`;
  return String(error);
}

function isStudioErrorCode(code: string): code is StudioErrorCode {
  return Object.hasOwn(studioErrors, code);
}

function isInputProblem(code: string): code is InputProblem {
  return Object.hasOwn(errorWords.input, code);
}

function isDeath(code: string): code is keyof typeof errorWords.deaths {
  return Object.hasOwn(errorWords.deaths, code);
}

function isReason(code: string): code is keyof typeof reasonWords {
  return code !== 'other' && Object.hasOwn(reasonWords, code);
}

/** A schema's message code as a sentence; null for no problem. */
export function sayInputProblem(problem: string | undefined, t: TFunction): string | null {
  if (problem === undefined || problem === '') return null;
  return (t as unknown as Say)(`errors.input.${isInputProblem(problem) ? problem : 'other'}`);
}
