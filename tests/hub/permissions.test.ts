import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HubProblem } from '../../electron/hub/hub-error.ts';
import { refuse } from '../helpers/hub-server.ts';
import { startTestHub } from '../helpers/start-test-hub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { repository, files, download, finish, isProblem } from './published-folder.ts';

const gated = { known: ['hf_reader', 'hf_stranger'], accepted: ['hf_reader'] };

test('the token goes to the hub and never to where large files are stored', async () => {
  const hub = await startTestHub({ repository, files, gate: gated });
  await finish(download(hub, temporaryFolder(), { token: 'hf_reader' }));
  const tokens = (atStorage: boolean) =>
    new Set(hub.requests.filter((one) => one.atStorage === atStorage).map(({ token }) => token));
  assert.deepEqual(tokens(false), new Set(['Bearer hf_reader']));
  assert.deepEqual(tokens(true), new Set([undefined]));
});

test('a gate is told apart by what it wants', async (t) => {
  const hub = await startTestHub({ repository, files, gate: gated });
  const folder = temporaryFolder();
  const rejects = (problem: HubProblem, token: string | null = null) =>
    assert.rejects(finish(download(hub, folder, { token })), isProblem(problem));
  await t.test('no token', () => rejects('no-token'));
  await t.test('a token that the hub does not know, and that it repeats', () =>
    assert.rejects(finish(download(hub, folder, { token: 'hf_wrong' })), (error: Error) => {
      assert.ok(!error.message.includes('hf_wrong'));
      return isProblem('token-refused', /Invalid credentials: •••/)(error);
    }),
  );
  await t.test('a licence that is not accepted', () =>
    rejects('licence-not-accepted', 'hf_stranger'),
  );
  for (const message of ['Your request is awaiting a review.', 'has been rejected by the owner']) {
    await t.test(`no access: ${message}`, async () => {
      hub.faults.answer = ({ url }, response) => {
        if (!url?.includes('/resolve/')) return false;
        refuse(response, 403, 'GatedRepo', message);
        return true;
      };
      await rejects('no-access', 'hf_reader');
    });
  }
  await t.test('no such repository', async () => {
    hub.faults.answer = (_request, response) => {
      refuse(response, 401, 'RepoNotFound');
      return true;
    };
    await rejects('not-found');
  });
  await t.test('no network', () =>
    assert.rejects(
      finish(download({ ...hub, address: 'http://127.0.0.1:9' }, folder)),
      isProblem('no-network', /127\.0\.0\.1:9 cannot be reached: \w/),
    ),
  );
  assert.equal(hub.sent(), 0, 'no file was sent');
});
