import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { callsOf, protocolHandlers } from './electron-double.ts';
import { useElectronDouble } from './use-electron-double.ts';

useElectronDouble();
const { servePage } = await import('../../electron/shell/page-protocol.ts');
const { serveImages } = await import('../../electron/shell/image-protocol.ts');
const { registerSchemes } = await import('../../electron/shell/schemes.ts');

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nishiki-猫-'));
  await mkdir(join(folder, 'page', 'assets'), { recursive: true });
  await writeFile(join(folder, 'page', 'index.html'), '<title>錦</title>');
  await writeFile(join(folder, 'page', 'assets', 'main.js'), 'export {};');
  await writeFile(join(folder, 'page', 'notes.key'), 'not for pages');
  await writeFile(join(folder, 'secret.json'), 'secret');
  await writeFile(join(folder, '絵.png'), 'picture');
  servePage(join(folder, 'page'));
  serveImages({
    locate(id, kind) {
      if (id === 'gone') return { path: join(folder, 'gone.png'), mime: 'image/png' };
      if (id !== 'p-1') return null;
      return { path: join(folder, '絵.png'), mime: kind === 'full' ? 'image/png' : 'image/webp' };
    },
  });
});
after(() => rm(folder, { recursive: true, force: true }));

async function ask(url: string, init?: RequestInit): Promise<Response> {
  const handler = protocolHandlers.get(new URL(url).protocol.slice(0, -1));
  assert.ok(handler);
  return handler(new Request(url, init));
}

test('both schemes are real origins, and only pictures may be read across them', () => {
  registerSchemes();
  const [[schemes]] = callsOf('protocol.register') as [
    [{ scheme: string; privileges: Record<string, boolean> }[]],
  ];
  assert.deepEqual(
    schemes.map(({ scheme, privileges }) => [
      scheme,
      privileges['secure'],
      privileges['bypassCSP'],
    ]),
    [
      ['nishiki-app', true, undefined],
      ['nishiki-image', true, undefined],
    ],
  );
});

test('the page comes with its policy, also at the addresses of its rooms', async () => {
  for (const path of ['', 'gallery', 'compare/42']) {
    const answer = await ask(`nishiki-app://studio/${path}`);
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), '<title>錦</title>');
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self';/);
    assert.match(policy, /img-src 'self' data: blob: nishiki-image:/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  }
  const script = await ask('nishiki-app://studio/assets/main.js');
  assert.match(script.headers.get('content-type') ?? '', /javascript/);
});

test('nothing else is served: other hosts, other folders, other types, other methods', async () => {
  for (const url of [
    'nishiki-app://elsewhere/index.html',
    'nishiki-app://studio/missing.js',
    'nishiki-app://studio/notes.key',
    'nishiki-app://studio/..%2fsecret.json',
    'nishiki-app://studio/assets/..%2f..%2fsecret.json',
    'nishiki-app://studio/..%5csecret.json',
    'nishiki-app://studio/%00.json',
    'nishiki-app://studio/%ff.json',
  ]) {
    const answer = await ask(url);
    assert.equal(answer.status, 404, url);
    assert.equal(await answer.text(), '', url);
  }
  assert.equal((await ask('nishiki-app://studio/', { method: 'POST' })).status, 404);
});

test('pictures come by id, whole, with their type', async () => {
  const full = await ask('nishiki-image://picture/p-1');
  assert.equal(full.headers.get('content-type'), 'image/png');
  assert.equal(full.headers.get('content-length'), '7');
  assert.equal(full.headers.get('access-control-allow-origin'), 'nishiki-app://studio');
  assert.equal(await full.text(), 'picture');
  const small = await ask('nishiki-image://thumbnail/p-1');
  assert.equal(small.headers.get('content-type'), 'image/webp');
  await small.body?.cancel();
});

test('unknown pictures, lost files and addresses that are no id are a 404', async () => {
  for (const path of ['picture/p-2', 'picture/gone', 'picture/', 'picture/..%2fx', 'other/p-1']) {
    assert.equal((await ask(`nishiki-image://${path}`)).status, 404, path);
  }
});
