import { ORPCError } from '@orpc/server';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ExportFormat, ExportRequest } from '../api/contract/exports.ts';
import type { StudioClient } from './client.ts';
import { makeFolder } from '../images/make-folder.ts';
import { createZipFile } from './zip-file.ts';
import { InterruptedError, PartialError, UsageError } from './failure.ts';
import { given } from './given.ts';
import { explainSaving, writeNamedFile } from './named-file.ts';
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
 * @throws UsageError where nothing matches; PartialError where not all fit into a ZIP file or some have lost their files;
 *   SaveError, InterruptedError, and the system's and the contract's errors; files written before stay
 */
export async function exportPictures(
  { out, zip, format, quality, search = '', recipe, json = false }: ExportCommandOptions,
  client: StudioClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const say = texts[terminal.language].export;
  const { ids } = await client.gallery.list({ search });
  if (ids.length === 0) throw new UsageError(say.nothing(search));
  const settings = { format, withRecipe: recipe, ...given({ quality }) };
  const gone: string[] = [];
  const files = encodeEach(ids, settings, client, signal, (id) => {
    gone.push(id);
    terminal.note(say.gone(id));
  });
  if (zip === undefined) {
    const paths: string[] = [];
    const onPath = (path: string): void => {
      paths.push(path);
      if (!json) terminal.out(path);
    };
    const report = (): void => terminal.out(JSON.stringify({ files: paths, gone }, null, 2));
    await writeFiles(resolve(out), files, onPath, terminal).catch((error: unknown) => {
      // What was written is named all the same.
      if (json && paths.length > 0) report();
      throw error;
    });
    if (json) report();
    if (gone.length > 0) throw new PartialError(say.notThere(gone.length));
    return;
  }
  const path = resolve(zip);
  const written = await writeZip(path, files, terminal);
  const left = ids.length - written - gone.length;
  if (json) terminal.out(JSON.stringify({ files: [path], written, left, gone }, null, 2));
  else terminal.out(path);
  if (left > 0) throw new PartialError(say.full(left));
  if (gone.length > 0) throw new PartialError(say.notThere(gone.length));
}

interface EncodedPicture {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** `onGone` is told of pictures whose files are gone. @throws InterruptedError, and the contract's errors */
async function* encodeEach(
  ids: readonly string[],
  settings: Pick<ExportRequest, 'format' | 'withRecipe'> & Partial<Pick<ExportRequest, 'quality'>>,
  client: StudioClient,
  signal: AbortSignal,
  onGone: (id: string) => void,
): AsyncGenerator<EncodedPicture, void, void> {
  for (const pictureId of ids) {
    if (signal.aborted) throw new InterruptedError();
    const encoded = await client.exports
      .picture({ pictureId, ...settings })
      .catch((error: unknown) => {
        if (error instanceof ORPCError && error.code === 'PICTURE_NOT_FOUND') return null;
        throw error;
      });
    if (encoded === null) onGone(pictureId);
    else yield { name: encoded.name, bytes: await encoded.file.bytes() };
  }
}

async function writeFiles(
  folder: string,
  files: AsyncIterable<EncodedPicture>,
  onPath: (path: string) => void,
  { language }: Terminal,
): Promise<void> {
  makeFolder(folder);
  for await (const { name, bytes } of files) {
    const path = join(folder, name);
    await writeNamedFile(path, bytes, language);
    onPath(path);
  }
}

/** How many fitted. Where it is stopped or fails, no half-written file is left. */
async function writeZip(
  path: string,
  files: AsyncIterable<EncodedPicture>,
  { language }: Terminal,
): Promise<number> {
  const zip = await createZipFile(path).catch((error: unknown) => {
    throw explainSaving(error, path, language);
  });
  let written = 0;
  try {
    for await (const { name, bytes } of files) {
      if (!(await zip.add(name, bytes))) break;
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
