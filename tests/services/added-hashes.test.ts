import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openDatabase } from '../../electron/database/open-database.ts';
import { createTables } from '../../electron/database/tables.ts';
import { createAddedHashes } from '../../electron/services/added-hashes.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

function openHashes(
  t: TestContext,
  onProblem: (message: string) => void = (message) => assert.fail(message),
) {
  const folder = temporaryFolder();
  const database = openDatabase(join(folder, 'nishiki.db'));
  t.after(() => database.close());
  const { additions } = createTables(database);
  const hashOf = createAddedHashes({ table: additions, onProblem });
  return { folder, database, additions, hashOf };
}

function noted(path: string, sha256: string | null) {
  const { size: bytes, mtimeMs: changed } = statSync(path);
  return { id: 'a', kind: 'lora', name: '墨', notes: '0.6', path, bytes, changed, sha256 } as const;
}

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');
const isLater = (path: string) => utimesSync(path, new Date(1e12), new Date(1e12));

test('a file that the library has read through is not read again until it changes', async (t) => {
  const { folder, additions, hashOf } = openHashes(t);
  const path = await writeTo(folder, '墨.safetensors', 'ink');
  additions.put(noted(path, 'known'));
  assert.equal(await hashOf([path], path), 'known');
  isLater(path);
  assert.equal(await hashOf([path], path), sha256Of('ink'));
  assert.deepEqual(additions.get('a'), noted(path, sha256Of('ink')), 'the library knows it now');
});

test('what was read for one picture stands in the library, too', async (t) => {
  const { folder, additions, hashOf } = openHashes(t);
  const path = await writeTo(folder, '墨.safetensors', 'ink');
  additions.put(noted(path, null));
  assert.equal(await hashOf([path], path), sha256Of('ink'));
  assert.equal(additions.get('a')?.sha256, sha256Of('ink'));
});

test('other files are read once for as long as they stay as they are', async (t) => {
  const { folder, hashOf } = openHashes(t);
  const paths = [await writeTo(folder, 'a.bin', 'one'), await writeTo(folder, 'b.bin', 'two')];
  for (const path of paths) isLater(path);
  assert.equal(await hashOf(paths, folder), sha256Of('onetwo'));
  await writeTo(folder, 'b.bin', 'TWO');
  isLater(paths[1] ?? '');
  assert.equal(await hashOf(paths, folder), sha256Of('onetwo'), 'nothing says that it is another');
  await writeTo(folder, 'b.bin', 'three');
  assert.equal(await hashOf(paths, folder), sha256Of('onethree'));
  const none = join(folder, 'none.bin');
  await assert.rejects(hashOf([none], none), { code: 'ENOENT' });
  await writeTo(folder, 'none.bin', 'here');
  assert.equal(await hashOf([none], none), sha256Of('here'));
});

test('a hash that cannot be noted is told of, and counts', async (t) => {
  const problems: string[] = [];
  const { folder, database, additions, hashOf } = openHashes(t, (message) => {
    problems.push(message);
  });
  const path = await writeTo(folder, '墨.safetensors', 'ink');
  additions.put(noted(path, null));
  database.pragma('query_only = ON');
  assert.equal(await hashOf([path], path), sha256Of('ink'));
  assert.match(problems.join(), /could not be noted/);
});
