import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { exitCodes } from '../../electron/cli/failure.ts';
import { openStudio } from '../../electron/services/studio.ts';
import { encodeSafetensors } from '../helpers/safetensors-file.ts';
import { asSingleFile, singleFileTensors } from '../helpers/single-file-model.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(temporaryFolder(), 'データ');
const small = ['--size', '64x64', '--steps', '2'];

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly note: string;
}

/** Runs `nishiki` as a user does. `onNote` sees what stderr has so far. */
function nishiki(
  args: readonly string[],
  { language = 'en_US.UTF-8', onNote = (_note: string, _stop: () => void) => {} } = {},
): Promise<Ended> {
  const child = spawn(
    process.execPath,
    [join(root, 'electron', 'cli', 'main.ts'), ...args, '--data', folder],
    {
      env: { ...process.env, LANG: language, LC_ALL: language },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that Ctrl+C can be sent to all of it, as a terminal does.
      detached: process.platform !== 'win32',
    },
  );
  let out = '';
  let note = '';
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => {
    note += bytes.toString();
    onNote(note, () => interrupt(child));
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, note })));
}

/** Ctrl+C in a terminal reaches the program and the worker process that it started. */
function interrupt(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) child.kill('SIGINT');
  else process.kill(-child.pid, 'SIGINT');
}

test('generate prints a pair, copies it with its recipe, and tells paths, pace and total', async () => {
  const target = join(folder, '..', '出力');
  const { code, out, note } = await nishiki([
    'generate',
    'サラリーマン 油絵',
    '--seed',
    '18446744073709551615',
    '--arms',
    'ja,en',
    '--out',
    target,
    ...small,
  ]);
  assert.equal(code, exitCodes.ok, note);
  const lines = out.trim().split('\n');
  assert.deepEqual(lines.slice(0, 2), [
    join(target, 'サラリーマン 油絵-18446744073709551615-ja.png'),
    join(target, 'businessman, oil painting-18446744073709551615-en.png'),
  ]);
  assert.match(lines[2] ?? '', /^2 pictures, \d+\.\d{3} s\/step, \d+\.\d s in all$/);
  assert.match(note, /English prompt, by the glossary: businessman, oil painting/);
  assert.match(note, /ja 18446744073709551615 {2}2\/2/);
  const file = readFileSync(lines[0] ?? '');
  const { width, height, format } = await sharp(file).metadata();
  assert.deepEqual([width, height, format], [64, 64, 'png']);
  assert.ok(file.includes('iTXt') && file.includes('サラリーマン 油絵'));
});

test('generate --json is one document; --en-prompt, the raw arm and stage 1 are taken', async () => {
  const { code, out, note } = await nishiki([
    'generate',
    '侍 水彩',
    '--arms',
    'en,en-raw,ja-stage1',
    '--en-prompt',
    'a warrior',
    '--seed',
    '5',
    '--json',
    '--out',
    join(folder, '..', 'json'),
    ...small,
  ]);
  assert.equal(code, exitCodes.ok, note);
  const { pictures, settings, seconds, secondsPerStep } = JSON.parse(out);
  assert.deepEqual(
    pictures.map(({ arm, prompt, seed }: Record<string, string>) => [arm, prompt, seed]),
    [
      ['en', 'a warrior', '5'],
      ['en-raw', '侍 水彩', '5'],
      ['ja-stage1', '侍 水彩', '5'],
    ],
  );
  for (const { path } of pictures) assert.ok(existsSync(path), path);
  assert.equal(settings.steps, 2);
  assert.ok(seconds > 0 && secondsPerStep > 0);
  assert.doesNotMatch(note, /glossary/);
});

test('generate --int8 tells how far a model’s calibration is, the first time only', async () => {
  const target = join(folder, '..', 'int8');
  const args = ['generate', 'cat', '--arms', 'en', '--int8', ...small, '--out', target];
  const { code, note } = await nishiki(args);
  assert.equal(code, 0, note);
  const told = note.match(/^calibrating demo-en for 8-bit integers {2}\d+\/25$/gm) ?? [];
  assert.deepEqual(
    told.map((line) => /\d+\/25/.exec(line)?.[0]),
    ['0/25', '7/25', '13/25', '19/25', '25/25'],
  );
  const again = await nishiki(args);
  assert.equal(again.code, 0);
  assert.doesNotMatch(again.note, /calibrating/);
});

