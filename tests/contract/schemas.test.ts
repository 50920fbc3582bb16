import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packPromptSchema } from '../../electron/api/contract/packs.ts';
import { queueUrlSchema } from '../../electron/api/contract/remote.ts';

test('a queue’s address is one that its client can read', () => {
  for (const url of [
    'redis://127.0.0.1:6379',
    'rediss://studio:100%25@queue.example/0',
    'redis://:p%40ss@[::1]:6379',
  ]) {
    assert.ok(queueUrlSchema.safeParse(url).success, url);
  }
  for (const url of [
    'redis://:100%@queue.example',
    'redis://a%zz:b@queue.example',
    'redis://queue.example/%',
    'http://queue.example',
    'redis://',
  ]) {
    const { success, error } = queueUrlSchema.safeParse(url);
    assert.ok(!success, url);
    assert.deepEqual(
      error.issues.map(({ message }) => message),
      ['queue-url-invalid'],
      url,
    );
  }
});

test('a pack’s prompts are texts that can be printed', () => {
  const fields = { id: 'a', en: 'a cat', note: { ja: '猫', en: 'a cat' } };
  assert.equal(packPromptSchema.parse({ ...fields, ja: ' 猫　' }).ja, '猫');
  for (const [ja, code] of [
    ['猫\ud83d', 'prompt-lone-surrogate'],
    [' 　', 'prompt-empty'],
    ['猫'.repeat(8001), 'prompt-too-long'],
  ] as const) {
    const { error } = packPromptSchema.safeParse({ ...fields, ja });
    assert.deepEqual(
      error?.issues.map(({ message }) => message),
      [code],
    );
  }
});
