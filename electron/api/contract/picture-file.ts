import { z } from 'zod';

/** Largest file taken, in bytes: a photograph of a good camera. */
const maxBytes = 64 * 1024 * 1024;

/** A picture file's bytes, as a page sends them. */
export const pictureFileSchema = z
  .instanceof(Blob)
  .refine((file) => file.size > 0, 'input-empty')
  .refine((file) => file.size <= maxBytes, 'input-too-large');