test('generate takes samplers that call the UNet twice a step, variations and noise', async () => {
  const { code, out, note } = await nishiki([
    'generate',
    '猫',
    '--sampler',
    'heun',
    '--seed',
    '5',
    '--count',
    '2',
    '--variation-seed',
    '9',
    '--noise-source',
    'gpu',
    '--json',
    '--out',
    join(folder, '..', '変奏'),
    ...small,
  ]);
  assert.equal(code, exitCodes.ok, note);
  const { pictures, settings } = JSON.parse(out);
  assert.equal(new Set(pictures.map(({ path }: { path: string }) => path)).size, 2);
  assert.deepEqual(
    pictures.map(({ seed }: { seed: string }) => seed),
    ['5', '5'],
  );
  assert.deepEqual(settings.variation, { seed: '9', strength: 0.2 });
  assert.deepEqual([settings.sampler, settings.noiseSource], ['heun', 'gpu']);
  assert.match(note, /3\/3/, 'two steps are three calls');
});

test('Ctrl+C stops between two steps, says so, and keeps what was saved', async () => {
  const target = join(folder, '..', 'stopped');
  const { code, note } = await nishiki(
    ['generate', '猫', '--count', '64', '--size', '64x64', '--steps', '30', '--out', target],
    {
      // A second Ctrl+C would end it at once, which is another matter.
      onNote: (() => {
        let asked = false;
        return (text: string, stop: () => void) => {
          if (asked || !text.includes('30/30')) return;
          asked = true;
          stop();
        };
      })(),
    },
  );
  assert.equal(code, exitCodes.interrupted, note);
  assert.match(note, /stopped\. What was saved before is kept/);
  assert.ok(readdirSync(target).length >= 1);
  assert.ok(readdirSync(target).length < 64);
});

test('tokenize shows both readings in the user’s language, and as JSON', async () => {
  const { code, out } = await nishiki(['tokenize', 'サラリーマン 油絵'], {
    language: 'ja_JP.UTF-8',
  });
  assert.equal(code, exitCodes.ok);
  assert.match(out, /SentencePiece {2}5 片 \/ 76/);
  assert.match(out, /CLIP BPE {2}12 片 \/ 75/);
  assert.match(out, /▁ +サラリーマン +▁ +油 +絵/);
  const json = await nishiki(['tokenize', 'ワクワク', '--json']);
  const [japanese, english] = JSON.parse(json.out);
  assert.deepEqual([japanese.tokenizer, english.tokenizer], ['sentencepiece', 'clip']);
});

test('import takes a folder, models lists it', async () => {
  const path = join(root, 'resources', 'demo-models', 'en');
  const imported = await nishiki(['import', path, '--json']);
  assert.equal(JSON.parse(imported.out).path, path);
  const { out } = await nishiki(['models', '--json']);
  assert.ok(JSON.parse(out).length >= 3);
  const table = await nishiki(['models']);
  assert.match(table.out, /demo-ja-stage2/);
});

test('import --int8 and models calibrate prepare a model for 8-bit integers; doctor names it', async () => {
  const path = join(root, 'resources', 'demo-models', 'ja-stage1');
  const imported = await nishiki(['import', path, '--int8', '--json']);
  assert.equal(imported.code, exitCodes.ok, imported.note);
  const { id, name } = JSON.parse(imported.out);
  assert.match(imported.note, new RegExp(`^calibrating ${id} for 8-bit integers {2}25/25$`, 'm'));
  const again = await nishiki(['models', 'calibrate', id, '--json']);
  const { result, layers } = JSON.parse(again.out);
  assert.equal(result, 'known');
  assert.ok(layers > 0);
  const { out } = await nishiki(['models', 'calibrate', id]);
  assert.match(out, new RegExp(`was calibrated already; ${layers} layers`));
  const doctor = await nishiki(['doctor']);
  assert.ok(
    doctor.out
      .split('\n')
      .some((line) => line.startsWith('calibrated for') && line.includes(name.en)),
  );
});

