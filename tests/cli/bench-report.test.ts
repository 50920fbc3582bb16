import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openReport } from '../../bench/report.ts';

test('a benchmark speaks in lines, or with --json in one document, the lines on standard error', (t) => {
  const [out, errors] = (['log', 'error'] as const).map((stream) => {
    const { mock } = t.mock.method(console, stream, () => {});
    return () => mock.calls.map(({ arguments: [text] }) => String(text));
  });
  const measure = (asJson: boolean): void => {
    const report = openReport(asJson);
    report.line('UNet 2.0 s');
    report.add('UNet', { bestSeconds: 2 });
    report.end();
  };
  measure(false);
  assert.deepEqual([out?.(), errors?.()], [['UNet 2.0 s'], []]);
  measure(true);
  assert.deepEqual(errors?.(), ['UNet 2.0 s']);
  assert.deepEqual(JSON.parse(out?.().at(-1) ?? ''), [{ name: 'UNet', bestSeconds: 2 }]);
});
