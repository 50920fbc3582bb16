import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { startStudio } from '../app/studio-process.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const root = join(import.meta.dirname, '..', '..');

function start(args: readonly string[], language = 'en_US.UTF-8') {
  return spawnSync(process.execPath, [join(root, 'electron', 'start.ts'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, LANG: language, LC_ALL: language },
  });
}

test('npm start serves the studio, and Ctrl+C closes it in order', async () => {
  const data = temporaryFolder();
  const studio = await startStudio(data);
  const answer = await fetch(studio.url, { redirect: 'manual' });
  assert.equal(answer.status, 303);
  assert.equal(await studio.stop(), 0);
  const again = await startStudio(data);
  assert.notEqual(again.url, studio.url);
  assert.equal(await again.stop(), 0);
});

test('a wrong option or port is said in one block', () => {
  for (const args of [
    ['--prot', '1'],
    ['--port', 'http'],
    ['--port', '70000'],
  ]) {
    const { status, stderr, stdout } = start(args);
    assert.equal(status, 2, args.join(' '));
    assert.match(stderr, /^nishiki: /);
    if (args[0] === '--prot') assert.match(stderr, /There is no option --prot\.\n$/);
    assert.doesNotMatch(stderr, /\n {4}at /);
    assert.equal(stdout, '');
  }
});

test('a data folder in use is said with its holder', async () => {
  const data = temporaryFolder();
  const studio = await startStudio(data);
  const { status, stderr } = start(
    ['--browser', '--no-open', '--port', '0', '--data', data],
    'ja_JP.UTF-8',
  );
  assert.equal(status, 6);
  assert.match(stderr, /別の錦/);
  await studio.stop();
});

test('help is in the user’s language', () => {
  assert.match(start(['--help']).stdout, /npm start -- \[options\]/);
  assert.match(start(['--help'], 'ja_JP.UTF-8').stdout, /使い方/);
});
