import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  checkWeights,
  exportedFiles,
  listFiles,
  modelNames,
  readJson,
} from '../helpers/demo-model-files.ts';
import { readSafetensorsHeader } from '../helpers/read-safetensors-header.ts';

const project = join(import.meta.dirname, '..', '..');
const demoModels = join(project, 'resources', 'demo-models');
const demoScorer = join(project, 'resources', 'demo-scorer');
const sizeLimit = 60_000_000;

describe('the embedded demo models', () => {
  it('have every file of the four folders, and a model card each', () => {
    const cards = ['README.md', ...modelNames.map((model) => `${model}/README.md`)];
    assert.deepEqual(listFiles(demoModels), [...exportedFiles, ...cards].toSorted());
  });

  it('take at most 60 MB together with the scorer', () => {
    const files = [demoModels, demoScorer].flatMap((folder) =>
      listFiles(folder).map((file) => join(folder, file)),
    );
    const total = files.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(total <= sizeLimit, `${total} bytes`);
  });

  it('store float16 under the names that diffusers uses', () => {
    checkWeights(demoModels);
  });

  it('borrow only components that are there', () => {
    for (const model of modelNames) {
      const described = readJson(join(demoModels, model, 'nishiki.json')) as {
        components: Record<string, string>;
      };
      for (const folder of Object.values(described.components)) {
        assert.ok(statSync(join(demoModels, model, folder)).isDirectory(), `${model} → ${folder}`);
      }
    }
  });

  it('have as many token embeddings as their tokenizers have tokens', () => {
    const clip = readSafetensorsHeader(join(demoModels, 'en/text_encoder/model.safetensors'));
    assert.equal(clip['text_model.embeddings.token_embedding.weight']?.shape[0], 49408);
    const japanese = ['ja-stage1', 'ja-stage2'].map(
      (model) =>
        readSafetensorsHeader(join(demoModels, model, 'text_encoder/model.safetensors'))[
          'text_model.embeddings.token_embedding.weight'
        ]?.shape[0],
    );
    assert.deepEqual(japanese, [7387, 7387]);
  });
});
