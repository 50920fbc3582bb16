import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hidden, redactText, redactValue } from '../../electron/logs/redact-text.ts';

const home = '/home/hanako';
const redact = (text: string, texts: readonly string[] = []) => redactText(text, { home, texts });

test('tokens are left out, by their shape, by their name and by the header that carries them', () => {
  const secrets = [
    ['hf_AbCdEfGhIjKlMnOp', `no: ${'hf_AbCdEfGhIjKlMnOp'}`],
    ['sk-proj-0123456789abcdef', 'key sk-proj-0123456789abcdef.'],
    ['ghp_0123456789abcdefghij', 'ghp_0123456789abcdefghij'],
    ['s3cr3t-value', 'Authorization: Bearer s3cr3t-value'],
    ['dXNlcjpwYXNz', 'authorization: Basic dXNlcjpwYXNz'],
    ['abc123', 'http://127.0.0.1:4213/?token=abc123'],
    ['abc123', 'https://cdn.example/file?x=1&X-Amz-Signature=abc123&y=2'],
    ['abc123', '{"accessToken": "abc123", "a": 1}'],
    ['abc"123', JSON.stringify({ apiKey: 'abc"123' })],
    ['c00kie', 'cookie nishiki-4213=c00kie; other=1'],
    ['eyJhbGciOiJIUzI1NiJ9', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln'],
  ] as const;
  for (const [secret, text] of secrets) {
    const result = redact(text);
    assert.ok(!result.includes(secret), result);
    assert.ok(result.includes(hidden), result);
  }
  assert.equal(
    redact('https://cdn.example/f?x=1&signature=s&y=2'),
    `https://cdn.example/f?x=1&signature=${hidden}&y=2`,
  );
});

test('passwords in addresses are left out, the address stays', () => {
  assert.equal(
    redact('redis://user:p@ss:w@host:6379/0 fails'),
    `redis://${hidden}@host:6379/0 fails`,
  );
  assert.equal(redact('http://:pw@10.0.0.1'), `http://${hidden}@10.0.0.1`);
  assert.equal(redact('see https://host/a@b and mail@host'), 'see https://host/a@b and mail@host');
});

test('the home folder is ~, as a path, as an address, and with the backslashes of Windows', () => {
  assert.equal(redact('/home/hanako/絵/a.png and /home/hanako'), '~/絵/a.png and ~');
  assert.equal(redact('/home/hanako2/a.png'), '/home/hanako2/a.png');
  const windows = { home: 'C:\\Users\\花子 A' };
  assert.equal(redactText('C:\\Users\\花子 A\\x', windows), '~\\x');
  assert.equal(redactText('c:/users/花子 a/x', windows), '~/x');
  assert.equal(
    redactText(JSON.stringify({ p: 'C:\\Users\\花子 A\\x' }), windows),
    '{"p":"~\\\\x"}',
  );
  assert.equal(redactText('file:///C:/Users/%E8%8A%B1%E5%AD%90%20A/x', windows), 'file:///~/x');
});

test('the user’s own texts are left out, the longest first', () => {
  assert.equal(
    redact('failed: 猫 油絵, 猫', ['猫', '猫 油絵', '']),
    `failed: ${hidden}, ${hidden}`,
  );
});

test('plain sentences stay as they are', () => {
  for (const text of [
    'The worker process ended with exit code 3. It worked on job 06f (1 of 3 times).',
    'CPUExecutionProvider: 8 tokens, keyboard, monkey=1, bearer of news',
    '猫がトークンを数える',
  ]) {
    assert.equal(redact(text), text);
  }
});

test('values are redacted inside, secrets by their key', () => {
  assert.deepEqual(
    redactValue(
      { path: '/home/hanako/x', token: 'saved', n: 1, list: [{ password: 'p' }] },
      { home },
    ),
    { path: '~/x', token: hidden, n: 1, list: [{ password: hidden }] },
  );
});
