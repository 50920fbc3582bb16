import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Style } from '../../electron/api/contract/styles.ts';
import { exitCodes } from '../../electron/cli/failure.ts';
import { readFoundRecipe } from '../../electron/images/read-found-recipe.ts';
import { commandLine } from '../helpers/command-line.ts';
import { writeTo } from '../helpers/temporary-folder.ts';

const { data, run, json } = commandLine();
const folder = join(data, '..', 'スタイル');

test('styles are taken in, listed, exported, used by their names and forgotten', async () => {
  await writeTo(folder, 'styles.csv', 'name,prompt,negative_prompt\n霧,"{prompt}、霧",写真\n');
  const csv = join(folder, 'styles.csv');
  const taken = await run(['styles', 'import', csv]);
  assert.equal(taken.code, exitCodes.ok, taken.note);
  assert.equal(taken.out, '1 style taken in, 0 were there already.\n');
  assert.deepEqual(await json(['styles', 'import', csv]), { added: 0, known: 1 });
  const [mist] = await json<Style[]>(['styles']);
  assert.deepEqual(mist?.ja, { prompt: '{prompt}、霧', negativePrompt: '写真' });
  assert.match((await run(['styles'])).out, /^Ukiyo-e +\{prompt\} 浮世絵 +\{prompt\}, ukiyo-e$/m);

  const file = join(folder, 'mine.json');
  const exported = await run(['styles', 'export', file]);
  assert.equal(exported.out, `1 style written to ${file}\n`);
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).styles[0].name, '霧');
  assert.equal((await run(['styles', 'export', file])).code, exitCodes.save, 'never replaced');

  const printed = await json<{ pictures: { path: string; arm: string; prompt: string }[] }>([
    'generate',
    '城',
    '--style',
    'ukiyo-e',
    '--style',
    '霧',
    '--arms',
    'ja,en',
    '--steps',
    '1',
    '--size',
    '64x64',
    '--out',
    folder,
  ]);
  assert.deepEqual(
    printed.pictures.map(({ arm, prompt }) => [arm, prompt]),
    [
      ['ja', '城 浮世絵、霧'],
      ['en', 'castle, ukiyo-e'],
    ],
  );
  const { own } = readFoundRecipe(readFileSync(printed.pictures[0]?.path ?? ''));
  assert.equal(own?.negativePrompt, '写真');
  assert.deepEqual(own?.styles, { names: ['浮世絵', '霧'], prompt: '城', negativePrompt: '' });

  assert.equal((await run(['styles', 'remove', '霧'])).out, 'The style 霧 is forgotten.\n');
  const gone = await run(['generate', '城', '--style', '霧']);
  assert.equal(gone.code, exitCodes.usage);
  assert.match(gone.note, /There is no style 霧\. These are: Ukiyo-e, /);
});

test('what comes along stays, and what is no file of styles is refused', async () => {
  const stays = await run(['styles', 'remove', '油絵']);
  assert.equal(stays.code, exitCodes.usage);
  assert.match(stays.note, /Oil painting comes with Nishiki/);
  await writeTo(folder, 'bad.csv', 'no table');
  const bad = await run(['styles', 'import', join(folder, 'bad.csv')]);
  assert.equal(bad.code, exitCodes.usage);
  assert.match(bad.note, /cannot be read as styles[^]*columns name and prompt/);
});
