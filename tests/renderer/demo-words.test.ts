import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { demoWords } from '../../renderer/create/demo-words.ts';

const readme = join(import.meta.dirname, '..', '..', 'resources', 'demo-models', 'README.md');

test('every word that Create offers stands in the demo models’ own list, and all 54 subjects are offered', async () => {
  const text = (await readFile(readme, 'utf8')).replaceAll(/\s+/g, ' ');
  for (const { name, words } of demoWords) {
    // Of colours and moods the list has the Japanese word alone.
    const isPair = name !== 'colours' && name !== 'moods';
    for (const { ja, en } of words) assert.ok(text.includes(isPair ? `${ja} ${en}` : ja), ja);
  }
  const subjects = demoWords.find(({ name }) => name === 'subjects')?.words ?? [];
  assert.equal(new Set(subjects.map(({ ja }) => ja)).size, 54);
});
