import assert from 'node:assert/strict';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { HubState } from '../../electron/api/contract/hub.ts';
import type { Model, ModelLicence } from '../../electron/api/contract/models.ts';
import { describeFailure, exitCodes } from '../../electron/cli/failure.ts';
import { createProgram } from '../../electron/cli/program.ts';
import { commandLine } from '../helpers/command-line.ts';
import { openBareStudio, resources } from '../helpers/open-test-studio.ts';
import { readFiles } from '../helpers/read-files.ts';
import { startTestHub } from '../helpers/start-test-hub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyModel } from '../helpers/tiny-model-folder.ts';

const repository = 'someone/tiny-model';
const card = '---\nlicense: creativeml-openrail-m\n---\nどうぞ\n';

/** The command line on a data folder of its own, with the models in it that did not come with the studio. */
function modelCommands() {
  const { data, run, json } = commandLine();
  const mine = async () => (await json<Model[]>(['models'])).filter(({ embedded }) => !embedded);
  return { data, run, json, mine };
}

test('import --copy uses the copy: the original may go; remove --delete-files deletes it', async () => {
  const { data, run, json, mine } = modelCommands();
  const original = await writeTinyModel(temporaryFolder(), '墨絵');
  const imported = await run(['import', original, '--copy']);
  assert.equal(imported.code, exitCodes.ok, imported.note);
  assert.match(imported.note, /Copying .* MB[^]*Checking the copy/);
  assert.match(imported.out, /^Imported: 墨絵 \(\w+\)\n/);
  rmSync(original, { recursive: true });
  const [model] = await mine();
  assert.ok(model);
  assert.deepEqual([model.state, model.owned], ['ready', true]);
  assert.ok(model.path.startsWith(join(data, 'models', 'copies')));

  const kept = await run(['models', 'remove', '墨絵']);
  assert.match(kept.out, /Forgotten: 墨絵\n {2}Its files stay where they are\./);
  assert.ok(existsSync(model.path));
  const again = await json<Model>(['import', model.path]);
  assert.deepEqual(await json(['models', 'remove', again.id, '--delete-files']), {
    id: again.id,
    files: 'deleted',
    othersLeft: 0,
  });
  assert.deepEqual(readdirSync(join(data, 'models', 'copies')), []);
  assert.deepEqual(await mine(), []);
});

test('import --copy of what is no model copies nothing', async () => {
  const { data, run, mine } = modelCommands();
  const folder = await writeTinyModel(temporaryFolder(), 'broken', {
    'unet/diffusion_pytorch_model.safetensors': 'no weights',
  });
  const { code, out, note } = await run(['import', folder, '--copy']);
  assert.deepEqual([code, out], [exitCodes.model, ''], note);
  const copies = join(data, 'models', 'copies');
  assert.deepEqual(existsSync(copies) ? readdirSync(copies) : [], []);
  assert.deepEqual(await mine(), []);
});

test('a download is stopped and taken up again; its model prints when its licence is accepted', async () => {
  const { data, run, json } = modelCommands();
  const files = {
    ...(await readFiles(await writeTinyModel(temporaryFolder(), 'tiny'))),
    'README.md': Buffer.from(card),
  };
  const hub = await startTestHub({ repository, files });
  const env = { NISHIKI_HUB: hub.address };
  const download = ['models', 'download', repository];
  hub.faults.stallAfter = { bytes: 2000, times: 100 };
  let stopped = false;
  const first = await run(download, {
    env,
    onNote(note, interrupt) {
      if (stopped || !note.includes('Fetching')) return;
      stopped = true;
      interrupt();
    },
  });
  assert.equal(first.code, exitCodes.interrupted, first.note);
  assert.match(first.note, /stopped/);

  hub.faults.stallAfter.times = 0;
  const { code, out, note } = await run(download, { env });
  assert.equal(code, exitCodes.ok, note);
  assert.match(note, /Fetching {2}[\d.]+ MB \/ [\d.]+ MB/);
  assert.match(out, new RegExp(`^Imported: ${repository} `));
  assert.match(note, /creativeml-openrail-m: It has to be accepted/);
  const sent = hub.sent();
  const { model, path } = await json<{ model: Model; path: string }>(download, { env });
  assert.equal(hub.sent(), sent, 'nothing is fetched twice');
  assert.ok(path.startsWith(join(data, 'hub')));

  const refused = await run(['generate', 'a', '--arms', 'en', '--model-en', model.id]);
  assert.equal(refused.code, exitCodes.model, refused.note);
  assert.match(refused.note, /models licence \w+ --accept/);
  const shown = await run(['models', 'licence', repository]);
  assert.match(shown.out, /creativeml-openrail-m\n[^]*README\.md\n\nどうぞ[^]*accepted/);
  const licence = await json<ModelLicence>(['models', 'licence', repository, '--accept']);
  assert.equal(licence.acceptance.state, 'accepted');
  assert.match((await run(['models', 'licence', repository])).out, /^Accepted: \d{4}-/m);

  const removed = await run(['models', 'remove', repository, '--delete-files']);
  assert.match(removed.out, /Its files are deleted\./);
  assert.ok(!existsSync(join(path, 'unet')));
});

