import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findAxisProblem, readAxisValues } from '../../electron/api/contract/grid-axis.ts';
import { nameOfVae, withVaePaths, writableVaes } from '../../renderer/grids/vae-axis.ts';

const library = [
  { kind: 'lora', name: '墨', path: '/墨.safetensors' },
  { kind: 'vae', name: '柔らかい', path: '/vae, 2' },
  { kind: 'vae', name: 'Sharp', path: 'C:\\vae\\sharp.safetensors' },
] as const;

function read(text: string): { values: string[]; problem: string | null } {
  const values = readAxisValues('vae', text);
  const axis = withVaePaths({ parameter: 'vae', values }, library);
  return { values: axis.values, problem: findAxisProblem(axis, []) };
}

test('VAEs on an axis go by their names in the library, whatever their case and width, or by their paths', () => {
  assert.deepEqual(read(writableVaes(library)), {
    values: ['own', '/vae, 2', 'C:\\vae\\sharp.safetensors'],
    problem: null,
  });
  assert.deepEqual(read('ｓｈａｒｐ; /vae, 2\n柔らかい').values, [
    'C:\\vae\\sharp.safetensors',
    '/vae, 2',
  ]);
  assert.equal(read('/another').problem, null);
  for (const unknown of ['墨', '無い', 'vae/sharp']) {
    assert.equal(read(unknown).problem, 'axis-bad-value', unknown);
  }
});

test('a VAE is called as the library has it, else by its file', () => {
  assert.equal(nameOfVae('/vae, 2', library), '柔らかい');
  assert.equal(nameOfVae('/gone/kl-f8.safetensors', library), 'kl-f8');
  assert.equal(nameOfVae('own', library), null);
});
