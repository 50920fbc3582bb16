import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const engine = join(import.meta.dirname, '..', '..', '..', 'native-models', 'models');

test('ONNX Runtime keeps no number of this machine, and nothing to be sent to its maker', () => {
  const home = temporaryFolder();
  const program = `
    import { InferenceSession } from '${pathToFileURL(join(engine, 'onnx-runtime.ts')).href}';
    await InferenceSession.create(new Uint8Array([8, 8])).catch(({ message }) => console.log(message));`;
  // It would also be silent on machines that call themselves CI.
  const places = ['HOME', 'XDG_CACHE_HOME', 'TMPDIR', 'USERPROFILE', 'LOCALAPPDATA', 'TEMP', 'TMP'];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', program],
    {
      encoding: 'utf8',
      cwd: home,
      env: { PATH: process.env['PATH'], ...Object.fromEntries(places.map((name) => [name, home])) },
    },
  );
  assert.match(stdout, /protobuf/, stderr);
  assert.deepEqual(readdirSync(home, { recursive: true }), []);
});
