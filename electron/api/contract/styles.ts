import { oc } from '@orpc/contract';
import { z } from 'zod';
import { promptTextSchema } from './arm.ts';
import { idSchema, nameSchema, nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';

/** Styles that a user can have. */
export const maxStyles = 5000;
/** Largest file of styles, in bytes. */
const maxFileBytes = 4 * 1024 * 1024;

/**
 * What a style makes of a prompt in one language. `{prompt}` in a text is the place of what was written, in either width;
 * a text without it is put behind. All else is read as in any prompt: weights, `{a|b}`, `__name__`, `\\{`.
 */
export const styleFormSchema = z.object({
  prompt: promptTextSchema.default(''),
  negativePrompt: promptTextSchema.default(''),
});
export type StyleForm = z.infer<typeof styleFormSchema>;

const formsSchema = z.object({
  /** For Japanese prompts; null leaves them as they are. */
  ja: styleFormSchema.nullable(),
  /** For English prompts. */
  en: styleFormSchema.nullable(),
});

export const styleSchema = formsSchema.extend({
  id: z.string(),
  /** In both languages of the interface; equal for the user's own. */
  name: z.object({ ja: z.string(), en: z.string() }),
  /** Comes with the studio, and stays as it is. */
  own: z.boolean(),
});
export type Style = z.infer<typeof styleSchema>;

export const saveStyleSchema = formsSchema
  .extend({
    /** Of one that is changed, or that was removed and comes back; left out, it is a new one. */
    id: idSchema.optional(),
    name: nameSchema,
  })
  .refine(
    ({ ja, en }) =>
      [ja, en].some((form) => form !== null && (form.prompt + form.negativePrompt).trim() !== ''),
    { error: 'style-empty', path: ['ja'] },
  );
export type SaveStyle = z.infer<typeof saveStyleSchema>;

/** The file that styles are exported to. */
export const stylesFileSchema = z.object({
  schema: z.literal(1),
  styles: z
    .array(
      z.object({
        name: z.string(),
        ja: styleFormSchema.optional(),
        en: styleFormSchema.optional(),
      }),
    )
    .max(maxStyles),
});
export type StylesFile = z.infer<typeof stylesFileSchema>;

const { CANNOT_SAVE, STYLES_FULL, STYLES_UNREADABLE, STYLE_NAME_TAKEN } = studioErrors;

export const styles = {
  /** The user's own first, oldest first, then the studio's. */
  list: oc.input(nothing).output(z.array(styleSchema)),
  /** The studio's own cannot be changed: saved under their id, nothing happens to them and a new one is made. */
  save: oc
    .errors({ CANNOT_SAVE, STYLES_FULL, STYLE_NAME_TAKEN })
    .input(saveStyleSchema)
    .output(styleSchema),
  /** Forgets one of the user's. Pictures and prompts that were made with it keep their words. */
  remove: oc
    .errors({ CANNOT_SAVE })
    .input(z.object({ id: idSchema }))
    .output(z.object({ id: z.string() })),
  /**
   * Takes in a file of styles: one that was exported here, stable-diffusion-webui's `styles.csv`, or a JSON list with
   * `name`, `prompt` and `negative_prompt` as other programs write it. A style that is there already is left out, another
   * one of the same name is given a number.
   */
  import: oc
    .errors({ CANNOT_SAVE, STYLES_UNREADABLE })
    .input(
      z.object({
        file: z
          .instanceof(Blob)
          .refine((file) => file.size <= maxFileBytes, 'styles-file-too-large'),
      }),
    )
    .output(z.object({ added: z.number().int(), known: z.number().int() })),
  /** The user's own as JSON. */
  export: oc.input(nothing).output(z.object({ fileName: z.string(), json: z.string() })),
};
