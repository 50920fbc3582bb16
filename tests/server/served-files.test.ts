import assert from 'node:assert/strict';
import { readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pictureBytes, serveTestDoor } from './serve-test-door.ts';

const { server, folder, failures, cookie, ask } = await serveTestDoor();
const inLinux = { skip: process.platform === 'linux' ? false : 'the system does not tell' };

describe('files', () => {
  test('the page comes with its policy, and is asked for again each time', async () => {
    const answer = await ask('/');
    assert.equal(answer.status, 200);
    assert.match(answer.body.toString(), /<title>錦/);
    const policy = String(answer.headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, new RegExp(`connect-src 'self' ws://127.0.0.1:${server.port}`));
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(answer.headers['cache-control'], 'no-cache');
  });

  test('hashed files are kept by the browser; rooms of the page get its document', async () => {
    const script = await ask('/assets/main-1a2b.js');
    assert.match(String(script.headers['cache-control']), /immutable/);
    assert.match(String(script.headers['content-type']), /javascript/);
    assert.match((await ask('/compare')).body.toString(), /<title>錦/);
    assert.equal((await ask('/missing.js')).status, 404);
  });

  test('a page that was built anew is served by the studio that runs, and its old files are gone', async () => {
    const page = join(folder, 'page');
    assert.equal((await ask('/assets/main-1a2b.js')).status, 200);
    rmSync(join(page, 'assets', 'main-1a2b.js'));
    writeFileSync(join(page, 'assets', 'main-3c4d.js'), 'export const anew = true;');
    writeFileSync(join(page, 'index.html'), '<!doctype html><title>錦</title><p>新しいページ</p>');
    assert.equal((await ask('/assets/main-1a2b.js')).status, 404);
    assert.match((await ask('/assets/main-3c4d.js')).body.toString(), /anew/);
    // Its length is another one now.
    assert.match((await ask('/create')).body.toString(), /新しいページ<\/p>$/);
  });

  test('no path leads out of the page’s folder', async () => {
    for (const path of [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/..%5csecret.txt',
      '/%252e%252e%252fsecret.txt',
      '//secret.txt',
      `/${folder}/secret.txt`,
      '/images/..%2f..%2fsecret.txt.png',
      '/images/../secret.txt',
      '/%00/secret.txt',
      '/%ff%fe.txt',
      '/..\\secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '/%2e%2e%5csecret.txt',
      '/c:%5c..%5csecret.txt',
      '/secret.txt::$DATA',
      '/index.html%00../../secret.txt',
      '/images/..\\..\\secret.txt.png',
      '/images/%2e%2e/secret.txt/thumbnail.webp',
      '/%c0%ae%c0%ae/secret.txt',
    ]) {
      const answer = await ask(path);
      assert.ok(!answer.body.includes('nobody may read this'), path);
      assert.ok([200, 400, 404].includes(answer.status), `${path}: ${answer.status}`);
    }
  });
});

describe('pictures', () => {
  test('come by id, complete, and are kept by the browser for good', async () => {
    const answer = await ask('/images/p1.png');
    assert.deepEqual(answer.body, pictureBytes);
    assert.equal(answer.headers['content-type'], 'image/png');
    assert.match(String(answer.headers['cache-control']), /private.*immutable/);
    assert.equal(answer.headers['content-disposition'], undefined);
    assert.equal((await ask('/images/p1/thumbnail.webp')).headers['content-type'], 'image/webp');
  });

  test('HEAD gives the length and no bytes', async () => {
    const answer = await ask('/images/p1.png', {}, 'HEAD');
    assert.equal(answer.headers['content-length'], String(pictureBytes.length));
    assert.equal(answer.body.length, 0);
  });

  test('are downloaded under their Japanese name', async () => {
    const answer = await ask('/images/p1.png?download');
    const disposition = String(answer.headers['content-disposition']);
    const name = /filename\*=UTF-8''([^;]+)$/.exec(disposition)?.[1] ?? '';
    assert.equal(decodeURIComponent(name), '猫 "と" 月%.png');
    assert.match(disposition, /^attachment; filename="[ -~]+"; /);
    assert.doesNotMatch(/filename="(.*)"; /.exec(disposition)?.[1] ?? '', /["%\\]/);
  });

  test('that a page wants no more are let go of, and that is no failure', inLinux, async () => {
    const held = () =>
      readdirSync('/proc/self/fd').filter((descriptor) => {
        try {
          return readlinkSync(`/proc/self/fd/${descriptor}`).endsWith('large.png');
        } catch {
          return false;
        }
      }).length;
    await new Promise<void>((resolve, reject) => {
      const asked = get(
        { host: '127.0.0.1', port: server.port, path: '/images/large.png', headers: { cookie } },
        (response) => {
          response.on('error', () => {});
          response.once('data', () => {
            response.destroy();
            resolve();
          });
        },
      );
      asked.on('error', reject);
    });
    while (held() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal((await ask('/images/p1.png')).status, 200);
    assert.deepEqual(failures, []);
  });

  test('that are unknown, or whose file is gone, are a plain 404', async () => {
    for (const id of ['p2', 'gone', 'folder', 'below', 'p1%00', 'a'.repeat(65)]) {
      assert.equal((await ask(`/images/${id}.png`)).status, 404, id);
    }
  });
});
