import { resolve } from 'node:path';
import type { GalleryPicture } from '../api/contract/gallery.ts';
import type { StudioClient } from './client.ts';
import { PartialError } from './failure.ts';
import { drawTable } from './draw-table.ts';
import { progressBar } from './progress-bar.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';
import { untilAborted } from './until-aborted.ts';

export interface ImportPicturesOptions {
  /** Leave the files where they are. */
  readonly link?: boolean;
  readonly json?: boolean;
}

/**
 * `nishiki gallery import`: all pictures below folders, whichever program made them.
 *
 * @throws InterruptedError, and the contract's errors; what was taken in before is kept. PartialError where files could not
 *   be read.
 */
export async function importPictures(
  paths: readonly string[],
  { link = false, json = false }: ImportPicturesOptions,
  client: StudioClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const say = texts[terminal.language].gallery;
  const request = {
    paths: paths.map((path) => resolve(path)),
    keep: link ? ('link' as const) : ('copy' as const),
  };
  const failures: { path: string; reason: string; detail: string }[] = [];
  const events = await client.gallery.import(request, { signal });
  for await (const event of untilAborted(events, signal)) {
    if (event.type === 'failed') {
      const { path, reason, detail } = event;
      failures.push({ path, reason, detail });
      terminal.note(say.failed(path, say.reasons[reason]));
    } else if (event.type === 'progress') {
      const share = event.total === 0 ? 1 : event.done / event.total;
      terminal.redraw?.(`${progressBar(share, terminal)} ${event.done} / ${event.total}`);
    } else {
      const { added, known, failed, total } = event;
      if (json) terminal.out(JSON.stringify({ total, added, known, failed, failures }, null, 2));
      else terminal.out(say.imported(added, known, failed));
    }
  }
  if (failures.length > 0) {
    throw new PartialError(texts[terminal.language].files.unread(failures.length));
  }
}

export interface ListPicturesOptions {
  readonly search?: string;
  readonly limit?: number;
  readonly imported?: boolean;
  readonly json?: boolean;
}

/** As many records as one question may ask for. */
const idsAtOnce = 500;

/** `nishiki gallery list` and `search`: the pictures that match, newest first. */
export async function listPictures(
  { search = '', limit = 50, imported = false, json = false }: ListPicturesOptions,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const say = texts[terminal.language].gallery;
  const { ids } = await client.gallery.list({ search, imported });
  const pictures: GalleryPicture[] = [];
  const shown = ids.slice(0, limit);
  for (let from = 0; from < shown.length; from += idsAtOnce) {
    pictures.push(...(await client.gallery.get({ ids: shown.slice(from, from + idsAtOnce) })));
  }
  if (json) {
    terminal.out(JSON.stringify({ count: ids.length, pictures }, null, 2));
    return;
  }
  if (pictures.length > 0) {
    const rows = pictures.map((picture) => rowOf(picture));
    for (const line of drawTable([[...say.columns], ...rows])) terminal.out(line);
  }
  terminal.note(say.shown(pictures.length, ids.length));
}

function rowOf({ id, createdAt, recipe, imported, arm }: GalleryPicture): string[] {
  const prompt = recipe?.prompt ?? imported?.found?.prompt ?? '';
  const words = prompt.trim() === '' ? (imported?.name ?? '') : prompt;
  return [
    id,
    createdAt.slice(0, 10),
    arm ?? imported?.found?.program ?? '–',
    recipe?.seed ?? imported?.found?.seed ?? '',
    [...words.replaceAll(/\s+/g, ' ')].slice(0, 50).join(''),
  ];
}
