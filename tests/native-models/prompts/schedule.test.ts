import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PromptError } from '../../../native-models/prompts/prompt-error.ts';
import {
  parseSchedule,
  scheduledAt,
  type ScheduleOptions,
} from '../../../native-models/prompts/schedule.ts';
import { alignText } from '../../../native-models/tokenizers/aligned-text.ts';
import { skipWithoutReference } from '../../helpers/reference.ts';
import { readGoldenCases } from './golden.ts';

function read(prompt: string, options: ScheduleOptions = { steps: 10 }): [number, string][] {
  return parseSchedule(alignText(prompt), options).map(({ until, text }) => [until, text.text]);
}

describe('schedules', () => {
  const rows: [prompt: string, schedule: [number, string][]][] = [
    ['猫', [[10, '猫']]],
    [
      '［猫：犬：０．５］の油絵',
      [
        [5, '猫の油絵'],
        [10, '犬の油絵'],
      ],
    ],
    [
      '[猫：犬:3]',
      [
        [3, '猫'],
        [10, '犬'],
      ],
    ],
    ['a [b] (c:1.2)', [[10, 'a [b] (c:1.2)']]],
    ['[a:b:c:3]', [[10, '[a:b:c:3]']]],
    [
      '(a:b:[c:d:3])',
      [
        [3, '(a:b:c)'],
        [10, '(a:b:d)'],
      ],
    ],
    [
      '([a:b:3]',
      [
        [3, '(a'],
        [10, '(b'],
      ],
    ],
    ['([a:b:3)', [[10, '([a:b:3)']]],
    ['a | [b:c:3]', [[10, 'a | [b:c:3]']]],
    ['[a:b:3] \\', [[10, '[a:b:3] \\']]],
    [
      '[(a:1.5):(b:[c:3]):5]',
      [
        [3, '(a:1.5)'],
        [5, '(a:1.5)'],
        [10, '(b:c)'],
      ],
    ],
    [
      '[a:b:1e0]',
      [
        [1, 'a'],
        [10, 'b'],
      ],
    ],
  ];
  for (const [prompt, schedule] of rows) {
    test(`${JSON.stringify(prompt)} → ${JSON.stringify(schedule)}`, () => {
      assert.deepEqual(read(prompt), schedule);
    });
  }

  test('full-width alternation goes round', () => {
    assert.deepEqual(read('［猫｜犬］', { steps: 3 }), [
      [1, '猫'],
      [2, '犬'],
      [3, '猫'],
    ]);
  });

  test('texts keep their places in the prompt', () => {
    const [first, second] = parseSchedule(alignText('a [b:cd:2] e'), { steps: 3 });
    assert.deepEqual(first?.text.starts, [0, 1, 3, 10, 11]);
    assert.deepEqual(second?.text.starts, [0, 1, 5, 6, 10, 11]);
  });

  test('20,000 brackets are read; schedules in schedules without end are refused', () => {
    for (const prompt of ['[', '(', '[(', '()', '[a', '[:', ']'].map((text) => text.repeat(5000))) {
      assert.deepEqual(read(prompt), [[10, prompt]]);
    }
    assert.throws(
      () => read(`${'['.repeat(300)}a${':1]'.repeat(300)}`),
      (error) => error instanceof PromptError && error.code === 'recursion-too-deep',
    );
  });
});

test('stable-diffusion-webui 1.9.4: all 144 rows of schedule.json', skipWithoutReference, () => {
  const cases = readGoldenCases<{
    prompt: string;
    steps: number;
    hires_steps: number | null;
    use_old_scheduling: boolean;
    result: [number, string][];
  }>('schedule.json');
  for (const row of cases) {
    // With hires steps the reference is asked about the second pass; with old numbers there is no difference.
    const second = row.hires_steps !== null && !row.use_old_scheduling;
    const options = {
      steps: second ? row.hires_steps! : row.steps,
      ...(second ? { stepsBefore: row.steps } : {}),
      oldNumbers: row.use_old_scheduling,
    };
    assert.deepEqual(read(row.prompt, options), row.result, `${row.prompt} ${row.steps}`);
    assert.deepEqual(read(row.prompt, { ...options, fullWidth: false }), row.result);
  }
  assert.equal(cases.length, 144);
});

test('the call behind a change reads the text before it once more, and the last text may never be read', () => {
  const calls = (prompt: string, steps: number) => {
    const schedule = parseSchedule(alignText(prompt), { steps });
    return Array.from({ length: steps }, (_, call) => scheduledAt(schedule, call).text.text).join(
      '',
    );
  };
  assert.equal(calls('[a:b:2]', 5), 'aaabb');
  assert.equal(calls('[a|b]', 4), 'aaba');
  assert.equal(calls('[a:b:4]', 5), 'aaaaa');
});
