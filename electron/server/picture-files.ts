import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

export type PictureKind = 'full' | 'thumbnail';

/** What the image routes need of the gallery: the studio's own gallery fits. */
export interface PictureShelf {
  locate(id: string, kind: PictureKind): { path: string; mime: string } | null;
  get(input: { ids: string[] }): Awaitable<readonly { fileName: string }[]>;
}
type Awaitable<T> = T | Promise<T>;

/**
 * Which picture a path means: `/images/<id>.png` or `/images/<id>/thumbnail.webp`; null for any other path. An id is
 * a key of the gallery and never becomes part of a file's path.
 */
export function parsePicturePath(pathname: string): { id: string; kind: PictureKind } | null {
  const match = /^\/images\/([A-Za-z0-9_-]{1,64})(\.png|\/thumbnail\.webp)$/.exec(pathname);
  if (!match?.[1]) return null;
  return { id: match[1], kind: match[2] === '.png' ? 'full' : 'thumbnail' };
}

/**
 * Answers with a picture's bytes. They never change under an id, so a browser asks once. With `download` the browser
 * saves the file, recipe inside, under its own name.
 * @returns false where there is no such picture or its file is gone; nothing has been sent then.
 */
export async function sendPicture(
  request: IncomingMessage,
  response: ServerResponse,
  shelf: PictureShelf,
  { id, kind, download }: { id: string; kind: PictureKind; download: boolean },
): Promise<boolean> {
  const location = shelf.locate(id, kind);
  if (location === null) return false;
  await using file = await open(location.path).catch((error: NodeJS.ErrnoException) => {
    // ENOTDIR: a file has taken the place of a linked picture's folder.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (file === null) return false;
  const stats = await file.stat();
  if (!stats.isFile()) return false;
  const { size } = stats;
  response.setHeader('Content-Type', location.mime);
  response.setHeader('Content-Length', size);
  response.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
  if (download) {
    const [picture] = await shelf.get({ ids: [id] });
    response.setHeader('Content-Disposition', attachment(picture?.fileName ?? `${id}.png`));
  }
  response.writeHead(200);
  if (request.method === 'HEAD' || size === 0) {
    response.end();
    return true;
  }
  // A linked file may grow meanwhile: no more is sent than was announced.
  const bytes = file.createReadStream({ autoClose: false, end: size - 1 });
  try {
    await pipeline(bytes, response);
  } catch (error) {
    // A page that was scrolled on or closed wants no more of it.
    if (!isLeftByReader(error)) throw error;
  }
  return true;
}

function isLeftByReader(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}

/** `Content-Disposition` with the name in UTF-8 (RFC 6266, RFC 8187) and a plain one for programs that know no better. */
function attachment(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
