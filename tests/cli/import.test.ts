import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { exitCodes } from '../../electron/cli/failure.ts';
import { commandLine } from '../helpers/command-line.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { encodeSafetensors } from '../helpers/safetensors-file.ts';
import { asSingleFile, singleFileTensors } from '../helpers/single-file-model.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';

const { run } = commandLine();

test('import takes a folder, models lists it', async () => {
  const path = join(resources, 'demo-models', 'en');
  const imported = await run(['import', path, '--json']);
  assert.equal(JSON.parse(imported.out).path, path);
  const { out } = await run(['models', '--json']);
  assert.ok(JSON.parse(out).length >= 3);
  const table = await run(['models']);
  assert.match(table.out, /demo-ja-stage2/);
});

test('import --int8 and models calibrate prepare a model for 8-bit integers; doctor names it', async () => {
  const path = join(resources, 'demo-models', 'ja-stage1');
  const imported = await run(['import', path, '--int8', '--json']);
  assert.equal(imported.code, exitCodes.ok, imported.note);
  const { id, name } = JSON.parse(imported.out);
  const last = `calibrating ${name.en} for 8-bit integers  25/25`;
  assert.ok(imported.note.split('\n').includes(last), imported.note);
  const again = await run(['models', 'calibrate', id, '--json']);
  const { result, layers } = JSON.parse(again.out);
  assert.equal(result, 'known');
  assert.ok(layers > 0);
  const { out } = await run(['models', 'calibrate', id]);
  assert.match(out, new RegExp(`was calibrated already; ${layers} layers`));
  const doctor = await run(['doctor']);
  assert.ok(
    doctor.out
      .split('\n')
      .some((line) => line.startsWith('calibrated for') && line.includes(name.en)),
  );
});

test('import takes a single file, with parts, and says what was rewritten', async () => {
  const japanese = singleFileTensors({ text_encoder: { vocab_size: 32_000 } });
  const tensors = asSingleFile(japanese).map((tensor) =>
    tensor.dtype === 'F32'
      ? { name: tensor.name, shape: tensor.shape, dtype: 'BF16' as const }
      : tensor,
  );
  const path = await writeTo(temporaryFolder(), 'ja.safetensors', encodeSafetensors(tensors));
  const refused = await run(['import', path]);
  assert.equal(refused.code, exitCodes.model);
  assert.match(refused.note, /spiece\.model/);

  const tokenizer = join(resources, 'demo-models', 'ja-stage1', 'tokenizer');
  const { code, out, note } = await run(['import', path, '--tokenizer', tokenizer]);
  assert.equal(code, exitCodes.ok, note);
  assert.match(note, /Rewriting weights/);
  assert.match(
    out,
    /Imported: ja .*\n.*ja {2}float32[^]*ja\.safetensors\n.*MB of weights were rewritten/,
  );
});
