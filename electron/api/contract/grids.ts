import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { armSchema } from './arm.ts';
import { idSchema, nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';
import { heldEventSchema, printErrors } from './generation.ts';
import { gridAxisSchema, mostGridCells } from './grid-axis.ts';
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

const { GRID_NOT_FOUND } = studioErrors;
const runErrors = { ...printErrors, GRID_NOT_FOUND };

export const grids = {
  /** Newest first. */
  list: oc.input(nothing).output(z.array(gridSchema)),
  /** Prints a grid, cell by cell. Ending the iteration stops it; `resume` prints what is left. */
  run: oc.errors(runErrors).input(gridRequestSchema).output(eventIterator(gridEventSchema)),
  resume: oc
    .errors(runErrors)
    .input(z.object({ id: idSchema }))
    .output(eventIterator(gridEventSchema)),
  /** Forgets a grid; its pictures stay in the gallery. Until the studio is closed, `restore` brings it back. */
  remove: oc
    .errors({ GRID_NOT_FOUND, CANNOT_SAVE: studioErrors.CANNOT_SAVE })
    .input(z.object({ id: idSchema }))
    .output(z.object({ id: z.string() })),
  restore: oc
    .errors({ GRID_NOT_FOUND, CANNOT_SAVE: studioErrors.CANNOT_SAVE })
    .input(z.object({ id: idSchema }))
    .output(z.object({ id: z.string() })),
};
