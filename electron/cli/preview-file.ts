import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import sharp from 'sharp';
import type { GenerationEvent, Job } from '../api/contract/generation.ts';
import { variationAt } from '../api/contract/noise.ts';
import { makeFolder } from '../images/make-folder.ts';

export interface PreviewFileOptions {
  /**
   * Absolute path, .png or .jpg; `{arm}` and `{seed}` in it stand for the picture's. A variation's seed is both of its seeds,
   * `7-12`, since all variations of a batch share the first.
   */
  readonly pattern: string;
  /** Where the finished picture is. */
  locate(pictureId: string): { path: string } | null;
  /** Told once, of the first preview that cannot be written. */
  onFailure(path: string, error: Error): void;
}

export interface PreviewFile {
  show(event: GenerationEvent): void;
  /** Resolves when what was shown is written. */
  close(): Promise<void>;
}

/**
 * Keeps a picture file that shows how far a picture has come: after its steps the previews, as often as they are shown,
 * enlarged to the picture's size; at last the picture itself, without its recipe. The file is replaced by a rename, so that nobody reads half of one. A
 * preview that comes while another is being written takes the place of those that wait: it is never behind by more than one.
 */
export function createPreviewFile({ pattern, locate, onFailure }: PreviewFileOptions): PreviewFile {
  /** Of a file that is still being written: another run may show its pictures in the same one. */
  const partialEnding = `.${randomUUID()}.part`;
  let job: Job | null = null;
  let hasFailed = false;
  /** What is to be written next, by path. */
  const waiting = new Map<string, Shown>();
  /** Which seed of which arm is drawn in a file, by path: of several that are made at once, the first until it is saved. */
  const drawn = new Map<string, string>();
  let writing: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    for (let next = first(waiting); next !== null; next = first(waiting)) {
      const [path, shown] = next;
      waiting.delete(path);
      try {
        await replaceFile(path, await encode(shown, path), path + partialEnding);
      } catch (error) {
        if (!hasFailed) onFailure(path, error as Error);
        hasFailed = true;
      }
    }
    writing = null;
  }

  return {
    show(event) {
      if (event.type === 'queued') ({ job } = event);
      const shown = job === null ? null : shownBy(event, job, locate);
      if (job === null || shown === null) return;
      const path = pathOf(pattern, shown.cell, job);
      const cell = `${shown.cell.arm}/${shown.cell.seed}`;
      if (event.type === 'step') {
        if ((drawn.get(path) ?? cell) !== cell) return;
        drawn.set(path, cell);
      } else if (drawn.get(path) === cell) drawn.delete(path);
      waiting.set(path, shown);
      writing ??= writeAll();
    },
    async close() {
      await writing;
    },
  };
}

interface Shown {
  readonly cell: { readonly arm: number; readonly seed: number };
  /** Bytes of a preview, or the path of the picture. */
  readonly image: Buffer | string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

function shownBy(
  event: GenerationEvent,
  { settings: { width, height } }: Job,
  locate: PreviewFileOptions['locate'],
): Shown | null {
  if (event.type === 'step' && event.preview !== null) {
    const [, base64 = ''] = event.preview.split(',');
    return { cell: event.cell, image: Buffer.from(base64, 'base64'), width, height };
  }
  if (event.type !== 'saved') return null;
  const path = locate(event.picture.id)?.path;
  return path === undefined ? null : { cell: event.cell, image: path, width, height };
}

function pathOf(pattern: string, cell: Shown['cell'], { arms, seeds, settings }: Job): string {
  const { variation } = settings;
  const ownSeeds = [
    seeds[cell.seed] ?? '',
    ...(variation === undefined ? [] : [variationAt(variation, cell.seed).seed]),
  ];
  return pattern
    .replaceAll('{arm}', arms[cell.arm]?.kind ?? '')
    .replaceAll('{seed}', ownSeeds.join('-'));
}

async function encode({ image, width, height }: Shown, path: string): Promise<Buffer> {
  const sized = sharp(image).resize(width, height, { fit: 'fill', kernel: 'cubic' });
  const isPng = extname(path).toLowerCase() === '.png';
  return await (isPng ? sized.png({ compressionLevel: 3 }) : sized.jpeg()).toBuffer();
}

async function replaceFile(path: string, bytes: Buffer, partial: string): Promise<void> {
  makeFolder(dirname(path));
  try {
    await writeFile(partial, bytes);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}

function first<Key, Value>(map: ReadonlyMap<Key, Value>): [Key, Value] | null {
  return map.entries().next().value ?? null;
}
