import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { InvalidArgumentError } from 'commander';
import { chooseModel } from '../../electron/cli/choose-model.ts';
import { NoModelError, UsageError } from '../../electron/cli/failure.ts';
import {
  parseArms,
  parseCount,
  parseEmbedding,
  parseHires,
  parseLora,
  parseNumber,
  parseSize,
  readPort,
} from '../../electron/cli/options.ts';
import type { Model } from '../../electron/api/contract/models.ts';

test('arms are kinds separated by commas, each once', () => {
  assert.deepEqual(parseArms('ja, en,en-raw,ja-stage1'), ['ja', 'en', 'en-raw', 'ja-stage1']);
  for (const wrong of ['', 'jp', 'ja,', 'ja,ja', 'ja en']) {
    assert.throws(() => parseArms(wrong), InvalidArgumentError, wrong);
  }
});

test('counts are whole numbers from 1', () => {
  assert.equal(parseCount('50'), 50);
  for (const wrong of ['', '0', '-1', '1.5', '1e99', 'x']) {
    assert.throws(() => parseCount(wrong), InvalidArgumentError, wrong);
  }
});

test('sizes are width x height, or one number for a square', () => {
  assert.deepEqual(parseSize('512x768'), { width: 512, height: 768 });
  assert.deepEqual(parseSize('512×768'), { width: 512, height: 768 });
  assert.deepEqual(parseSize('256'), { width: 256, height: 256 });
  for (const wrong of ['', 'x', '512x', 'axb', '512.5x512', '-8x8']) {
    assert.throws(() => parseSize(wrong), InvalidArgumentError, wrong);
  }
});

test('embeddings are files, each with a word for prompts where one is given', () => {
  const first = parseEmbedding('墨=/a/ink.pt');
  assert.deepEqual(first, [{ file: '/a/ink.pt', word: '墨' }]);
  assert.deepEqual(parseEmbedding('/a=b/ink.pt', first), [...first, { file: '/a=b/ink.pt' }]);
  for (const wrong of ['', ' ']) assert.throws(() => parseEmbedding(wrong), InvalidArgumentError);
});

test('a second pass has a factor and perhaps a strength', () => {
  assert.deepEqual(parseHires('2'), { scale: 2 });
  assert.deepEqual(parseHires('1.5:0.4'), { scale: 1.5, strength: 0.4 });
  for (const wrong of ['', '1', '0.5', 'x', '2:', '2:a', '2:0.5:1']) {
    assert.throws(() => parseHires(wrong), InvalidArgumentError, wrong);
  }
});

test('LoRAs are files with a strength, one after the other', () => {
  const first = parseLora('ink.safetensors:0.8');
  assert.deepEqual(first, [{ file: resolve('ink.safetensors'), scale: 0.8 }]);
  assert.deepEqual(parseLora('/a:b/墨.pt', first), [...first, { file: '/a:b/墨.pt', scale: 1 }]);
  assert.deepEqual(parseLora('/a.pt:-1'), [{ file: '/a.pt', scale: -1 }]);
  for (const wrong of ['', ' ']) assert.throws(() => parseLora(wrong), InvalidArgumentError, wrong);
});

test('numbers keep their fractions: the contract says which must be whole', () => {
  assert.equal(parseNumber('7.5'), 7.5);
  assert.equal(parseNumber('-1'), -1);
  for (const wrong of ['', ' ', 'zwanzig', '1,5', 'NaN', 'Infinity']) {
    assert.throws(() => parseNumber(wrong), InvalidArgumentError, wrong);
  }
});

test('a port is a port', () => {
  assert.equal(readPort(undefined), 'usual');
  assert.equal(readPort(''), 'usual');
  assert.equal(readPort('0'), 0);
  assert.equal(readPort('8080'), 8080);
  for (const wrong of ['65536', '-1', '80.5', 'http', '0x50']) {
    assert.throws(() => readPort(wrong), UsageError, wrong);
  }
});

function model(id: string, arm: Model['arm'], state: Model['state'] = 'ready'): Model {
  const name = { ja: `モデル ${id}`, en: `Model ${id}` };
  return { id, arm, state, name, path: `/models/${id}` } as Model;
}

test('an arm is printed by the first model that is ready for it, or by the one asked for', () => {
  const models = [
    model('gone', 'ja', 'missing'),
    model('j1', 'ja'),
    model('j2', 'ja'),
    model('e', 'en'),
  ];
  const choose = (...[kind, wanted]: [Parameters<typeof chooseModel>[1], string?]) =>
    chooseModel(models, kind, wanted, 'en').id;
  assert.equal(choose('ja'), 'j1');
  assert.equal(choose('en-raw'), 'e');
  for (const wanted of ['j2', 'model J2', 'モデル j2', '/models/j2']) {
    assert.equal(choose('ja', wanted), 'j2', wanted);
  }
  const decomposed = { ...model('k', 'ja'), path: '/models/がく'.normalize('NFD') };
  assert.equal(chooseModel([decomposed], 'ja', '/models/がく', 'en').id, 'k');
  assert.throws(
    () => choose('ja', 'gone'),
    /There is no model gone that is ready[^]*j1 {2}Model j1/,
  );
  assert.throws(() => choose('ja-stage1'), NoModelError);
  assert.throws(() => chooseModel([], 'ja', undefined, 'ja'), /nishiki import/);
});
