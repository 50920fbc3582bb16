import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ExportFormat } from '../api/contract/exports.ts';
import type { StudioClient } from './client.ts';
import { makeFolder } from './make-folder.ts';
import { createZipFile } from './zip-file.ts';
import { InterruptedError, UsageError } from './failure.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

export interface ExportCommandOptions {
  readonly out: string;
  /** One ZIP file in place of many files. */
  readonly zip?: string;
  readonly format: ExportFormat;
  readonly quality?: number;
  readonly search?: string;
  /** False for `--no-recipe`. */
  readonly recipe: boolean;
  readonly json?: boolean;
}

/**
 * `nishiki export`: the pictures that match, newest first, as files of a format. A file that is there already is not
 * replaced.
 * @throws UsageError where nothing matches, InterruptedError, and the system's and the contract's errors; files written
 *   before stay
 */
export async function exportPictures(
  { out, zip, format, quality, search = '', recipe, json = false }: ExportCommandOptions,
  client: StudioClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const { ids } = await client.gallery.list({ search });
  if (ids.length === 0) throw new UsageError(texts[terminal.language].export.nothing(search));
  if (zip !== undefined) {
    const one = (pictureId: string) =>
      client.exports.picture({
        pictureId,
        format,
        withRecipe: recipe,
        ...(quality !== undefined && { quality }),
      });
    const written = await zipPictures(resolve(zip), ids, one, signal);
    const left = ids.length - written;
    if (json) terminal.out(JSON.stringify({ files: [resolve(zip)], written, left }, null, 2));
    else terminal.out(resolve(zip));
    if (left > 0) throw new UsageError(texts[terminal.language].export.full(left));
    return;
  }
  const folder = resolve(out);
  await makeFolder(folder);
  const paths: string[] = [];
  for (const pictureId of ids) {
    if (signal.aborted) throw new InterruptedError();
    const { name, file } = await client.exports.picture({
      pictureId,
      format,
      withRecipe: recipe,
      ...(quality !== undefined && { quality }),
    });
    const path = join(folder, name);
    await writeFile(path, await file.bytes(), { flag: 'wx' });
    paths.push(path);
    if (!json) terminal.out(path);
  }
  if (json) terminal.out(JSON.stringify({ files: paths }, null, 2));
}

/** How many fitted. Where it is stopped or fails, no half-written file is left. */
async function zipPictures(
  path: string,
  ids: readonly string[],
  one: (id: string) => Promise<{ name: string; file: Blob }>,
  signal: AbortSignal,
): Promise<number> {
  const zip = await createZipFile(path);
  let written = 0;
  try {
    for (const id of ids) {
      if (signal.aborted) throw new InterruptedError();
      const { name, file } = await one(id);
      if (!(await zip.add(name, await file.bytes()))) break;
      written += 1;
    }
    await zip.finish();
    await zip.close();
    return written;
  } catch (error) {
    await zip.close();
    await rm(path, { force: true });
    throw error;
  }
}
