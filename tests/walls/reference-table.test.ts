import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join, matchesGlob } from 'node:path';
import { test } from 'node:test';

const engine = join(import.meta.dirname, '..', '..', 'native-models');

/** A program that a file is held up against, with the version that its docstring names. */
const namesReference =
  /(?:diffusers|transformers|tokenizers|PyTorch|Pillow|stable-diffusion-webui|sentencepiece|safetensors|scipy|PyWavelets|OpenCV|lark|PEFT)(?:'s)? \d+\.\d+/;

const readme = readFileSync(join(engine, 'README.md'), 'utf8');
const table = /## This file matches that reference\n(.*?)\n## /su.exec(readme)?.[1] ?? '';
/** Files in the first column: names, and patterns of them. */
const listed = [...table.matchAll(/^\| (?!-)([^|]+) \|/gmu)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`([^`]+(?:\.ts|\/))`/gu)].map(([, name = '']) => name),
);

test('every file that names a version of its reference stands in the table of the engine’s README', () => {
  const files = globSync('**/*.ts', { cwd: engine });
  const faithful = files.filter((file) =>
    namesReference.test(readFileSync(join(engine, file), 'utf8')),
  );
  assert.ok(faithful.length > 40, `only ${faithful.length} files name a reference`);
  const isListed = (file: string): boolean =>
    listed.some(
      (name) =>
        matchesGlob(basename(file), basename(name)) ||
        (name.endsWith('/') && name !== 'schedulers/' && file.startsWith(name)),
    );
  assert.deepEqual(
    faithful.filter((file) => !isListed(file)),
    [],
  );
});

test('every file of that table is there', () => {
  const files = globSync('**/*.ts', { cwd: engine });
  const gone = listed.filter(
    (name) =>
      !files.some((file) => file.startsWith(name) || matchesGlob(basename(file), basename(name))),
  );
  assert.deepEqual(gone, []);
});
