import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { armKindSchema } from './arm.ts';
import { idSchema, momentSchema, nameSchema, nothing } from './bounds.ts';
import { studioErrors } from './errors.ts';
import { galleryFacetsSchema, galleryFilterSchema, starsSchema } from './gallery-filter.ts';
import { importPicturesEventSchema, importPicturesRequestSchema } from './import-pictures.ts';
import { importedSchema } from './imported.ts';
import { pictureFileSchema } from './picture-file.ts';
import { recipeSchema } from './recipe.ts';

/** The user's own marks on a picture. */
const marksSchema = z.object({
  rating: starsSchema,
  favourite: z.boolean(),
  tags: z.array(z.string().max(80)).max(500),
  /** Ids of the boards that it lies on. */
  boards: z.array(idSchema).max(500),
});

export const pictureMarksSchema = marksSchema.extend({ id: idSchema });
export type PictureMarks = z.infer<typeof pictureMarksSchema>;

/** What becomes of the marks of several pictures; what is left out stays. Tags that fold alike are one tag. */
export const marksChangeSchema = z.object({
  rating: starsSchema.optional(),
  favourite: z.boolean().optional(),
  addTags: z.array(nameSchema).max(50).optional(),
  removeTags: z.array(nameSchema).max(50).optional(),
  addBoards: z.array(idSchema).max(50).optional(),
  removeBoards: z.array(idSchema).max(50).optional(),
});
export type PictureMarksChange = z.infer<typeof marksChangeSchema>;

/** Pictures whose records have changed; none where only lists, boards or saved searches did. */
export const galleryChangeSchema = z.object({ ids: z.array(z.string()) });
export type GalleryChange = z.infer<typeof galleryChangeSchema>;

/** Ids of an act on many pictures; a page asks for more in parts. */
const idsSchema = z.array(idSchema).min(1).max(500);

/**
 * A picture of the gallery, whoever made it. Its bytes travel outside of this contract: the doors serve them by id
 * (`nishiki-image://` in the desktop window, `/images/` in the browser).
 */
export const galleryPictureSchema = marksSchema.extend({
  id: z.string(),
  createdAt: z.iso.datetime(),
  jobId: z.string(),
  comparisonId: z.string().nullable(),
  /** Null where the studio has not made the picture. */
  arm: armKindSchema.nullable(),
  /** Null when the model has been removed since; the recipe keeps its name and fingerprint. */
  modelId: z.string().nullable(),
  fileName: z.string(),
  bytes: z.number(),
  /** Null where the studio has not made the picture. */
  recipe: recipeSchema.nullable(),
  /** What is known of a picture that the studio has not made; null for its own. */
  imported: importedSchema.nullable(),
  /** Its file lies where the user has it, outside of the studio's folder, and is only read. */
  linked: z.boolean(),
  /** How well the picture fits its words, −1 … 1; null where no scorer was asked. */
  score: z.number().nullable(),
  /** Name of the scorer: scores of different ones cannot be compared. */
  scorer: z.string().nullable(),
  /** When it was put into the trash; null for a kept picture. */
  removedAt: z.iso.datetime().nullable(),
});
export type GalleryPicture = z.infer<typeof galleryPictureSchema>;

/** A picture that the studio has made, here or elsewhere. */
export const pictureSchema = galleryPictureSchema.extend({
  arm: armKindSchema,
  recipe: recipeSchema,
});
export type Picture = z.infer<typeof pictureSchema>;

export function isPrinted(picture: GalleryPicture): picture is Picture {
  return picture.recipe !== null && picture.arm !== null;
}

