import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const program = join(import.meta.dirname, '../../electron/workers/end-first.ts');
const skip = process.platform === 'linux' ? false : 'only Linux can be told whom to end';

test('a worker is ended for lack of memory before what has as much', { skip }, () => {
  const script = `
    const { readFileSync } = await import('node:fs');
    const { endFirst } = await import(${JSON.stringify(program)});
    const scoreOf = () => Number(readFileSync('/proc/self/oom_score', 'utf8'));
    const before = scoreOf();
    endFirst();
    console.log(scoreOf() - before);
  `;
  const added = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  assert.ok(Number(added) > 100, added);
});
