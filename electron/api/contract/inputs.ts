import { oc } from '@orpc/contract';
import { z } from 'zod';
import { studioErrors } from './errors.ts';
import { inputIdSchema } from './init-image.ts';

/** Largest file taken, in bytes: a photograph of a good camera. */
const maxInputBytes = 64 * 1024 * 1024;

/** A picture that others begin from; its pixels are found under its id as those of the gallery's pictures are. */
export const inputSchema = z.object({
  id: inputIdSchema,
  /** Pixels. */
  width: z.number().int(),
  height: z.number().int(),
});
export type Input = z.infer<typeof inputSchema>;

/** Pictures and masks that pictures are made from. The studio keeps a copy, so that a recipe stays good. */
export const inputs = {
  /**
   * Keeps a picture of any usual format: upright, without transparency, in sRGB, at most 2048 pixels long. The same
   * picture added again has the same id.
   */
  add: oc
    .errors({
      INPUT_UNREADABLE: studioErrors.INPUT_UNREADABLE,
      CANNOT_SAVE: studioErrors.CANNOT_SAVE,
    })
    .input(
      z.object({
        file: z
          .instanceof(Blob)
          .refine((file) => file.size > 0, 'input-empty')
          .refine((file) => file.size <= maxInputBytes, 'input-too-large'),
      }),
    )
    .output(inputSchema),
  /** Makes a picture of the gallery an input. */
  addPicture: oc
    .errors({
      PICTURE_NOT_FOUND: studioErrors.PICTURE_NOT_FOUND,
      INPUT_UNREADABLE: studioErrors.INPUT_UNREADABLE,
      CANNOT_SAVE: studioErrors.CANNOT_SAVE,
    })
    .input(z.object({ pictureId: z.string() }))
    .output(inputSchema),
};