export const gallery = {
  /** Ids of all pictures that match. */
  list: oc.input(galleryFilterSchema).output(z.object({ ids: z.array(z.string()) })),
  /**
   * As `list`, for galleries of any size: the ids as one text, separated by spaces; 100 000 of them are checked, packed and
   * read in milliseconds.
   */
  browse: oc.input(galleryFilterSchema).output(
    z.object({
      ids: z.string(),
      count: z.number().int(),
      /** With `stacked`, how many pictures each id stands for, in the order of the ids; else empty. */
      stackSizes: z.array(z.number().int()),
    }),
  ),
  /** Ids of the newest kept pictures, at once: what is shown while a very large gallery is still being read. */
  newest: oc
    .input(z.object({ limit: z.number().int().min(1).max(1000).default(200) }))
    .output(z.object({ ids: z.array(z.string()) })),
  /** What could be filtered by further, with how many pictures each choice would show. */
  facets: oc.input(galleryFilterSchema).output(galleryFacetsSchema),
  /** Records in the order asked for, of kept pictures or of those in the trash; other ids are left out. */
  get: oc
    .input(z.object({ ids: z.array(idSchema).max(500), removed: z.boolean().default(false) }))
    .output(z.array(galleryPictureSchema)),
  /**
   * Takes in all pictures of folders, whichever program made them. What the gallery has is passed over: asking again goes on
   * where it was stopped. Ending the iteration stops it, and what was taken in is kept.
   */
  import: oc
    .errors({
      PICTURES_UNREADABLE: studioErrors.PICTURES_UNREADABLE,
      CANNOT_SAVE: studioErrors.CANNOT_SAVE,
    })
    .input(importPicturesRequestSchema)
    .output(eventIterator(importPicturesEventSchema)),
  /** Takes in one picture whose bytes the page has. */
  add: oc
    .errors({
      INPUT_UNREADABLE: studioErrors.INPUT_UNREADABLE,
      CANNOT_SAVE: studioErrors.CANNOT_SAVE,
    })
    .input(
      z.object({
        file: pictureFileSchema,
        /** The file's own name. */
        name: z.string().max(1000),
        modifiedAt: momentSchema.optional(),
      }),
    )
    .output(z.object({ outcome: z.enum(['added', 'known']), pictureId: z.string() })),
  /** Puts pictures into the trash, from where `restore` brings them back. */
  remove: oc
    .errors({ CANNOT_SAVE: studioErrors.CANNOT_SAVE })
    .input(z.object({ ids: idsSchema }))
    .output(z.object({ ids: z.array(z.string()) })),
  restore: oc
    .errors({ CANNOT_SAVE: studioErrors.CANNOT_SAVE })
    .input(z.object({ ids: idsSchema }))
    .output(z.object({ ids: z.array(z.string()) })),
  /** Changes the marks of pictures alike. `before` is what `restoreMarks` takes to undo it. */
  mark: oc
    .errors({ CANNOT_SAVE: studioErrors.CANNOT_SAVE })
    .input(z.object({ ids: idsSchema, change: marksChangeSchema }))
    .output(z.object({ before: z.array(pictureMarksSchema) })),
  restoreMarks: oc
    .errors({ CANNOT_SAVE: studioErrors.CANNOT_SAVE })
    .input(z.object({ marks: z.array(pictureMarksSchema).min(1).max(500) }))
    .output(z.object({ ids: z.array(z.string()) })),
  /** Deletes pictures that are in the trash, files and all: the one act that cannot be undone. */
  purge: oc
    .errors({ CANNOT_SAVE: studioErrors.CANNOT_SAVE })
    .input(z.object({ ids: idsSchema }))
    .output(z.object({ ids: z.array(z.string()), bytes: z.number() })),
  /**
   * Reads the pixels of every picture that was not compared yet; afterwards the filter `duplicates` knows all of them.
   * Ending the iteration stops it, and what was read is kept.
   */
  findDuplicates: oc
    .input(nothing)
    .errors({ CANNOT_SAVE: studioErrors.CANNOT_SAVE })
    .output(eventIterator(z.object({ done: z.number().int(), total: z.number().int() }))),
  /**
   * Of the kept pictures that show the same, all but the best one of each group, whatever is filtered: they can go together,
   * and one of each stays. A favourite is better than none, then more stars, then the studio's own picture than one made
   * elsewhere, then the older one. Separated by spaces, as in `browse`.
   */
  duplicatesBeyondBest: oc.input(nothing).output(z.object({ ids: z.string() })),
  /** What changes from now on, in whatever window or command, until the iteration is ended. */
  watch: oc.input(nothing).output(eventIterator(galleryChangeSchema)),
  /** The pictures that a picture was made from, nearest first, and those that were made from it, newest first. */
  lineage: oc
    .input(z.object({ id: idSchema }))
    .output(z.object({ ancestors: z.array(z.string()), children: z.array(z.string()) })),
};
