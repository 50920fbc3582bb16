import { statSync } from 'node:fs';
import { join } from 'node:path';
import sirv from 'sirv';

/** As sirv has it: `next` is called for what is no file of the page. */
export type Page = ReturnType<typeof sirv>;

/**
 * The page's files are listed; a request can only pick one of that list, so no path leads out of the folder. They are listed
 * anew when the page was built anew while the studio runs. Addresses of the page's own rooms (no file extension) get its one
 * document.
 */
export function servePage(folder: string): Page {
  let stamp = stampOf(folder);
  let page = listPage(folder);
  return (request, response, next) => {
    const now = stampOf(folder);
    if (now !== stamp) {
      stamp = now;
      page = listPage(folder);
    }
    page(request, response, next);
  };
}

function listPage(folder: string): Page {
  return sirv(folder, {
    etag: true,
    single: true,
    ignores: [/^\/images\//, /^\/rpc/, /\/[^/]*\.[^/]*$/],
    setHeaders(response, pathname) {
      const hashed = pathname.startsWith('/assets/');
      const caching = hashed ? 'private, max-age=31536000, immutable' : 'no-cache';
      response.setHeader('Cache-Control', caching);
    },
  });
}

/** Another one after every file that came or went in the folders of the build, and after every change of the document. */
function stampOf(folder: string): string {
  return ['', 'assets', 'index.html']
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 'none')
    .join();
}
