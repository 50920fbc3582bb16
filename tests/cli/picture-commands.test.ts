import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { UsageError } from '../../electron/cli/failure.ts';
import { createProgram } from '../../electron/cli/program.ts';
import { watermarkText } from '../../electron/api/contract/recipe.ts';
import { encodePicture } from '../../electron/images/picture-file.ts';
import { readFoundRecipe } from '../../electron/images/read-found-recipe.ts';
import { exifOf, jpegWith, pngWith, unicodeComment } from '../helpers/foreign-pictures.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';
import { formulaPicture } from '../native-models/watermark/formula-picture.ts';

const folder = join(temporaryFolder(), 'あ');

/** Runs a command that opens no studio; gives what it wrote to stdout. */
async function run(args: readonly string[], language: 'ja' | 'en' = 'en'): Promise<string> {
  const lines: string[] = [];
  const terminal = {
    language,
    out: (line: string) => void lines.push(line),
    note: () => {},
    redraw: null,
    columns: 100,
    colour: false,
  };
  const program = createProgram(terminal, new AbortController().signal);
  await program.parseAsync([...args], { from: 'user' });
  return lines.join('\n');
}

test('recipe tells how another program’s picture was made, in the user’s language', async () => {
  const text = '夜の城\nSteps: 20, Sampler: Euler a, Seed: 7, Size: 512x768, Version: v1.9.4';
  const comment = { tag: 0x9286, data: unicodeComment(text) };
  const path = await writeTo(folder, '城.jpg', await jpegWith(exifOf([comment])));
  assert.equal(
    await run(['recipe', path]),
    'program: a1111 v1.9.4\nprompt: 夜の城\nseed: 7\nsteps: 20\nsampler: Euler a\nnoise: gpu\nsize: 512 × 768',
  );
  assert.match(await run(['recipe', path], 'ja'), /^プロンプト: 夜の城$/m);
});

test('recipe as JSON is the whole recipe of a picture of the studio’s own', async () => {
  const recipe = makeRecipe({ prompt: '金閣寺' });
  const path = await writeTo(
    folder,
    'own.png',
    await encodePicture(formulaPicture(64, 64), recipe),
  );
  const shown: unknown = JSON.parse(await run(['recipe', path, '--json']));
  assert.deepEqual(shown, readFoundRecipe(await readFile(path)).own);
});

test('an empty path is a mistake and never the folder that the shell is in', async () => {
  for (const args of [
    ['recipe', ''],
    ['import', ''],
    ['gallery', 'import', folder, ''],
    ['clean', ''],
    ['export', '--out', ''],
    ['watermark', 'embed', folder, 'words', '--out', ''],
    ['models', 'find', 'name', ''],
    ['--data', '', 'gallery', 'list'],
  ]) {
    await assert.rejects(run(args, 'ja'), (error) => {
      assert.ok(error instanceof UsageError, args.join(' '));
      assert.match(error.message, /: パスが空です。$/);
      return true;
    });
  }
});

test('recipe complains of files that say nothing, are no pictures or are not there', async () => {
  const silent = await writeTo(folder, 'silent.png', await pngWith({}));
  const noPicture = await writeTo(folder, 'note.png', 'not a picture');
  for (const path of [silent, noPicture, join(folder, 'nowhere.png')]) {
    await assert.rejects(run(['recipe', path]), UsageError, path);
  }
});

test('a watermark is read again, after JPEG too, and the recipe stays in the copy', async () => {
  const recipe = makeRecipe();
  const picture = await encodePicture(formulaPicture(512, 512), recipe);
  const source = await writeTo(folder, 'plain.png', picture);
  const out = join(folder, '透かし.png');
  await run(['watermark', 'embed', source, '錦 Nishiki', '--out', out]);
  const length = Buffer.byteLength('錦 Nishiki');
  const read = async (path: string): Promise<{ text: string; agreement: number }> =>
    JSON.parse(await run(['watermark', 'read', path, '--bytes', String(length), '--json'])) as {
      text: string;
      agreement: number;
    };
  const found = await read(out);
  assert.equal(found.text, '錦 Nishiki');
  assert.equal(readFoundRecipe(await readFile(out)).own?.prompt, recipe.prompt);
  const jpeg = await writeTo(folder, 'as.jpg', await sharp(out).jpeg({ quality: 90 }).toBuffer());
  assert.equal((await read(jpeg)).text, '錦 Nishiki');
  assert.ok((await read(source)).agreement < found.agreement);
});

test('without a length, the studio’s own watermark is looked for', async () => {
  const picture = await encodePicture(formulaPicture(256, 256), makeRecipe());
  const source = await writeTo(folder, 'unmarked.png', picture);
  const out = join(folder, 'marked.png');
  await run(['watermark', 'embed', source, watermarkText, '--out', out]);
  const isOwn = async (path: string) =>
    JSON.parse(await run(['watermark', 'read', path, '--json'])) as { own: boolean };
  assert.equal((await isOwn(out)).own, true);
  assert.equal((await isOwn(source)).own, false);
});

test('watermark replaces no file, and says where a message has no room', async () => {
  const source = await writeTo(folder, 'small.png', await pngWith({}));
  const there = ['watermark', 'embed', source, 'x', '--out', source];
  await assert.rejects(run(there), UsageError);
  const out = join(folder, 'never.png');
  await assert.rejects(
    run(['watermark', 'embed', source, 'x'.repeat(99), '--out', out]),
    UsageError,
  );
  await assert.rejects(run(['watermark', 'read', source, '--bytes', '99']), UsageError);
  assert.equal(existsSync(out), false);
});
