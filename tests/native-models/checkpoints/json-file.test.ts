import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJsonObject } from '../../../native-models/checkpoints/json-file.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

test('numbers that only Python writes arrive as text, and strings are left alone', async () => {
  const file = join(temporaryFolder(), 'scheduler_config.json');
  writeFileSync(
    file,
    String.raw`{ "lambda_min_clipped": -Infinity, "list": [Infinity, NaN, -1], "note": "a \" -Infinity NaN" }`,
  );
  assert.deepEqual(await readJsonObject(file), {
    lambda_min_clipped: '-Infinity',
    list: ['Infinity', 'NaN', -1],
    note: 'a " -Infinity NaN',
  });
});

test('what is nested deeper than any configuration is refused, and never quoted', async () => {
  const file = join(temporaryFolder(), 'config.json');
  writeFileSync(file, `{"act_fn": ${'['.repeat(31)}${']'.repeat(31)}}`);
  await readJsonObject(file);
  for (const depth of [32, 200_000]) {
    writeFileSync(file, `{"act_fn": ${'['.repeat(depth)}${']'.repeat(depth)}}`);
    const { data } = await assertRejected(readJsonObject(file), 'config-invalid');
    assert.deepEqual(data['problems'], ['nested more than 32 levels deep']);
  }
});
