import { oc } from '@orpc/contract';
import { z } from 'zod';
import { idSchema } from './bounds.ts';
import { studioErrors } from './errors.ts';

export const exportFormats = ['png', 'jpeg', 'webp', 'avif'] as const;
export const exportFormatSchema = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

export const exportRequestSchema = z.object({
  pictureId: idSchema,
  format: exportFormatSchema.default('png'),
  /** 1 … 100, of the formats that lose something; PNG takes no notice. */
  quality: z
    .number()
    .int('quality-not-a-whole-number')
    .min(1, 'quality-too-small')
    .max(100, 'quality-too-large')
    .default(90),
  /** Prompt, seed and model inside the file. Without it the file only says that a model made it. */
  withRecipe: z.boolean().default(true),
});
export type ExportRequest = z.infer<typeof exportRequestSchema>;

export const sheetRequestSchema = z.object({
  pictureIds: z.array(idSchema).min(1).max(500),
  columns: z.number().int().min(1).max(20).default(5),
  /** Longest side of a picture on the sheet, in pixels. */
  side: z.number().int().min(64).max(1024).default(320),
});
export type SheetRequest = z.infer<typeof sheetRequestSchema>;

export const exports = {
  /** Kept pictures on one PNG, in the order given, with prompt, seed and model below each. */
  sheet: oc
    .errors({ PICTURE_NOT_FOUND: studioErrors.PICTURE_NOT_FOUND })
    .input(sheetRequestSchema)
    .output(z.object({ name: z.string(), file: z.instanceof(Blob) })),
  /** A kept picture as a file of another format, under a name that other systems take. */
  picture: oc
    .errors({ PICTURE_NOT_FOUND: studioErrors.PICTURE_NOT_FOUND })
    .input(exportRequestSchema)
    .output(z.object({ name: z.string(), file: z.instanceof(Blob) })),
};
