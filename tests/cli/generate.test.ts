import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import type { Model } from '../../electron/api/contract/models.ts';
import { exitCodes } from '../../electron/cli/failure.ts';
import { commandLine } from '../helpers/command-line.ts';
import { encodeSafetensors } from '../helpers/safetensors-file.ts';
import { asSingleFile, singleFileTensors } from '../helpers/single-file-model.ts';

const { data, run, json } = commandLine();
const small = ['--size', '64x64', '--steps', '2'];

test('generate prints a pair, copies it with its recipe, and tells paths, pace and total', async () => {
  const target = join(data, '..', '出力');
  const { code, out, note } = await run([
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
  const { code, out, note } = await run([
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
    join(data, '..', 'json'),
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

test('a model that takes guidance is drawn with as LCM, and told of no negative prompt', async () => {
  const tensors = singleFileTensors({ unet: { time_cond_proj_dim: 16 } });
  const file = join(data, '..', 'guided.safetensors');
  writeFileSync(file, encodeSafetensors(asSingleFile(tensors)));
  const model = await json<Model>(['import', file]);
  assert.deepEqual([model.takesGuidance, model.recommended.sampler], [true, 'lcm']);
  const draw = async (...options: readonly string[]) => {
    const target = ['--size', '64x64', '--seed', '7', '--out', join(data, '..', 'guided')];
    const which = ['--arms', 'en', '--model-en', model.id];
    const printed = await run(['generate', 'cat', ...which, ...target, '--json', ...options]);
    assert.equal(printed.code, exitCodes.ok, printed.note);
    const { pictures, settings } = JSON.parse(printed.out);
    const pixels = await sharp(pictures[0].path).raw().toBuffer();
    return { note: printed.note, settings, pixels };
  };
  const usual = await draw('--negative', 'dog');
  const { steps, guidance, sampler } = usual.settings;
  assert.deepEqual([steps, guidance, sampler], [4, 8.5, 'lcm']);
  assert.match(usual.note, /“guided” takes the guidance scale as an input and reads no negative/);
  const weak = await draw('--guidance', '3');
  assert.doesNotMatch(weak.note, /negative prompt/);
  assert.ok(!weak.pixels.equals(usual.pixels));
});

test('generate --int8 tells how far a model’s calibration is, the first time only', async () => {
  const target = join(data, '..', 'int8');
  const args = ['generate', 'cat', '--arms', 'en', '--int8', ...small, '--out', target];
  const { code, note } = await run(args);
  assert.equal(code, 0, note);
  const told = note.match(/^calibrating English demo .* for 8-bit integers {2}\d+\/25$/gm) ?? [];
  assert.deepEqual(
    told.map((line) => /\d+\/25/.exec(line)?.[0]),
    ['0/25', '7/25', '13/25', '19/25', '25/25'],
  );
  const again = await run(args);
  assert.equal(again.code, 0);
  assert.doesNotMatch(again.note, /calibrating/);
});

test('generate takes samplers that call the UNet twice a step, variations and noise', async () => {
  const { code, out, note } = await run([
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
    join(data, '..', '変奏'),
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
  const target = join(data, '..', 'stopped');
  const { code, note } = await run(
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

test('pack run prints the chosen prompts of a pack and writes its report and contact sheet', async () => {
  const target = join(data, '..', '報告');
  const only = ['--prompts', 'salaryman,viking', '--arms', 'ja,en'];
  const { code, out, note } = await run(
    ['pack', 'run', 'japanglish', ...only, ...small, '--out', target],
    { env: { LC_ALL: 'ja_JP.UTF-8' } },
  );
  assert.equal(code, exitCodes.ok, note);
  const [page = '', picture = ''] = out.trim().split('\n');
  assert.match(readFileSync(page, 'utf8'), /サラリーマン 油絵/);
  assert.equal((await sharp(picture).metadata()).format, 'png');
  assert.match(note, /8\/8/);
  const unknown = await run(['pack', 'run', 'nowhere', ...small]);
  assert.equal(unknown.code, exitCodes.usage);
});
