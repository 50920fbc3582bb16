import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Addition } from '../../electron/api/contract/additions.ts';
import { exitCodes } from '../../electron/cli/failure.ts';
import { commandLine } from '../helpers/command-line.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { writeLora } from '../helpers/write-lora.ts';

const { data, run, json } = commandLine();
const folder = join(data, '..', 'LoRA');

test('a LoRA of the library is chosen by its name, as an option and within the prompt', async () => {
  const path = await writeLora(join(resources, 'demo-models', 'en'), folder, '墨');
  const added = await run(['additions', 'add', path]);
  assert.equal(added.out, `LoRA  墨  ${path}\n`, added.note);
  const renamed = await run(['additions', 'change', '墨', '--name', 'ink', '--notes', '0.6']);
  assert.equal(renamed.out, `LoRA  ink  ${path}\n`, renamed.note);
  assert.match((await run(['additions', 'fits', 'ink'])).out, /^demo-en {2}/m);
  const relinked = await json<Addition>(['additions', 'relink', 'ink', path]);
  assert.equal(relinked.name, 'ink');
  const [entry] = await json<Addition[]>(['additions']);
  assert.deepEqual([entry?.name, entry?.notes, entry?.state], ['ink', '0.6', 'ready']);

  const small = ['--arms', 'en', '--steps', '1', '--size', '64x64', '--seed', '1', '--out', folder];
  const printed = await run([
    'generate',
    'cat, <lora:ink:0.5>, <lora:gone:1>',
    '--lora',
    'ink:0.8',
    '--json',
    ...small,
  ]);
  assert.equal(printed.code, exitCodes.ok, printed.note);
  assert.match(printed.note, /read as letters: <lora:gone:1> /);
  const { pictures } = JSON.parse(printed.out) as { pictures: { prompt: string; path: string }[] };
  assert.equal(pictures[0]?.prompt, 'cat, <lora:gone:1>');
  assert.match((await run(['recipe', pictures[0].path])).out, /墨:0\.5/);

  const unknown = await run(['generate', 'cat', '--lora', 'nothing:1', ...small]);
  assert.equal(unknown.code, exitCodes.usage);
  assert.match(unknown.note, /Neither a file nor in the library: .*nothing\. The library has: ink/);
  assert.equal(
    (await run(['additions', 'remove', 'ink'])).out,
    'ink is forgotten; its file stays.\n',
  );
});

test('a VAE of the library is chosen by its name, for one run or for a model', async () => {
  const vae = join(resources, 'demo-models', 'en', 'vae');
  const added = await run(['additions', 'add', vae]);
  assert.equal(added.out, `VAE  vae  ${vae}\n`, added.note);
  await run(['additions', 'change', 'vae', '--name', '柔']);
  const small = ['--arms', 'en', '--steps', '1', '--size', '64x64', '--seed', '1', '--out', folder];
  const recipeOf = async (...options: string[]) => {
    const printed = await run(['generate', 'cat', '--json', ...options, ...small]);
    assert.equal(printed.code, exitCodes.ok, printed.note);
    const { pictures } = JSON.parse(printed.out) as { pictures: { path: string }[] };
    const [picture] = pictures;
    assert.ok(picture);
    return (await run(['recipe', picture.path])).out;
  };
  const changed = await run(['models', 'change', 'demo-en', '--vae', '柔']);
  assert.equal(changed.code, exitCodes.ok, changed.note);
  assert.doesNotMatch(await recipeOf('--vae', 'own'), /柔/);
  const unknown = await run(['models', 'change', 'demo-en', '--vae', '硬']);
  assert.equal(unknown.code, exitCodes.usage);
  assert.match(unknown.note, /The library has no VAE 硬\. It has: 柔/);
  await run(['models', 'change', 'demo-en', '--vae', 'own']);
  assert.match(await recipeOf('--vae', '柔'), /柔/);
});
