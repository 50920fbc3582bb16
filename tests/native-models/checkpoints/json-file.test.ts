import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJsonObject } from '../../../native-models/checkpoints/json-file.ts';
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
