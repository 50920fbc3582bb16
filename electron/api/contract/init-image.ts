import { z } from 'zod';
import { idSchema } from './bounds.ts';

/** SHA-256 of an input's pixels and size, hexadecimal. */
export const inputIdSchema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'input-id-invalid')
  .max(64);

/** Denoising strength, above 0 … 1: how far a picture is carried back into noise, and the share of steps taken. */
export const strengthSchema = z.number().gt(0, 'strength-too-small').max(1, 'strength-too-large');

const marginSchema = z
  .number()
  .int('margin-not-a-whole-number')
  .min(0, 'margin-too-small')
  .max(1024, 'margin-too-large')
  .multipleOf(8, 'margin-not-divisible-by-8')
  .default(0);

/** Pixels by which the canvas grows beyond the picture at each side. */
export const marginsSchema = z.object({
  left: marginSchema,
  top: marginSchema,
  right: marginSchema,
  bottom: marginSchema,
});
export type Margins = z.infer<typeof marginsSchema>;

/**
 * The picture that a run begins from instead of pure noise: image to image; with a mask, inpainting; with margins,
 * outpainting.
 */
export const initImageSchema = z.object({
  /** Id of an input. */
  image: inputIdSchema,
  strength: strengthSchema.default(0.7),
  /** How a picture of other proportions is brought to the run's size: its middle, or all of it pulled to fit. */
  fit: z.enum(['crop', 'stretch']).default('crop'),
  /** Id of an input: white is painted anew, black is kept. Fitted as the picture is. */
  mask: inputIdSchema.optional(),
  /** Lay the original's own pixels over the result where the mask is black: the VAE changes every pixel a little. */
  keepOriginal: z.boolean().default(true),
  /** Without a size in the request, the run is as large as the picture and these margins. */
  margins: marginsSchema.optional(),
  /** The gallery's picture that the input was taken from. */
  pictureId: idSchema.optional(),
});
export type InitImage = z.infer<typeof initImageSchema>;
export type InitImageInput = z.input<typeof initImageSchema>;

/** Width and height in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The size of a run that begins from a picture when none is asked for: the picture's proportions at about the area that
 * the model was trained on, sides multiples of 8, and the margins around it.
 */
export function sizeLike(picture: Size, native: Size, margins?: Margins): Size {
  const scale = Math.sqrt((native.width * native.height) / (picture.width * picture.height));
  const { left = 0, right = 0, top = 0, bottom = 0 } = margins ?? {};
  const side = (length: number, grown: number) =>
    Math.min(2048, Math.max(64, Math.round((length * scale) / 8) * 8) + grown);
  return {
    width: side(picture.width, left + right),
    height: side(picture.height, top + bottom),
  };
}
