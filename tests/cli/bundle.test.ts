import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';
import { exitCodes } from '../../electron/cli/failure.ts';
import { openBrowserDoor } from '../../electron/server/browser-door.ts';
import { openStudio } from '../../electron/services/studio.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { runNishiki } from '../helpers/run-nishiki.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const doctor = (data: string, ...args: string[]) =>
  runNishiki(['doctor', ...args, '--data', data], 'en_US');

function read(path: string): Record<string, string> {
  const files = unzipSync(readFileSync(path));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

const options = {
  resources,
  rendererFolder: import.meta.dirname,
  port: 0,
  appVersion: '0.0.0-test',
} as const;

test('doctor writes the file, says what is in it, and replaces none', async () => {
  const data = join(temporaryFolder(), 'データ');
  const file = join(temporaryFolder(), '診断.zip');
  const written = await doctor(data, '--bundle', file);
  assert.equal(written.code, exitCodes.ok, written.note);
  assert.match(written.out, /診断\.zip\n.*no pictures, prompts or tokens/);
  const files = read(file);
  assert.deepEqual(
    (JSON.parse(files['database.json'] ?? '') as { integrity: string[] }).integrity,
    ['ok'],
  );
  assert.match(files['logs/studio.log'] ?? '', /"opened"/);
  const again = await doctor(data, '--bundle', file);
  assert.equal(again.code, exitCodes.save);
  assert.match(again.note, /is there already/);
});

test('of a studio that is open in a browser, it tells what that one knows', async () => {
  const data = temporaryFolder();
  const door = await openBrowserDoor({ ...options, data });
  const file = join(temporaryFolder(), 'bundle.zip');
  const { code, note } = await doctor(data, '--bundle', file);
  assert.equal(code, exitCodes.ok, note);
  assert.equal(
    (JSON.parse(read(file)['system.json'] ?? '') as { version: string }).version,
    '0.0.0-test',
  );
  assert.equal((await doctor(data)).code, exitCodes.ok);
  await door.close();
});

test('where no studio can be had, it holds what the files tell, and why', async () => {
  const data = temporaryFolder();
  const holder = await openStudio({
    paths: { data, resources },
    spawnWorker: () => assert.fail('nothing is printed here'),
    appVersion: '0.0.0-test',
  });
  const file = join(temporaryFolder(), 'bundle.zip');
  const { code, note } = await doctor(data, '--bundle', file);
  assert.equal(code, exitCodes.ok);
  assert.match(note, /does not open/);
  const files = read(file);
  assert.match(files['opening.json'] ?? '', /is in use by another studio/);
  assert.match(files['logs/studio.log'] ?? '', /"opened"/);
  await holder.close();

  const newer = temporaryFolder();
  mkdirSync(join(newer, 'logs'));
  writeFileSync(join(newer, 'nishiki.lock'), 'half');
  const { code: empty } = await doctor(newer, '--bundle', join(newer, 'bundle.zip'));
  assert.equal(empty, exitCodes.ok);
});
