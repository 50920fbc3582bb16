import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { CheckpointError } from '../../native-models/checkpoints/checkpoint-error.ts';
import { addedFileAtFault, pathOfAdded } from '../../electron/workers/added-file-at-fault.ts';
import type { AddedFile } from '../../electron/workers/added-file-at-fault.ts';

const at = (...parts: string[]): string => join('/files', ...parts);
const model = {
  path: at('model'),
  fingerprint: 'of all',
  loras: ['ink', 'line'].map((name) => ({ file: at(`${name}.safetensors`), scale: 1 })),
  embeddings: [{ file: at('word.pt') }],
  vae: at('vae'),
};

const cases: [string, AddedFile | undefined][] = [
  [at('ink.safetensors'), { kind: 'lora', index: 0 }],
  [at('line.safetensors'), { kind: 'lora', index: 1 }],
  [at('word.pt'), { kind: 'embedding', index: 0 }],
  [at('vae'), { kind: 'vae' }],
  [at('vae', 'config.json'), { kind: 'vae' }],
  [at('vae-of-another'), undefined],
  [at('model', 'unet', 'config.json'), undefined],
];
for (const [file, added] of cases) {
  test(`${file} is ${added ? `the ${added.kind}’s` : 'nothing that is added'}`, () => {
    const error = new CheckpointError('truncated', file, 'It ends too early.');
    assert.deepEqual(addedFileAtFault(error, model), added);
  });
}

test('an error that names no file blames none', () => {
  assert.equal(addedFileAtFault(new Error('Memory ran out.'), model), undefined);
  assert.equal(addedFileAtFault('vae', { ...model, vae: 'vae' }), undefined);
});

test('the path is that of the studio that asked, wherever a worker has the file', () => {
  const elsewhere = { ...model, loras: [{ file: '/cache/1f', scale: 1 }] };
  const error = new CheckpointError('truncated', '/cache/1f', 'It ends too early.');
  const added = addedFileAtFault(error, elsewhere);
  assert.equal(added && pathOfAdded(added, model), at('ink.safetensors'));
  assert.equal(pathOfAdded({ kind: 'vae' }, model), at('vae'));
  assert.equal(pathOfAdded({ kind: 'embedding', index: 7 }, model), undefined);
});
