import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { armSchema } from './arm.ts';
import { idSchema, nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';
import { heldEventSchema, requestErrors } from './generation.ts';
import { gridAxisSchema, mostGridCells } from './grid-axis.ts';
import { jobFailureSchema } from './queue.ts';
import { printSettingsSchema } from './recipe.ts';
import { seedSchema } from './seed.ts';

/** One arm printed with up to three of its parameters changed. */
export const gridRequestSchema = z
  .object({
    name: z.string().trim().max(200).default(''),
    arm: armSchema,
    seed: seedSchema,
    settings: printSettingsSchema,
    /** x, y, z: columns, rows, sheets. */
    axes: z.array(gridAxisSchema).min(1).max(3),
  })
  .refine(({ axes }) => countCells(axes) <= mostGridCells, {
    error: 'grid-too-large',
    path: ['axes'],
  })
  .refine(
    ({ axes, arm }) =>
      axes.every(
        ({ parameter, values }) => parameter !== 'replace' || arm.prompt.includes(values[0] ?? ''),
      ),
    { error: 'axis-word-missing', path: ['axes'] },
  )
  .refine(
    ({ axes, arm }) =>
      axes.every(({ parameter }) => parameter !== 'loraScale' || (arm.loras ?? []).length > 0),
    { error: 'axis-no-lora', path: ['axes'] },
  )
  .refine(
    ({ axes, settings }) =>
      axes.every(
        ({ parameter }) =>
          parameter !== 'strength' || (settings.initImage ?? settings.hiresFix) !== undefined,
      ),
    { error: 'axis-no-picture', path: ['axes'] },
  );
export type GridRequest = z.infer<typeof gridRequestSchema>;

export function countCells(axes: readonly { values: readonly string[] }[]): number {
  return axes.reduce((product, { values }) => product * values.length, 1);
}

export const gridSchema = z.object({
  id: z.string(),
  createdAt: z.iso.datetime(),
  request: gridRequestSchema,
  /** By place: x counts fastest, then y, then z; null while or where there is none. */
  pictures: z.array(z.string().nullable()),
});
export type Grid = z.infer<typeof gridSchema>;

export const gridEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), grid: gridSchema }),
  /** The model of a cell is being calibrated for 8-bit integers, which is done once. */
  z.object({
    type: z.literal('calibrating'),
    place: z.number().int(),
    step: z.number().int(),
    steps: z.number().int(),
  }),
  /** A cell has come so far. */
  z.object({
    type: z.literal('step'),
    place: z.number().int(),
    step: z.number().int(),
    steps: z.number().int(),
    preview: z.string().nullable(),
  }),
  z.object({ type: z.literal('saved'), place: z.number().int(), pictureId: z.string() }),
  heldEventSchema,
  z.object({ type: z.literal('done'), grid: gridSchema }),
]);
export type GridEvent = z.infer<typeof gridEventSchema>;

/** A grid that the studio goes on with. */
export const openGridSchema = z.object({
  grid: gridSchema,
  /** False while others print before it. */
  begun: z.boolean(),
  /** Why it does not go on; null where it does. */
  failure: jobFailureSchema.nullable(),
});

export const gridNewsSchema = z.discriminatedUnion('type', [
  /** First, and whenever another one comes: all that the studio goes on with. */
  z.object({ type: z.literal('open'), grids: z.array(openGridSchema) }),
  z.object({ type: z.literal('event'), gridId: z.string(), event: gridEventSchema }),
  /** It is printed, was stopped, or does not go on: then `failure` says why. */
  z.object({
    type: z.literal('ended'),
    gridId: z.string(),
    failure: jobFailureSchema.nullable(),
  }),
]);
export type GridNews = z.infer<typeof gridNewsSchema>;

const { GRID_NOT_FOUND, CANNOT_SAVE } = studioErrors;
const known = oc.errors({ GRID_NOT_FOUND, CANNOT_SAVE }).input(z.object({ id: idSchema }));

export const grids = {
  /** Newest first. */
  list: oc.input(nothing).output(z.array(gridSchema)),
  /**
   * Prints a grid, cell by cell, whether or not anybody looks: over a closed page and a restart of the studio. `watch`
   * tells what becomes of it.
   */
  start: oc.errors(requestErrors).input(gridRequestSchema).output(gridSchema),
  /** Prints the cells that have no picture, as `start` does. */
  goOn: known.output(gridSchema),
  /** Stops a grid before its next step. What is printed is kept, and `goOn` prints the rest. */
  stop: known.output(gridSchema),
  /** What the studio goes on with, and what becomes of it, until the iteration is ended. That changes nothing. */
  watch: oc.input(nothing).output(eventIterator(gridNewsSchema)),
  /** Stops and forgets a grid; its pictures stay in the gallery. Until the studio is closed, `restore` brings it back. */
  remove: known.output(z.object({ id: z.string() })),
  restore: known.output(z.object({ id: z.string() })),
};
