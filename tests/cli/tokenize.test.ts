import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PromptReading } from '../../electron/api/contract/tokens.ts';
import { exitCodes } from '../../electron/cli/failure.ts';
import { createProgram } from '../../electron/cli/program.ts';
import { commandLine } from '../helpers/command-line.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeEmbedding } from '../helpers/write-embedding.ts';

const data = temporaryFolder();
const screen = { columns: 60, colour: false, language: 'en' } as const;

/** What `nishiki tokenize` writes to stdout. */
async function tokenize(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const out = (line: string) => void lines.push(line);
  const terminal = { ...screen, redraw: null, out, note: () => {} };
  const program = createProgram(terminal, new AbortController().signal);
  await program.parseAsync(['--data', data, 'tokenize', ...args], { from: 'user' });
  return lines.join('\n');
}

/** Of each model, the pieces of everything that it reads. */
function piecesOf(readings: readonly PromptReading[]) {
  return readings.map(({ prompts }) =>
    prompts.flatMap(({ texts }) => texts.flatMap(({ windows }) => windows.flat())),
  );
}

test('tokenize shows both readings in the user’s language, and as JSON', async () => {
  const { code, out } = await commandLine('ja_JP').run(['tokenize', 'サラリーマン 油絵']);
  assert.equal(code, exitCodes.ok);
  assert.match(out, /SentencePiece {2}5 片 \/ 76/);
  assert.match(out, /CLIP BPE {2}12 片 \/ 75/);
  assert.match(out, /▁ +サラリーマン +▁ +油 +絵/);
  const json = await commandLine().run(['tokenize', 'ワクワク', '--json']);
  const [japanese, english] = JSON.parse(json.out);
  assert.deepEqual([japanese.tokenizer, english.tokenizer], ['sentencepiece', 'clip']);
});

test('tokenize --embedding counts the word’s vectors in both readings, and names files of no use', async () => {
  const file = await writeEmbedding('墨絵', { count: 4, width: 64 });
  const other = await writeEmbedding('other', { count: 4, width: 32 });
  const shown = await tokenize('猫、墨絵', '--embedding', file, '--embedding', other);
  assert.equal(shown.match(/«墨絵»×4/g)?.length, 2);
  assert.match(shown, /7387–7390/);
  assert.equal(shown.match(/other\.safetensors cannot be used with this model/g)?.length, 2);
  const json = await tokenize('猫、雨', '--embedding', `雨=${file}`, '--json');
  const learned = piecesOf(JSON.parse(json) as PromptReading[]).map((pieces) =>
    pieces.filter((piece) => piece.learned === 4),
  );
  assert.deepEqual(
    learned.map(({ length }) => length),
    [4, 4],
  );
});

test('tokenize shows AND, schedules, choices and weights as a picture of the seed gets them', async () => {
  const prompt = '（猫：１．３）と[雨:雪:5]、{桜|紅葉}の AND 犬 :0.5';
  const shown = await tokenize(prompt, '--steps', '10', '--seed', '3');
  assert.match(shown, /Japanese pictures\)  SentencePiece  3 texts in 10 steps/);
  assert.match(shown, /choices settled: （猫：１．３）と\[雨:雪:5\]、(?:桜|紅葉)の AND 犬 :0\.5/);
  assert.match(shown, /AND 1\/2, weight 1  steps 1–6 .*\n  ▁:1\.3  猫:1\.3  と  雨/);
  assert.match(shown, /AND 1\/2, weight 1  steps 7–10 .*\n  ▁:1\.3  猫:1\.3  と  雪/);
  assert.match(shown, /AND 2\/2, weight 0\.5  2 of 76 pieces\n  ▁  犬/);
  const json = await tokenize(prompt, '--steps', '10', '--seed', '3', '--json');
  const [japanese, english] = JSON.parse(json) as PromptReading[];
  assert.deepEqual([japanese?.steps, english?.steps, english?.usable], [10, 10, 75]);
  assert.deepEqual(
    japanese?.prompts.map(({ weight, texts }) => [weight, ...texts.map(({ spans }) => spans)]),
    [
      [1, [{ from: 1, until: 6 }], [{ from: 7, until: 10 }]],
      [0.5, [{ from: 1, until: 10 }]],
    ],
  );
});

test('tokenize --prompt-syntax plain reads letter by letter and names what is cut off', async () => {
  const shown = await tokenize(`(猫:1.3)${' 猫'.repeat(60)}`, '--prompt-syntax', 'plain');
  assert.match(shown, /\(\s+猫\s+:/);
  assert.match(shown, /beyond the limit/);
  const long = await tokenize(`(猫:1.3)${' 猫'.repeat(60)}`);
  assert.match(long, /window 2\/2/);
  assert.doesNotMatch(long, /beyond the limit/);
  await assert.rejects(tokenize('(猫:1.2.3)'), { code: 'PROMPT_INVALID' });
});
