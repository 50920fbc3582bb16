import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { protocol } from 'electron';
import { pageOrigin, schemes } from './schemes.ts';

/** Finds a picture's file; the studio's gallery fits. */
export interface PictureLocator {
  locate(id: string, kind: 'full' | 'thumbnail'): { path: string; mime: string } | null;
}

/** Serves pictures by id: large bytes never pass through the contract's messages. */
export function serveImages(gallery: PictureLocator): void {
  protocol.handle(schemes.images, (request) => answerImage(request, gallery));
}

/** The bytes of `nishiki-image://picture/<id>` or `nishiki-image://thumbnail/<id>`; 404 where there are none. */
async function answerImage(request: Request, gallery: PictureLocator): Promise<Response> {
  const match = /^nishiki-image:\/\/(picture|thumbnail)\/([A-Za-z0-9_-]{1,64})$/.exec(request.url);
  const id = match?.[2];
  const location = id && gallery.locate(id, match[1] === 'picture' ? 'full' : 'thumbnail');
  if (!location) return new Response(null, { status: 404 });
  const file = await open(location.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return new Response(null, { status: 404 });
  const { size } = await file.stat();
  // The stream closes the file at its end or when the window stops reading.
  const body = Readable.toWeb(file.createReadStream()) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Response(body, {
    headers: {
      'Content-Type': location.mime,
      'Content-Length': String(size),
      // A picture never changes under its id.
      'Cache-Control': 'private, max-age=31536000, immutable',
      'Access-Control-Allow-Origin': pageOrigin,
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}
