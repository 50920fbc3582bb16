import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { StudioError } from '../../electron/services/studio-error.ts';
import { createTranslatorService } from '../../electron/services/translator.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

interface Question {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: { model: string; messages: { role: string; content: string }[] };
}

/** A local server that speaks chat completions as far as it is asked to. */
async function startServer(
  t: TestContext,
  answer: (question: Question) => { status?: number; body: string; location?: string },
): Promise<{ address: string; questions: Question[] }> {
  const questions: Question[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (bytes: Buffer) => (text += bytes.toString()));
    request.on('end', () => {
      const question = {
        path: request.url,
        authorization: request.headers.authorization,
        body: JSON.parse(text) as Question['body'],
      };
      questions.push(question);
      const { status = 200, body, location } = answer(question);
      response.writeHead(status, location === undefined ? {} : { location });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}/v1`, questions };
}

const reply = (content: string) => ({
  body: JSON.stringify({ choices: [{ message: { content } }] }),
});

async function failureOf(call: Promise<unknown>): Promise<StudioError<'TRANSLATOR_FAILED'>> {
  const error = await call.then(
    () => assert.fail('the call succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof StudioError && error.code === 'TRANSLATOR_FAILED', String(error));
  return error as StudioError<'TRANSLATOR_FAILED'>;
}

test('off until an endpoint is named; then asks it, with the key, for one line of English', async (t) => {
  const dataFolder = temporaryFolder();
  const translator = createTranslatorService({ dataFolder, secrets: null });
  assert.deepEqual(await translator.get(), { endpoint: null, key: 'none' });
  assert.equal((await failureOf(translator.translate({ text: '猫' }))).data.reason, 'not-set');

  const { address, questions } = await startServer(t, () =>
    reply('<think>猫…</think>\n"a cat,\n oil painting"'),
  );
  const endpoint = { address, model: 'tiny' };
  const state = await translator.change({ endpoint, key: 'secret-key' });
  assert.deepEqual(state, { endpoint, key: 'saved' });
  assert.equal(statSync(join(dataFolder, 'translator.json')).mode & 0o77, 0, 'for its user alone');

  const { english, model } = await translator.translate({ text: '猫、油絵' });
  assert.deepEqual([english, model], ['a cat, oil painting', 'tiny']);
  const [question] = questions;
  assert.deepEqual(
    [question?.path, question?.authorization, question?.body.model],
    ['/v1/chat/completions', 'Bearer secret-key', 'tiny'],
  );
  assert.equal(question?.body.messages.at(-1)?.content, '猫、油絵');
});

test('the system keeps the key where it can; another address forgets it', async () => {
  const dataFolder = temporaryFolder();
  const secrets = {
    encrypt: (text: string) => Buffer.from(Buffer.from(text).toReversed()),
    decrypt: (bytes: Buffer) => Buffer.from(bytes.toReversed()).toString(),
  };
  const translator = createTranslatorService({ dataFolder, secrets });
  const endpoint = { address: 'http://127.0.0.1:1/v1', model: 'm' };
  await translator.change({ endpoint, key: 'secret-key' });
  assert.doesNotMatch(readFileSync(join(dataFolder, 'translator.json'), 'utf8'), /secret-key/);
  assert.equal((await translator.change({ endpoint: { ...endpoint, model: 'n' } })).key, 'saved');
  const elsewhere = { ...endpoint, address: 'http://127.0.0.1:2/v1' };
  assert.equal((await translator.change({ endpoint: elsewhere })).key, 'none');
  const other = createTranslatorService({ dataFolder, secrets: null });
  await translator.change({ endpoint, key: 'secret-key' });
  assert.equal((await other.get()).key, 'unreadable');
});

test('each failure has its reason, and none tells the key', async (t) => {
  const translator = createTranslatorService({ dataFolder: temporaryFolder(), secrets: null });
  const key = 'secret-key';
  const tryServer = async (answer: Parameters<typeof startServer>[1]) => {
    const { address } = await startServer(t, answer);
    await translator.change({ endpoint: { address, model: 'm' }, key });
    const error = await failureOf(translator.translate({ text: '猫' }));
    assert.doesNotMatch(JSON.stringify([error.message, error.data]), /secret-key/);
    return error.data.reason;
  };
  assert.equal(await tryServer(() => ({ status: 401, body: `bad key ${key}` })), 'refused');
  assert.equal(await tryServer(() => ({ body: 'no JSON' })), 'bad-answer');
  assert.equal(await tryServer(() => ({ body: '{"choices":[]}' })), 'bad-answer');
  assert.equal(await tryServer(() => reply(' ')), 'bad-answer');
  const trap = await startServer(t, () => reply('stolen'));
  assert.equal(
    await tryServer(() => ({ status: 302, body: '', location: trap.address })),
    'unreachable',
  );
  assert.equal(trap.questions.length, 0, 'a redirect does not get the key');
  await translator.change({ endpoint: { address: 'http://127.0.0.1:9/v1', model: 'm' } });
  assert.equal((await failureOf(translator.translate({ text: '猫' }))).data.reason, 'unreachable');
});
