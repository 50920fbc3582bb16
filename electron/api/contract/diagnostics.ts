import { oc } from '@orpc/contract';
import { z } from 'zod';
import { nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';

/** The gravest first; a level holds those before it. */
export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export const logLevelSchema = z.enum(logLevels);
export type LogLevel = z.infer<typeof logLevelSchema>;

export const logSettingsSchema = z.object({
  level: logLevelSchema.default('info'),
  /** Whether prompts are written down too. They stay out of every diagnostics bundle all the same. */
  prompts: z.boolean().default(false),
});
export type LogSettings = z.infer<typeof logSettingsSchema>;

/** One line of a log, without secrets: tokens, passwords in addresses and the name of the home folder are left out. */
export const logRecordSchema = z.object({
  time: z.iso.datetime(),
  level: logLevelSchema,
  /** `studio`, `page`, or a worker by its device. */
  process: z.string(),
  message: z.string(),
  /** What else is known, and the error with its stack. */
  details: z.record(z.string(), z.unknown()).optional(),
  /** Prompts, where the user lets them be written down. */
  private: z.record(z.string(), z.unknown()).optional(),
});
export type LogRecord = z.infer<typeof logRecordSchema>;

/**
 * How a process came to its end, or a page to its failure.
 * - `error`: by an error that nobody expected
 * - `ended`: a process was gone, killed or out of memory, without a word
 */
export const crashReportSchema = z.object({
  id: z.string(),
  time: z.iso.datetime(),
  process: z.string(),
  kind: z.enum(['error', 'ended']),
  message: z.string(),
  stack: z.string().nullable(),
  version: z.string(),
  /** The last lines of its log before. */
  lastLines: z.array(logRecordSchema),
});
export type CrashReport = z.infer<typeof crashReportSchema>;

export const diagnosticsStateSchema = z.object({
  /** Where logs are kept; null where nothing can be written, and there are only the lines of this run. */
  folder: z.string().nullable(),
  settings: logSettingsSchema,
  /** Reports from before this start that the user has not put away, the latest first. */
  untold: z.array(crashReportSchema.omit({ lastLines: true, stack: true })),
  /** All reports that are kept. */
  reports: z.number().int(),
});
export type DiagnosticsState = z.infer<typeof diagnosticsStateSchema>;

const { CANNOT_SAVE } = studioErrors;

/** What the studio remembers of how it ran. All of it stays on this machine. */
export const diagnostics = {
  state: oc.input(nothing).output(diagnosticsStateSchema),
  /** What is written down from now on; what is left out stays. */
  change: oc
    .errors({ CANNOT_SAVE })
    .input(z.object({ level: logLevelSchema.optional(), prompts: z.boolean().optional() }))
    .output(diagnosticsStateSchema),
  /** The latest lines of all processes up to a level, in the order of time. */
  lines: oc
    .input(
      z.object({
        level: logLevelSchema.default('debug'),
        limit: z.number().int().min(1).max(1000).default(200),
      }),
    )
    .output(z.array(logRecordSchema)),
  /** A page that failed to draw tells what happened to it. */
  reportPage: oc
    .input(
      z.object({
        message: z.string().max(4000),
        stack: z.string().max(20_000).nullable(),
        /** The room that it was in, e.g. `/compare`. */
        where: z.string().max(400),
      }),
    )
    .output(z.object({ id: z.string() })),
  /** Puts the reports away that the user has been told of; they stay in their folder. */
  dismiss: oc.errors({ CANNOT_SAVE }).input(nothing).output(diagnosticsStateSchema),
  /**
   * A zip file for whoever is to help: versions, devices, settings, a check of the database, logs and crash reports. No
   * picture, no prompt, no secret.
   */
  bundle: oc.input(nothing).output(z.object({ name: z.string(), file: z.instanceof(Blob) })),
};