test('a gate is told with what to do; the token comes by stdin, is kept for its user, and goes', async () => {
  const { data, run, json } = modelCommands();
  const files = await readFiles(await writeTinyModel(temporaryFolder(), 'tiny'));
  const gate = { known: ['hf_known', 'hf_good'], accepted: ['hf_good'] };
  const hub = await startTestHub({ repository, files, gate });
  const env = { NISHIKI_HUB: hub.address, HF_TOKEN: '' };
  const download = async (more: Readonly<Record<string, string>> = {}) =>
    await run(['models', 'download', repository], { env: { ...env, ...more } });
  const token = (input: string) => run(['models', 'token'], { env, input });

  const refusals: string[] = [];
  const refusal = async () => {
    const { code, out, note } = await download();
    assert.deepEqual([code, out], [exitCodes.model, ''], note);
    refusals.push(/reason: (.*)/.exec(note)?.[1] ?? note);
  };
  await refusal();
  assert.match((await token('hf_bad\n')).out, /is kept/);
  await refusal();
  await token('hf_known');
  await refusal();
  assert.deepEqual(refusals, ['no-token', 'token-refused', 'licence-not-accepted']);
  const { code, note } = await token('hf_good');
  assert.equal(code, exitCodes.ok, note);
  if (process.platform !== 'win32') {
    assert.equal(statSync(join(data, 'hub.json')).mode & 0o777, 0o600);
  }
  assert.equal((await download()).code, exitCodes.ok);

  const state = await json<HubState>(['models', 'token'], { env, input: '' });
  assert.equal(state.token, 'none');
  assert.doesNotMatch(readFileSync(join(data, 'hub.json'), 'utf8'), /hf_/);
  assert.equal((await token('two words')).code, exitCodes.usage);
});

test('download keeps a limit, and says what it cannot fetch', async () => {
  const { run, json } = modelCommands();
  const files = await readFiles(await writeTinyModel(temporaryFolder(), 'tiny'));
  const hub = await startTestHub({ repository, files });
  const env = { NISHIKI_HUB: hub.address };
  const unknown = await run(['models', 'download', 'no/such', '--limit', '50'], { env });
  assert.equal(unknown.code, exitCodes.model);
  assert.match(unknown.note, /no\/such/);
  const state = await json<HubState>(['models', 'token'], { env, input: '' });
  assert.equal(state.bytesPerSecond, 50e6);
  for (const wrong of [['three/part/name'], [repository, '--limit', '0.001']]) {
    const { code, note } = await run(['models', 'download', ...wrong], { env });
    assert.equal(code, exitCodes.usage, note);
  }
});

test('check tells what has changed, by name and by exit code', async () => {
  const { run, json } = modelCommands();
  const path = await writeTinyModel(temporaryFolder(), 'tiny');
  await run(['import', path]);
  assert.match(
    (await run(['models', 'check', 'tiny'])).out,
    /^tiny: .*\n {2}SHA-256 [\da-f]{64}$/m,
  );
  assert.match((await run(['models', 'check', 'tiny'])).out, /nothing has changed/);
  const file = join('vae', 'diffusion_pytorch_model.safetensors');
  const bytes = readFileSync(join(path, file));
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(join(path, file), bytes);
  const { code, out } = await run(['models', 'check', 'tiny']);
  assert.equal(code, exitCodes.model);
  assert.match(out, /gone or new\.\n {2}vae.diffusion_pytorch_model\.safetensors\n/);
  const told = await json<{ result: string; changed: string[] }>(['models', 'check', 'tiny']);
  assert.deepEqual([told.result, told.changed.length], ['changed', 1]);
});

