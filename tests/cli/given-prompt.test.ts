import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import { InterruptedError, UsageError } from '../../electron/cli/failure.ts';
import { readPrompt } from '../../electron/cli/given-prompt.ts';
import { terminalOf } from '../../electron/cli/terminal.ts';
import { commandLine } from '../helpers/command-line.ts';

const terminal = terminalOf(process, 'en');
const never = new AbortController().signal;

const stdin = (bytes: string | Uint8Array) => Readable.from([Buffer.from(bytes)]);

test('a prompt is what was given, or with - what stdin brings', async () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['猫', 'not read', '猫'],
    ['--', 'not read', '--'],
    ['-', '猫 油絵\n', '猫 油絵'],
    ['-', '\uFEFF  猫\r\n油絵\r\n', '猫\n油絵'],
    ['-', 'か\u3099', 'か\u3099'],
    ['-', '', ''],
  ];
  for (const [words, brought, prompt] of cases) {
    assert.equal(await readPrompt(words, stdin(brought), terminal, never), prompt);
  }
});

test('stdin in another encoding is refused, and waiting for it can be stopped', async () => {
  const shiftJis = Uint8Array.of(0x94, 0x4c);
  await assert.rejects(readPrompt('-', stdin(shiftJis), terminal, never), UsageError);
  const stop = new AbortController();
  const waiting = readPrompt('-', new PassThrough(), terminal, stop.signal);
  stop.abort();
  await assert.rejects(waiting, InterruptedError);
});

test('tokenize - reads stdin', async () => {
  const { json } = commandLine();
  const [reading] = await json<{ settled: string }[]>(['tokenize', '-'], { input: '\uFEFF猫\r\n' });
  assert.equal(reading?.settled, '猫');
});
