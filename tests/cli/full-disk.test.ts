import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { exitCodes } from '../../electron/cli/failure.ts';
import { killAtExit } from '../helpers/kill-at-exit.ts';
import { fillDisk, mountSmallDisk, skipWithoutMounts } from '../helpers/small-disk.ts';

const main = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'main.ts');

/** `nishiki generate` on a disk that is filled once the first picture is there; `onHeld` acts when it has said so. */
async function generateOnFullDisk(
  t: TestContext,
  language: string,
  onHeld: (act: { makeRoom: () => void; interrupt: () => void }) => void,
) {
  const disk = mountSmallDisk(12);
  const out = join(disk, 'out');
  const filler = join(disk, 'filler');
  const args = [
    'generate',
    '猫',
    '--arms',
    'ja',
    '--count',
    '2',
    '--size',
    '64x64',
    // So many that the second picture is not there before the disk is full.
    '--steps',
    '120',
  ];
  const place = ['--seed', '1', '--out', out, '--data', join(disk, 'data')];
  const child = spawn(process.execPath, [main, ...args, ...place], {
    env: { ...process.env, LC_ALL: language },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  killAtExit(child);
  let note = '';
  let isFull = false;
  let isHeld = false;
  child.stdout.on('data', () => {
    if (!isFull) fillDisk(filler);
    isFull = true;
  });
  child.stderr.on('data', (bytes: Buffer) => {
    note += bytes.toString();
    if (isHeld || !/Ctrl\+C/.test(note)) return;
    isHeld = true;
    onHeld({ makeRoom: () => rmSync(filler), interrupt: () => child.kill('SIGINT') });
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, note, copies: readdirSync(out).length };
}

test(
  'on a full disk generate says that it waits, and prints all when there is room',
  skipWithoutMounts,
  async (t) => {
    const { code, note, copies } = await generateOnFullDisk(t, 'en_US.UTF-8', ({ makeRoom }) =>
      makeRoom(),
    );
    assert.equal(code, 0, note);
    assert.match(note, /Nothing can be saved in .+ now: the disk is full\./);
    assert.equal(copies, 2);
  },
);

test('Ctrl+C ends it while it waits', skipWithoutMounts, async (t) => {
  const { code, note } = await generateOnFullDisk(t, 'ja_JP.UTF-8', ({ interrupt }) => interrupt());
  assert.equal(code, exitCodes.interrupted, note);
  assert.match(note, /に保存できません（ディスクがいっぱいです）/);
});
