import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { deriveClipVocabulary } from '../../../native-models/tokenizers/builtin-clip-vocabulary.ts';
import { loadPromptTokenizer } from '../../../native-models/tokenizers/load-prompt-tokenizer.ts';
import { TokenizerError } from '../../../native-models/tokenizers/tokenizer-error.ts';
import { makeSentencePieceModel } from './make-sentencepiece-model.ts';

const demoModels = join(import.meta.dirname, '..', '..', '..', 'resources', 'demo-models');

describe('loading a model’s tokenizer', () => {
  let folder = '';
  const at = (name: string) => join(folder, name);
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nishiki-tokenizers-'));
    const { vocab, merges } = deriveClipVocabulary([['c', 'a']]);
    writeFileSync(at('vocab.json'), JSON.stringify(Object.fromEntries(vocab)));
    writeFileSync(
      at('merges.txt'),
      `#version: 0.2\n${merges.map((pair) => pair.join(' ')).join('\n')}\n`,
    );
    const spiece = makeSentencePieceModel({
      pieces: [
        { piece: '<unk>', type: 'unknown' },
        { piece: '</s>', type: 'control' },
        { piece: '▁猫', score: -1 },
      ],
    });
    writeFileSync(at('spiece.model'), spiece);
    writeFileSync(at('cut.model'), spiece.subarray(0, 20));
    writeFileSync(at('binary.json'), Uint8Array.of(0x7b, 0xff, 0x7d));
  });
  after(() => rmSync(folder, { recursive: true }));

  function assertRefused(code: string, named: string) {
    return (error: unknown) =>
      error instanceof TokenizerError && error.code === code && error.message.includes(named);
  }

  test('CLIP from vocab.json and merges.txt', async () => {
    const tokenizer = await loadPromptTokenizer({
      kind: 'clip',
      vocabFile: at('vocab.json'),
      mergesFile: at('merges.txt'),
    });
    assert.deepEqual(
      tokenizer.encode('cab').pieces.map(({ piece }) => piece),
      ['ca', 'b</w>'],
    );
  });

  test('SentencePiece from spiece.model and its configuration', async () => {
    const tokenizer = await loadPromptTokenizer({
      kind: 'sentencepiece',
      modelFile: at('spiece.model'),
      config: { extra_ids: 0, pad_token: '</s>' },
    });
    assert.deepEqual(tokenizer.encode('猫').ids.slice(0, 3), [2, 1, 1]);
    assert.equal(tokenizer.maxLength, 77);
  });

  test('a missing file is named', async () => {
    const missing = loadPromptTokenizer({
      kind: 'clip',
      vocabFile: at('vocab.json'),
      mergesFile: at('none.txt'),
    });
    await assert.rejects(missing, assertRefused('unreadable-file', 'none.txt'));
  });

  test('a damaged file is named', async () => {
    const cut = loadPromptTokenizer({
      kind: 'sentencepiece',
      modelFile: at('cut.model'),
      config: {},
    });
    await assert.rejects(cut, assertRefused('invalid-model', 'cut.model'));
    const binary = loadPromptTokenizer({
      kind: 'clip',
      vocabFile: at('binary.json'),
      mergesFile: at('merges.txt'),
    });
    await assert.rejects(binary, assertRefused('invalid-vocabulary', 'binary.json'));
    const swapped = loadPromptTokenizer({
      kind: 'clip',
      vocabFile: at('vocab.json'),
      mergesFile: at('vocab.json'),
    });
    await assert.rejects(swapped, assertRefused('invalid-vocabulary', 'vocab.json'));
  });

  test('a file that is larger than any vocabulary is not read', async () => {
    const modelFile = at('huge.model');
    writeFileSync(modelFile, '');
    truncateSync(modelFile, 2 ** 30);
    const huge = loadPromptTokenizer({ kind: 'sentencepiece', modelFile, config: {} });
    await assert.rejects(huge, assertRefused('unreadable-file', 'huge.model'));
  });

  test('the embedded Japanese models read サラリーマン 油絵 as five known pieces', async () => {
    const modelFiles = globSync(join(demoModels, '*', 'tokenizer', 'spiece.model'));
    assert.ok(modelFiles.length > 0, `no spiece.model under ${demoModels}`);
    for (const modelFile of modelFiles) {
      const config: unknown = JSON.parse(
        readFileSync(join(dirname(modelFile), 'tokenizer_config.json'), 'utf8'),
      );
      const tokenizer = await loadPromptTokenizer({ kind: 'sentencepiece', modelFile, config });
      const { pieces, ids } = tokenizer.encode('サラリーマン 油絵');
      assert.deepEqual(
        pieces.map(({ piece, unknown, start, end }) => [piece, unknown, start, end]),
        [
          ['▁', false, 0, 0],
          ['サラリーマン', false, 0, 6],
          ['▁', false, 6, 7],
          ['油', false, 7, 8],
          ['絵', false, 8, 9],
        ],
      );
      assert.equal(ids[5], 2);
      assert.deepEqual(new Set(ids.slice(6)), new Set([3]));
    }
  });
});
