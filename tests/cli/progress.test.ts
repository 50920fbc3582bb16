import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgress } from '../../electron/cli/progress.ts';
import type { Terminal } from '../../electron/cli/terminal.ts';

function openTerminal(): { terminal: Terminal; notes: string[] } {
  const notes: string[] = [];
  const terminal: Terminal = {
    language: 'ja',
    out: () => assert.fail('progress is no result'),
    note: (line) => notes.push(line),
    redraw: null,
    columns: 100,
    colour: false,
  };
  return { terminal, notes };
}

test('that a batch is made with little memory is said once, in the user’s language', () => {
  const { terminal, notes } = openTerminal();
  const { show } = createProgress(terminal, []);
  for (const seed of [0, 1]) {
    const cell = { arm: 0, seed };
    show({ type: 'memory-short', cell, neededBytes: 5.1e9, availableBytes: 1.5e9 });
  }
  assert.equal(notes.length, 1);
  assert.match(notes[0] ?? '', /最大 5,100 ?MB.*空き 1,500 ?MB/);
});

test('a model is called by its name while it is loaded', () => {
  const { terminal, notes } = openTerminal();
  const { show } = createProgress(terminal, [{ id: '01m8', name: { ja: '墨絵', en: 'Ink' } }]);
  show({ type: 'loading', modelId: '01m8' });
  assert.match(notes[0] ?? '', /^墨絵 /);
});