test('import takes a single file, with parts, and says what was rewritten', async () => {
  const japanese = singleFileTensors({ text_encoder: { vocab_size: 32_000 } });
  const tensors = asSingleFile(japanese).map((tensor) =>
    tensor.dtype === 'F32'
      ? { name: tensor.name, shape: tensor.shape, dtype: 'BF16' as const }
      : tensor,
  );
  const path = await writeTo(temporaryFolder(), 'ja.safetensors', encodeSafetensors(tensors));
  const refused = await nishiki(['import', path]);
  assert.equal(refused.code, exitCodes.model);
  assert.match(refused.note, /spiece\.model/);

  const tokenizer = join(root, 'resources', 'demo-models', 'ja-stage1', 'tokenizer');
  const { code, out, note } = await nishiki(['import', path, '--tokenizer', tokenizer]);
  assert.equal(code, exitCodes.ok, note);
  assert.match(note, /Rewriting weights/);
  assert.match(
    out,
    /Imported: ja .*\n.*ja {2}float32[^]*ja\.safetensors\n.*MB of weights were rewritten/,
  );
});

const wrong: readonly (readonly [string, string[], number, RegExp])[] = [
  ['no command', [], exitCodes.usage, /Usage/],
  ['unknown command', ['paint'], exitCodes.usage, /no command paint/],
  ['unknown option', ['generate', '猫', '--sed', '1'], exitCodes.usage, /no option --sed/],
  ['no prompt', ['generate'], exitCodes.usage, /prompt is missing/],
  ['unquoted prompt', ['generate', '猫', '油絵'], exitCodes.usage, /quotes/],
  ['unknown arm', ['generate', '猫', '--arms', 'jp'], exitCodes.usage, /jp \(ja, en, en-raw/],
  ['size', ['generate', '猫', '--size', 'big'], exitCodes.usage, /512x512/],
  ['empty prompt', ['generate', ' '], exitCodes.usage, /prompt is empty/],
  ['negative seed', ['generate', '猫', '--seed', '-1'], exitCodes.usage, /whole number from 0/],
  ['size by 8', ['generate', '猫', '--size', '100'], exitCodes.usage, /divisible by 8/],
  ['no English', ['generate', 'ぬるぽ', '--arms', 'en'], exitCodes.usage, /--en-prompt/],
  ['model', ['generate', '猫', '--model-ja', 'none'], exitCodes.model, /demo-ja-stage2/],
  ['import', ['import', '/no/such/folder'], exitCodes.model, /\/no\/such\/folder/],
  ['port', ['serve', '--port', '99999'], exitCodes.usage, /99999/],
];

for (const [what, args, code, words] of wrong) {
  test(`${what}: one block on stderr, nothing on stdout, exit code ${code}`, async () => {
    const ended = await nishiki(args);
    assert.equal(ended.code, code, ended.note);
    assert.match(ended.note, words);
    assert.equal(ended.out, '');
    assert.doesNotMatch(ended.note, /\n {4}at /, 'no stack for a person’s mistake');
  });
}

test('a data folder in use is told with its holder', async () => {
  const holder = await openStudio({
    paths: { data: folder, resources: join(root, 'resources') },
    spawnWorker: () => assert.fail('no worker is needed'),
    appVersion: '0.0.0-test',
  });
  const { code, note } = await nishiki(['models'], { language: 'ja_JP.UTF-8' });
  await holder.close();
  assert.equal(code, exitCodes.locked);
  assert.match(note, new RegExp(`別の錦[^]*process ${process.pid}`));
});

test('help shows examples and exit codes in both languages', async () => {
  const english = await nishiki(['--help']);
  const japanese = await nishiki(['--help'], { language: 'ja_JP.UTF-8' });
  assert.equal(english.code, exitCodes.ok);
  for (const { out } of [english, japanese]) {
    assert.match(out, /nishiki generate "サラリーマン 油絵" --seed 42 --arms ja,en --out out\//);
    for (const code of Object.values(exitCodes)) assert.match(out, new RegExp(`^  ${code} `, 'm'));
  }
  assert.match(japanese.out, /終了コード/);
});

test('pack run prints the chosen prompts of a pack and writes its report and contact sheet', async () => {
  const target = join(folder, '..', '報告');
  const only = ['--prompts', 'salaryman,viking', '--arms', 'ja,en'];
  const { code, out, note } = await nishiki(
    ['pack', 'run', 'japanglish', ...only, ...small, '--out', target],
    { language: 'ja_JP.UTF-8' },
  );
  assert.equal(code, exitCodes.ok, note);
  const [page = '', picture = ''] = out.trim().split('\n');
  assert.match(readFileSync(page, 'utf8'), /サラリーマン 油絵/);
  assert.equal((await sharp(picture).metadata()).format, 'png');
  assert.match(note, /8\/8/);
  const unknown = await nishiki(['pack', 'run', 'nowhere', ...small]);
  assert.equal(unknown.code, exitCodes.usage);
});
