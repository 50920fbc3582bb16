import assert from 'node:assert/strict';
import { cpSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTextEncoderBrainFloats } from '../helpers/brain-floats.ts';
import { importedBy } from '../helpers/import-model.ts';
import { openBareStudio, resources } from '../helpers/open-test-studio.ts';
import { copyModel } from '../helpers/small-models.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('a model whose weights the studio rewrote is followed to its own files, and to no others', async (t) => {
  const { studio } = await openBareStudio(t, { data: join(temporaryFolder(), 'd') });
  const path = copyModel(join(resources, 'demo-models', 'en'), join(temporaryFolder(), 'model'));
  await makeTextEncoderBrainFloats(path);
  const { id } = await importedBy(studio.models.import({ path }));
  for await (const _ of studio.models.check({ id }));
  const away = `${path}-away`;
  renameSync(path, away);

  // The same names, sizes and headers; every weight of the text encoder differs.
  const other = join(temporaryFolder(), 'model');
  cpSync(away, other, { recursive: true });
  const file = join(other, 'text_encoder', 'model.safetensors');
  const bytes = readFileSync(file);
  const data = 8 + Number(bytes.readBigUInt64LE(0));
  for (let at = data; at < bytes.length; at++) bytes[at] = (bytes[at] ?? 0) ^ 0x11;
  writeFileSync(file, bytes);

  await assert.rejects(studio.models.relink({ id, path: other }), { code: 'MODEL_UNREADABLE' });
  assert.equal((await studio.models.relink({ id, path: away })).path, away);
});
