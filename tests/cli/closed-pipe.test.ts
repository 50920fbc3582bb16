import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const entry = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'main.ts');
const data = mkdtempSync(join(tmpdir(), 'nishiki-pipe-'));
after(() => rmSync(data, { recursive: true, force: true }));

test('a reader that has gone ends the program in order, without a crash', async () => {
  // `tokenize` answers long after the pipe was closed: the studio has to be opened first.
  for (const args of [['--help'], ['tokenize', '猫']]) {
    const child = spawn(process.execPath, [entry, ...args], {
      env: { ...process.env, NISHIKI_DATA: data },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let note = '';
    child.stderr.on('data', (bytes: Buffer) => (note += bytes.toString()));
    const [code, signal] = (await once(child, 'close')) as [number, string | null];
    assert.equal(signal, null);
    assert.equal(code, 0, note);
    assert.equal(note, '');
  }
});

test(
  'where the output cannot be kept, that is said in words and by the exit code',
  { skip: process.platform === 'linux' ? false : 'there is no /dev/full' },
  () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [entry, 'models'], {
      env: { ...process.env, NISHIKI_DATA: data, LC_ALL: 'en_US.UTF-8' },
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    assert.equal(status, 5, stderr);
    assert.match(stderr, /^nishiki: a file or folder cannot be written[^]*ENOSPC/);
    assert.doesNotMatch(stderr, /\n {4}at /);
  },
);
