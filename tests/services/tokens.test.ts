import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findSpellings } from '../../electron/services/spelling-variants.ts';
import { importedBy } from '../helpers/import-model.ts';
import { openTestStudio, resources } from '../helpers/open-test-studio.ts';
import { referencePath, skipWithoutReference } from '../helpers/reference.ts';
import { copyModel, skipWithoutModels } from '../helpers/small-models.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeEmbedding } from '../helpers/write-embedding.ts';

const demo = join(resources, 'demo-models');
const skipWithoutDemo = existsSync(join(demo, 'ja-stage2', 'model_index.json'))
  ? skipWithoutModels
  : { skip: 'resources/demo-models is empty' };

test(
  'one text through the first Japanese and the first English tokenizer',
  skipWithoutDemo,
  async (t) => {
    const { studio } = await openTestStudio(t);
    const [ja, en] = await studio.tokens.inspect({ text: 'サラリーマン 油絵' });
    assert.ok(ja !== undefined && en !== undefined);
    assert.deepEqual(
      [ja.modelId, ja.tokenizer, ja.usable, en.modelId, en.tokenizer, en.usable],
      ['demo-ja-stage2', 'sentencepiece', 76, 'demo-en', 'clip', 75],
    );
    assert.deepEqual(
      ja.tokens.map(({ piece, start, end }) => [piece, start, end]),
      [
        ['▁', 0, 0],
        ['サラリーマン', 0, 6],
        ['▁', 6, 7],
        ['油', 7, 8],
        ['絵', 8, 9],
      ],
    );
    // Published for CLIP's tokenizer: 12 fragments.
    assert.equal(
      en.tokens.map(({ piece }) => piece).join(' '),
      'ãĤ µ ãĥ© ãĥª ãĥ¼ãĥ ŀ ãĥ³</w> æ ² ¹ çµ µ</w>',
    );
  },
);

test(
  'unknown characters get spellings that this tokenizer knows, known ones none',
  skipWithoutDemo,
  async (t) => {
    const { studio } = await openTestStudio(t);
    const [ja] = await studio.tokens.inspect({
      text: '麵と🍣と猫',
      modelIds: ['demo-ja-stage2'],
    });
    const unknown = (ja?.tokens ?? []).filter((token) => token.unknown);
    assert.deepEqual(
      unknown.map(({ start, end, suggestions }) => [start, end, suggestions]),
      [
        [0, 1, ['麺']],
        [2, 4, []],
      ],
    );
    assert.ok(ja?.tokens.every((token) => token.unknown || token.suggestions.length === 0));
  },
);

test('an unknown model is an error, an empty text has no tokens', skipWithoutModels, async (t) => {
  const { studio, ja, en } = await openTestStudio(t);
  await assert.rejects(studio.tokens.inspect({ text: 'a', modelIds: ['gone'] }), {
    code: 'MODEL_NOT_FOUND',
    data: { modelId: 'gone' },
  });
  const empty = await studio.tokens.inspect({ text: '', modelIds: [ja.modelId, en.modelId] });
  assert.deepEqual(
    empty.map(({ modelId, tokens }) => [modelId, tokens]),
    [
      [ja.modelId, []],
      [en.modelId, []],
    ],
  );
});

test(
  'a tokenizer that cannot be read is the model’s fault, and is read again once it is put right',
  skipWithoutReference,
  async (t) => {
    const { studio } = await openTestStudio(t);
    const original = referencePath('models', 'tiny-jsd');
    const folder = copyModel(original, join(temporaryFolder(), 'model'));
    const file = join(folder, 'tokenizer', 'spiece.model');
    const { id } = await importedBy(studio.models.import({ path: folder }));
    writeFileSync(file, 'no SentencePiece model');
    const inspect = () => studio.tokens.inspect({ text: '猫', modelIds: [id] });
    await assert.rejects(inspect(), { code: 'MODEL_UNREADABLE' });
    writeFileSync(file, readFileSync(join(original, 'tokenizer', 'spiece.model')));
    assert.equal((await inspect())[0]?.modelId, id);
  },
);

test('spellings: whole words first, then character by character, never the same again', () => {
  const cases: [string, string[]][] = [
    ['檸檬', ['レモン']],
    ['麵', ['麺']],
    ['簞', ['箪']],
    ['嚙', ['噛']],
    ['鷗', ['鴎', 'カモメ']],
    ['國學', ['国学']],
    ['ゎ', ['わ']],
    ['猫', []],
    ['', []],
  ];
  for (const [text, spellings] of cases) assert.deepEqual(findSpellings(text), spellings, text);
});

