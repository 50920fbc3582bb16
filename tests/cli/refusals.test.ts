import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { exitCodes } from '../../electron/cli/failure.ts';
import { openStudio } from '../../electron/services/studio.ts';
import { commandLine } from '../helpers/command-line.ts';
import { resources } from '../helpers/open-test-studio.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const { data, run } = commandLine();
const japanese = { env: { LC_ALL: 'ja_JP.UTF-8' } };

const file = join(temporaryFolder(), 'ファイル');
writeFileSync(file, 'x');

test('with --json a failure is one document too, also of a command line that cannot be parsed', async () => {
  for (const [args, exitCode, message] of [
    [['generate', '猫', '--sed', '1'], exitCodes.usage, /no option --sed/],
    [['generate', '猫', '--model-ja', 'none'], exitCodes.model, /demo-ja-stage2/],
    [['bench', '--memory'], exitCodes.usage, /--memory/],
  ] as const) {
    const { code, out, note } = await run([...args, '--json']);
    const { error } = JSON.parse(out) as { error: { exitCode: number; message: string } };
    assert.deepEqual([code, error.exitCode], [exitCode, exitCode]);
    assert.match(error.message, message);
    assert.equal(note, `${error.message}\n`);
  }
});

const wrong: readonly (readonly [string, string[], number, RegExp])[] = [
  ['no command', [], exitCodes.usage, /Usage/],
  ['unknown command', ['paint'], exitCodes.usage, /no command paint/],
  ['unknown option', ['generate', '猫', '--sed', '1'], exitCodes.usage, /no option --sed/],
  ['no prompt', ['generate'], exitCodes.usage, /prompt is missing/],
  ['unquoted prompt', ['generate', '猫', '油絵'], exitCodes.usage, /quotes/],
  ['unknown arm', ['generate', '猫', '--arms', 'jp'], exitCodes.usage, /jp \(ja, en, en-raw/],
  ['size', ['generate', '猫', '--size', 'big'], exitCodes.usage, /512x512/],
  ['empty prompt', ['generate', ' '], exitCodes.usage, /prompt is empty/],
  ['negative seed', ['generate', '猫', '--seed', '-1'], exitCodes.usage, /whole number, 0 or more/],
  ['size by 8', ['generate', '猫', '--size', '100'], exitCodes.usage, /multiples of 8/],
  ['no English', ['generate', 'ぬるぽ', '--arms', 'en'], exitCodes.usage, /--en-prompt/],
  ['model', ['generate', '猫', '--model-ja', 'none'], exitCodes.model, /demo-ja-stage2/],
  ['import', ['import', '/no/such/folder'], exitCodes.model, /\/no\/such\/folder/],
  ['port', ['serve', '--port', '99999'], exitCodes.usage, /99999/],
  ['unknown word', ['models', 'paint'], exitCodes.usage, /more words than models takes/],
  [
    'unknown sampler',
    ['generate', '猫', '--sampler', 'x'],
    exitCodes.usage,
    /one of these: ddim, /,
  ],
  ['unknown device', ['devices', 'use', 'x'], exitCodes.usage, /not taken: name x \(auto, cpu/],
  ['mask alone', ['generate', '猫', '--mask', file], exitCodes.usage, /--mask needs .* --image/],
  ['no image', ['generate', '猫', '--image', '/no/x.png'], exitCodes.usage, /no file \/no\/x\.png/],
  ['limit', ['gallery', 'list', '--limit', '-1'], exitCodes.usage, /--limit <number> -1 \(1 …\)/],
  ['unknown option of bench', ['bench', '--sise', '64'], exitCodes.usage, /no option --sise/],
  ['no pack file', ['pack', 'add', '/no/x.json'], exitCodes.usage, /no file \/no\/x\.json/],
  [
    'a folder for a file',
    ['recipe', dirname(file)],
    exitCodes.usage,
    /is a folder; a file is wanted/,
  ],
  ['a file for a folder', ['clean', file], exitCodes.usage, /no folder .*ファイル/],
  ['no certificate', ['serve', '--cert', file, '--key', file], exitCodes.usage, /cannot be used/],
  ['a file is there', ['doctor', '--bundle', file], exitCodes.save, /ファイル is there already/],
  [
    'no folder',
    ['doctor', '--bundle', '/no/x.zip'],
    exitCodes.save,
    /folder for \/no\/x\.zip is not/,
  ],
];

for (const [what, args, code, words] of wrong) {
  test(`${what}: one block on stderr, nothing on stdout, exit code ${code}`, async () => {
    const ended = await run(args);
    assert.equal(ended.code, code, ended.note);
    assert.match(ended.note, words);
    assert.equal(ended.out, '');
    assert.doesNotMatch(ended.note, /\n {4}at /, 'no stack for a person’s mistake');
  });
}

test('a data folder in use is told with its holder', async () => {
  const holder = await openStudio({
    paths: { data, resources: resources },
    spawnWorker: () => assert.fail('no worker is needed'),
    appVersion: '0.0.0-test',
  });
  const { code, note } = await run(['models'], japanese);
  await holder.close();
  assert.equal(code, exitCodes.locked);
  assert.match(note, new RegExp(`別の錦[^]*process ${process.pid}`));
});
