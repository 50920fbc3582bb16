import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodePicture } from '../../electron/images/picture-file.ts';
import { PartialError, UsageError } from '../../electron/cli/failure.ts';
import { createProgram } from '../../electron/cli/program.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';
import { formulaPicture } from '../native-models/watermark/formula-picture.ts';

const folder = temporaryFolder();

async function run(args: readonly string[], lines: string[] = []): Promise<string> {
  const terminal = {
    language: 'en',
    columns: 80,
    colour: false,
    redraw: null,
    out: (line: string) => void lines.push(line),
    note: () => {},
  } as const;
  const program = createProgram(terminal, new AbortController().signal);
  await program.parseAsync(['--data', folder, ...args], { from: 'user' });
  return lines.join('\n');
}

test('pictures are scored against words given, or against those of their recipes', async () => {
  const recipe = makeRecipe({ prompt: '（猫：１．３） 油絵', promptSyntax: 'weighted' });
  const own = await writeTo(folder, '猫.png', await encodePicture(formulaPicture(64, 64), recipe));
  const broken = await writeTo(folder, '壊れた絵.png', 'no picture');
  const given: string[] = [];
  const partly = run(['score', own, broken, '--prompt', '猫 油絵', '--json'], given);
  await assert.rejects(partly, new PartialError('1 file could not be read.'));
  const report = JSON.parse(given.join('\n')) as {
    scorer: string;
    scores: { score: number | null }[];
  };
  assert.match(report.scorer, /demo-scorer$/);
  const [first, second] = report.scores;
  assert.ok(first?.score != null && Math.abs(first.score) <= 1);
  assert.equal(second?.score, null, 'a file that is no picture is told, not scored');
  const line = await run(['score', own]);
  assert.equal(line, `${first.score.toFixed(4)}  猫.png  猫 油絵`);
});

test('what cannot be scored is said before anything is', async () => {
  const silent = await writeTo(folder, 'silent.png', 'no picture');
  for (const args of [
    [`${folder}/nowhere.png`, '--prompt', '猫'],
    [silent],
    [silent, '--prompt', 'a cat', '--language', 'en'],
    [silent, '--prompt', '猫', '--scorer', folder],
  ]) {
    await assert.rejects(run(['score', ...args]), UsageError, args.join(' '));
  }
});