test(
  'a weighted prompt is counted without its signs, and past one window',
  skipWithoutModels,
  async (t) => {
    const { studio } = await openTestStudio(t);
    const count = async (text: string, promptSyntax: 'plain' | 'weighted') => {
      const [japanese] = await studio.tokens.inspect({ text, promptSyntax });
      return { used: japanese?.tokens.length ?? 0, usable: japanese?.usable ?? 0 };
    };
    const bare = await count('猫', 'weighted');
    assert.deepEqual(bare, await count('猫', 'plain'));
    assert.deepEqual(await count('（猫：１．３）', 'weighted'), bare);
    assert.deepEqual(await count('{猫|猫}', 'weighted'), bare, 'one of the choices');
    assert.ok((await count('（猫：１．３）', 'plain')).used > bare.used);
    const long = await count('猫 '.repeat(100), 'weighted');
    assert.equal(long.usable % bare.usable, 0);
    assert.ok(long.usable >= long.used && long.usable > bare.usable);
    assert.deepEqual(
      await count('{猫', 'weighted'),
      await count('{猫', 'plain'),
      'still being written',
    );
  },
);

test(
  'a chosen embedding’s word is as many tokens as it has vectors, for both models',
  skipWithoutDemo,
  async (t) => {
    const { studio } = await openTestStudio(t);
    const ink = await writeEmbedding('sumi', { count: 5, width: 64 });
    const moss = await writeEmbedding('苔', { count: 1, width: 64 });
    const other = await writeEmbedding('other', { count: 2, width: 32 });
    const embeddings = [
      { file: ink, word: '墨絵' },
      { file: other },
      { file: moss },
      { file: moss, word: '墨絵' },
    ];
    const read = async (text: string, more: object = {}) =>
      await studio.tokens.inspect({
        text,
        modelIds: ['demo-ja-stage2', 'demo-en'],
        embeddings,
        ...more,
      });
    for (const promptSyntax of ['plain', 'weighted'] as const) {
      for (const { tokens, modelId, unusable, usable } of await read('猫 墨絵 苔', {
        promptSyntax,
      })) {
        const first = modelId === 'demo-en' ? 49_408 : 7387;
        assert.deepEqual(
          tokens.flatMap(({ piece, id, start, end, learned }) =>
            learned === null ? [] : [[piece, id - first, start, end, learned]],
          ),
          [...[0, 1, 2, 3, 4].map((id) => ['墨絵', id, 2, 4, 5]), ['苔', 5, 5, 6, 1]],
          `${modelId} ${promptSyntax}`,
        );
        assert.equal(usable, modelId === 'demo-en' ? 75 : 76);
        assert.deepEqual(
          unusable.map(({ file }) => file),
          [other, moss],
        );
        assert.match(unusable[0]?.detail ?? '', /32/);
        assert.match(unusable[1]?.detail ?? '', /Two embeddings are called "墨絵"/);
      }
    }
    // What the models do not get is cut like any other text, and nobody who asks for none gets any.
    const [japanese] = await read('other');
    assert.ok(japanese?.tokens.every(({ learned }) => learned === null));
    const [bare] = await read('墨絵', { embeddings: [] });
    assert.ok(bare?.tokens.length === 3 && bare.tokens.every(({ learned }) => learned === null));
    const [long] = await read('墨絵 '.repeat(20));
    assert.equal(
      long?.tokens.filter(({ learned }) => learned === 5).length,
      100,
      'also what is cut off',
    );
  },
);

test(
  'a prompt is read as the engine reads it: wildcards, and no more texts than anybody looks at',
  skipWithoutModels,
  async (t) => {
    const { studio } = await openTestStudio(t);
    const weighted = { promptSyntax: 'weighted', seed: '0' } as const;
    const [settled] = await studio.tokens.read({ ...weighted, text: '__色__の猫', seed: '3' });
    assert.match(settled?.settled ?? '', /^[^_]+の猫$/);
    const [counted] = await studio.tokens.inspect({ text: '__色__の猫', promptSyntax: 'weighted' });
    assert.ok(
      counted?.tokens.every(({ piece }) => piece !== '_'),
      'the meter chooses too',
    );

    const choices = Array.from({ length: 100 }, (_, k) => `猫${k}`).join('|');
    const [long] = await studio.tokens.read({
      ...weighted,
      text: `[${choices}] AND 犬`,
      steps: 100,
    });
    assert.deepEqual(
      long?.prompts.map(({ texts }) => texts.length),
      [64, 0],
    );
    assert.equal(long?.unlisted, 37);
    await assert.rejects(studio.tokens.read({ ...weighted, text: '猫}' }), {
      code: 'PROMPT_INVALID',
      message: /A } closes nothing at position 1/,
    });
  },
);