test('find looks for a model that is gone, relink is told where it is', async () => {
  const { run, json, mine } = modelCommands();
  const folder = temporaryFolder();
  const path = await writeTinyModel(folder, 'tiny');
  const { id } = await json<Model>(['import', path]);
  const away = join(folder, '別の場所', 'renamed');
  await writeTinyModel(join(folder, '別の場所'), 'other', { 'unet/config.json': '{}' });
  renameSync(path, away);
  assert.deepEqual(
    (await mine()).map(({ state }) => state),
    ['missing'],
  );

  const advice = (await run(['doctor'])).out;
  assert.ok(advice.includes(`    nishiki models find ${id} <folder>  (${path})\n`), advice);

  const elsewhere = temporaryFolder();
  const nowhere = await run(['models', 'find', 'tiny', elsewhere]);
  assert.deepEqual([nowhere.code, nowhere.out], [exitCodes.model, '']);
  assert.match(nowhere.note, /tiny is not in .* or below\. Nothing was changed/);
  assert.deepEqual(await json(['models', 'find', id, elsewhere]), { id, model: null });
  const mistyped = await run(['models', 'find', id, join(elsewhere, 'gone')]);
  assert.deepEqual([mistyped.code, mistyped.out], [exitCodes.model, '']);
  assert.match(mistyped.note, /cannot be looked for in [^]*gone[^]*Nothing was changed/);
  const found = await json<{ model: Model }>(['models', 'find', id, folder]);
  assert.deepEqual([found.model.path, found.model.state], [away, 'ready']);

  renameSync(away, path);
  const other = await run(['models', 'relink', id, join(folder, '別の場所', 'other')]);
  assert.deepEqual([other.code, other.out], [exitCodes.model, ''], other.note);
  const linked = await run(['models', 'relink', id, path]);
  assert.equal(linked.code, exitCodes.ok, linked.note);
  assert.match(linked.out, /tiny is used from here now/);
  assert.ok(linked.out.endsWith(`  ${path}\n`));
  assert.equal((await json<Model>(['models', 'relink', id, path])).state, 'ready');
});

test('change gives a name, notes and an arm; what is left out stays', async () => {
  const { run, json } = modelCommands();
  const path = await writeTinyModel(temporaryFolder(), 'tiny');
  const { id } = await json<Model>(['import', path]);
  const words = ['models', 'change', 'tiny', '--name', '水彩', '--notes', '淡い色'];
  const { code, out, note } = await run(words);
  assert.equal(code, exitCodes.ok, note);
  assert.equal(out, `水彩 (${id})  en\n  淡い色\n`);
  const changed = await json<Model>(['models', 'change', '水彩', '--name', '']);
  assert.deepEqual([changed.name.ja, changed.notes, changed.arm], ['tiny', '淡い色', 'en']);
});

/** The exit code of a command and its complaint; it is run in this process. */
async function complaint(args: readonly string[], data: string): Promise<[number, string]> {
  const nowhere = () => {};
  const out = () => assert.fail('nothing is told on stdout');
  const shared = {
    language: 'en',
    columns: 80,
    colour: false,
    redraw: null,
    note: nowhere,
  } as const;
  const program = createProgram({ ...shared, out }, new AbortController().signal);
  try {
    await program.parseAsync(['--data', data, ...args], { from: 'user' });
  } catch (error) {
    const { exitCode, text } = describeFailure(error, 'en');
    return [exitCode, text];
  }
  return assert.fail(`${args.join(' ')} was carried out`);
}

test('a model that there is not is told so by each command', async () => {
  const folder = temporaryFolder();
  for (const args of [
    ['licence', 'gone'],
    ['check', 'gone'],
    ['calibrate', 'gone'],
    ['find', 'gone', folder],
    ['relink', 'gone', folder],
    ['change', 'gone', '--notes', '猫'],
    ['remove', 'gone'],
  ]) {
    const [exitCode, text] = await complaint(['models', ...args], join(folder, 'データ'));
    assert.equal(exitCode, exitCodes.model, args.join(' '));
    assert.match(text, /there is no such model[^]*There is no model gone\./);
  }
});

test('the studio’s own models stay where they are, and keep their arm', async (t) => {
  const folder = temporaryFolder();
  const data = join(folder, 'データ');
  const twin = join(resources, 'demo-models', 'en');
  for (const [args, words] of [
    [['find', 'demo-en', folder], /stays where it is/],
    [['relink', 'demo-en', twin], /stays where it is/],
    [['remove', 'demo-en'], /stays where it is/],
    [['change', 'demo-en', '--arm', 'ja'], /keeps its arm/],
    [['change', 'demo-en'], /--name, --notes, --arm or --vae/],
    [['change', 'demo-en', '--name', 'x'.repeat(81)], /name is too long: 80 characters at most/],
    [
      ['change', 'demo-en', '--notes', 'x'.repeat(4001)],
      /notes are too long: 4,000 characters at most/,
    ],
  ] as const) {
    const [exitCode, text] = await complaint(['models', ...args], data);
    assert.equal(exitCode, exitCodes.usage, args.join(' '));
    assert.match(text, words);
  }
  const { studio } = await openBareStudio(t, { data });
  const isStaying = { code: 'MODEL_NOT_FOUND', message: /stays where it is/ };
  await assert.rejects(studio.models.relink({ id: 'demo-en', path: twin }), isStaying);
  await assert.rejects(studio.models.find({ id: 'demo-en', folder: twin }).next(), isStaying);
});
