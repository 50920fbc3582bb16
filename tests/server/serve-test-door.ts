import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { os } from '@orpc/server';
import { serveStudio, type ServeOptions } from '../../electron/server/serve-studio.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { sendRaw } from './raw-request.ts';

export const pictureBytes = Buffer.from('the bytes of a picture');
const router = { greet: os.handler(() => 'こんにちは') };

/** A door with one page, one picture `p1`, a picture `gone` without its file, one of
 * 64 MiB, and `secret.txt` beside the page's folder. */
export async function serveTestDoor(place?: ServeOptions['place']) {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>錦</title>');
  writeFileSync(join(folder, 'page', 'assets', 'main-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'nobody may read this');
  writeFileSync(join(folder, 'picture.png'), pictureBytes);
  writeFileSync(join(folder, 'large.png'), '');
  truncateSync(join(folder, 'large.png'), 64 * 2 ** 20);
  const failures: unknown[] = [];
  const gallery = {
    locate: (id: string, kind: 'full' | 'thumbnail') => {
      if (id === 'gone') return { path: join(folder, 'no-such-file.png'), mime: 'image/png' };
      if (id === 'folder') return { path: join(folder, 'page'), mime: 'image/png' };
      if (id === 'below') return { path: join(folder, 'secret.txt', 'a.png'), mime: 'image/png' };
      if (id === 'large') return { path: join(folder, 'large.png'), mime: 'image/png' };
      if (id !== 'p1') return null;
      return {
        path: join(folder, 'picture.png'),
        mime: kind === 'full' ? 'image/png' : 'image/webp',
      };
    },
    get: ({ ids }: { ids: string[] }) => ids.map(() => ({ fileName: '猫 "と" 月%.png' })),
  };
  const server = await serveStudio(
    { router, gallery },
    {
      rendererFolder: join(folder, 'page'),
      port: 0,
      ...(place && { place }),
      onFailure: (error) => failures.push(error),
    },
  );
  after(() => server.close());
  const token = new URL(server.url).searchParams.get('token') ?? '';
  const admitted = await sendRaw(server.port, `/?token=${token}`);
  const [cookie = ''] = (admitted.headers['set-cookie']?.[0] ?? '').split(';');
  return {
    server,
    folder,
    failures,
    token,
    cookie,
    origin: `http://127.0.0.1:${server.port}`,
    /** A request of the studio's own page. */
    ask: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      sendRaw(server.port, path, { method, headers: { cookie, ...headers } }),
  };
}
