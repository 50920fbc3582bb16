import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turnEventLoop } from 'node:timers/promises';
import { createTaskLine } from '../../electron/workers/task-line.ts';

const never = new AbortController().signal;

/** A line and its log; `task` makes one of so many steps that gives way between them. */
function openLine() {
  const line = createTaskLine();
  const log: string[] = [];
  const task =
    (name: string, steps: number, onStep: (step: number) => void = () => {}, signal = never) =>
    async () => {
      for (let step = 1; step <= steps && !signal.aborted; step++) {
        log.push(`${name}${step}`);
        onStep(step);
        await line.betweenSteps({ signal, onResume: () => void log.push(`${name} goes on`) });
      }
      log.push(`${name} ends`);
    };
  const urgent =
    (name: string, then: () => void = () => {}) =>
    async () => {
      log.push(name);
      then();
    };
  /** As `task`, which gives way to all. */
  const last = (name: string, steps: number, onStep: (step: number) => void) => async () => {
    for (let step = 1; step <= steps; step++) {
      log.push(`${name}${step}`);
      onStep(step);
      await line.betweenSteps({
        signal: never,
        toAll: true,
        onGiveWay: async () => void log.push(`${name} lets go`),
        onResume: () => void log.push(`${name} goes on`),
      });
    }
    log.push(`${name} ends`);
  };
  return { line, log, task, urgent, last };
}

async function untilQuiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await turnEventLoop();
}

test('tasks are done one after the other', async () => {
  const { line, log, task } = openLine();
  line.add(task('a', 2));
  line.add(task('b', 1));
  await untilQuiet();
  assert.deepEqual(log, ['a1', 'a2', 'a ends', 'b1', 'b ends']);
});

test('what is urgent is done between two steps; the task goes on when it is told to', async () => {
  const { line, log, task, urgent } = openLine();
  line.add(task('a', 2, (step) => step === 1 && line.addUrgent(urgent('now'))));
  await untilQuiet();
  assert.deepEqual(log, ['a1', 'now'], 'more of the kind may follow');
  line.addUrgent(urgent('and now'));
  await untilQuiet();
  assert.equal(log.at(-1), 'and now');
  line.resume();
  await untilQuiet();
  assert.deepEqual(log.slice(3), ['a goes on', 'a2', 'a ends']);
});

test('told to go on while more is urgent already, the task waits for that too', async () => {
  const { line, log, task, urgent } = openLine();
  const begin = (step: number): void => {
    if (step > 1) return;
    line.addUrgent(urgent('now', () => line.addUrgent(urgent('and now', () => line.resume()))));
  };
  line.add(task('a', 2, begin));
  await untilQuiet();
  assert.deepEqual(log, ['a1', 'now', 'and now', 'a goes on', 'a2', 'a ends']);
});

test('what comes during the last step is done behind it, before everything else', async () => {
  const { line, log, task, urgent } = openLine();
  line.add(async () => {
    line.addUrgent(urgent('now'));
    log.push('whole');
  });
  line.add(task('b', 1));
  await untilQuiet();
  assert.deepEqual(log, ['whole', 'now', 'b1', 'b ends']);
});

test('a task that is stopped while it waits does not wait to be told', async () => {
  const { line, log, task, urgent } = openLine();
  const stop = new AbortController();
  line.add(task('a', 9, (step) => step === 1 && line.addUrgent(urgent('now')), stop.signal));
  await untilQuiet();
  stop.abort();
  await untilQuiet();
  assert.deepEqual(log, ['a1', 'now', 'a goes on', 'a ends']);
});

test('what gives way to all lets go first, and goes on when it is told that nothing follows', async () => {
  const { line, log, task, last } = openLine();
  line.add(last('z', 2, (step) => step === 1 && line.add(task('a', 1))));
  await untilQuiet();
  assert.deepEqual(log, ['z1', 'z lets go', 'a1', 'a ends'], 'more may follow');
  line.resume();
  await untilQuiet();
  assert.equal(log.at(-1), 'a ends', 'that is for others');
  line.add(task('b', 1));
  await untilQuiet();
  assert.deepEqual(log.slice(4), ['b1', 'b ends']);
  line.resumeLast();
  await untilQuiet();
  assert.deepEqual(log.slice(6), ['z goes on', 'z2', 'z ends']);
});

test('a task that is done meanwhile gives way itself, and waits for its own', async () => {
  const { line, log, task, urgent, last } = openLine();
  const begin = task('a', 2, (step) => step === 1 && line.addUrgent(urgent('now')));
  line.add(last('z', 1, () => line.add(begin)));
  await untilQuiet();
  assert.deepEqual(log, ['z1', 'z lets go', 'a1', 'now']);
  line.resume();
  await untilQuiet();
  assert.deepEqual(log.slice(4), ['a goes on', 'a2', 'a ends']);
  line.resumeLast();
  await untilQuiet();
  assert.deepEqual(log.slice(7), ['z goes on', 'z ends']);
});

test('a task after which none of its kind follows keeps nobody waiting', async () => {
  const { line, log, last } = openLine();
  const short = async (): Promise<void> => {
    log.push('short');
    line.resumeLast();
  };
  line.add(last('z', 1, () => line.add(short)));
  await untilQuiet();
  assert.deepEqual(log, ['z1', 'z lets go', 'short', 'z goes on', 'z ends']);
});
