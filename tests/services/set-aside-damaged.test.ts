import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStudio } from '../../electron/services/studio.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

async function open(data: string, problems: string[]) {
  return await openStudio({
    paths: { data, resources },
    spawnWorker: () => assert.fail('nothing is printed here'),
    appVersion: '0.1.0-test',
    adapters: [],
    onProblem: (message) => problems.push(message),
  });
}

test('settings that cannot be read are kept beside and told; a change does not write over them', async () => {
  const data = temporaryFolder();
  const whole = JSON.stringify({ watermark: true, workers: 2 });
  const cut = whole.slice(0, 12);
  const strange = JSON.stringify({ address: 7, token: { kept: 'file', value: 'hf_secret' } });
  const sound = JSON.stringify({ endpoint: null, from: 'a later version' });
  writeFileSync(join(data, 'settings.json'), cut);
  writeFileSync(join(data, 'hub.json'), strange);
  writeFileSync(join(data, 'translator.json'), sound);
  const problems: string[] = [];
  const studio = await open(data, problems);
  assert.equal(problems.length, 2);
  assert.match(problems[0] ?? '', /settings\.json .*part of it.*settings\.damaged\.json/);
  assert.match(problems[1] ?? '', /hub\.json .*address.*hub\.damaged\.json/);
  assert.doesNotMatch(problems.join(), /hf_secret/);
  assert.equal((await studio.settings.get()).watermark, false);
  await studio.settings.change({ workers: 1 });
  await studio.close();

  const read = (name: string): string => readFileSync(join(data, name), 'utf8');
  assert.equal(read('settings.damaged.json'), cut);
  assert.equal(read('hub.damaged.json'), strange);
  assert.equal(read('translator.json'), sound);
  assert.equal(JSON.parse(read('settings.json')).workers, 1);

  writeFileSync(join(data, 'settings.json'), '[]');
  await (await open(data, problems)).close();
  assert.equal(problems.length, 3);
  assert.equal(read('settings.damaged.json'), cut);
  assert.equal(read('settings.damaged-2.json'), '[]');
  await (await open(data, problems)).close();
  assert.equal(problems.length, 3);
  assert.equal(readdirSync(data).filter((name) => name.includes('damaged')).length, 3);
});
