import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol } from 'electron';
import { pageHeaders } from '../page-policy.ts';
import { isOwnPage } from './own-page.ts';
import { schemes } from './schemes.ts';

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.json': 'application/json',
};

/** Serves the built page to the window, with the policy that binds it in the response's headers. */
export function servePage(rendererFolder: string): void {
  protocol.handle(schemes.page, (request) => answerPage(request, rendererFolder));
}

/** The page's file for a request; addresses of the page's own rooms (no extension) get its one document. */
async function answerPage(request: Request, rendererFolder: string): Promise<Response> {
  const headers = new Headers(
    pageHeaders({ images: [`${schemes.images}:`], connections: [`${schemes.images}:`] }),
  );
  const url = new URL(request.url);
  const path = request.method === 'GET' ? pathInside(rendererFolder, url.pathname) : null;
  const type = path === null ? undefined : mimeTypes[extname(path)];
  if (!isOwnPage(request.url) || path === null || type === undefined) {
    return new Response(null, { status: 404, headers });
  }
  try {
    const bytes = await readFile(path);
    headers.set('Content-Type', type);
    return new Response(bytes, { headers });
  } catch (error) {
    if (!isMissing(error)) throw error;
    return new Response(null, { status: 404, headers });
  }
}

/** The file that an address means, or null where it would lie outside of the folder or cannot be decoded. */
function pathInside(folder: string, pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const path = normalize(join(folder, extname(decoded) === '' ? 'index.html' : decoded));
  return path.startsWith(normalize(folder) + sep) ? path : null;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR';
}
