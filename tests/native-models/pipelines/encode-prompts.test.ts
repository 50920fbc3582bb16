import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readDiffusersFolder } from '../../../native-models/checkpoints/diffusers-folder.ts';
import { loadDiffusionModel } from '../../../native-models/models/load-diffusion-model.ts';
import {
  planPrompts,
  type PromptModel,
  type PromptPair,
  type PromptPlanOptions,
} from '../../../native-models/pipelines/encode-prompts.ts';
import type { PromptConditions } from '../../../native-models/pipelines/prompt-plan.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { createFakeModel } from './fake-model.ts';
import { largestDifference } from './golden-runs.ts';

const guided: PromptPlanOptions = { guidanceScale: 3, steps: 4, syntax: 'weighted' };

function plan(
  prompts: string | readonly PromptPair[],
  options: Partial<PromptPlanOptions> = {},
  model: PromptModel = createFakeModel(),
) {
  const pairs = typeof prompts === 'string' ? [{ prompt: prompts, negativePrompt: 'n' }] : prompts;
  return planPrompts(model, pairs, { ...guided, ...options });
}

/** The fake's embeddings are characters / 1000, so a row can be read as its text. */
function textsOf({ calls }: PromptConditions): string[] {
  return calls.flatMap(({ promptEmbeds, rows }) => {
    const length = promptEmbeds.length / rows.length;
    return rows.map((_, k) => {
      const codes = promptEmbeds.subarray(k * length, (k + 1) * length);
      return String.fromCodePoint(...codes.filter((x) => x > 0).map((x) => Math.round(x * 1000)));
    });
  });
}

const rowsOf = ({ calls }: PromptConditions) => calls.flatMap(({ rows }) => rows);

describe('a plain prompt', () => {
  test('is taken as it is and cut off at 77 tokens', async () => {
    const { at } = await plan('(a:1.3) [b:c:2] AND BREAK', { syntax: 'plain' });
    assert.deepEqual(textsOf(at(0)), ['n', '(a:1.3) [b:c:2] AND BREAK']);
    const long = (await plan('a'.repeat(100), { syntax: 'plain' })).at(0);
    assert.equal(long.calls[0]?.promptEmbeds.length, 2 * 77);
  });

  test('has guidance’s two rows, or without guidance its own', async () => {
    assert.deepEqual(rowsOf((await plan('a')).at(0)), [
      { picture: 0, role: 'negative', factor: -2 },
      { picture: 0, role: 'prompt', factor: 3 },
    ]);
    for (const guidanceScale of [1, 0.5, -7]) {
      const { at } = await plan('a', { guidanceScale, syntax: 'plain' });
      assert.deepEqual(rowsOf(at(0)), [{ picture: 0, role: 'prompt', factor: 1 }]);
    }
  });

  test('is the same object at every step', async () => {
    const { at } = await plan('a');
    assert.equal(at(0), at(3));
    assert.equal(at(0).calls[0]?.promptEmbeds, at(3).calls[0]?.promptEmbeds);
  });

  test('may name learned words', async () => {
    const model = { ...createFakeModel(), embeddingIds: new Map([['<x>', [1200, 1201]]]) };
    const { at } = await plan('a<x>', { syntax: 'plain' }, model);
    assert.deepEqual(textsOf(at(0)), ['n', 'a\u04b0\u04b1']);
  });
});

test('pictures of a batch: negative prompts first', async () => {
  const { at } = await plan([
    { prompt: 'a', negativePrompt: 'x' },
    { prompt: 'b', negativePrompt: 'y' },
  ]);
  assert.deepEqual(textsOf(at(0)), ['x', 'y', 'a', 'b']);
  assert.deepEqual(
    rowsOf(at(0)).map(({ picture }) => picture),
    [0, 1, 0, 1],
  );
});

describe('weights', () => {
  const embeddingOf = async (options: Partial<PromptPlanOptions>) => {
    const { at } = await plan('a(b:2)', { ...options, guidanceScale: 1 });
    return at(0).calls[0]!.promptEmbeds.slice(0, 3);
  };

  test('multiply embeddings, whose mean is restored', async () => {
    const [a, b] = [0.097, 0.098];
    const factor = (a + b) / (a + 2 * b);
    const [first, second] = await embeddingOf({});
    assert.ok(Math.abs(first! - a * factor) < 1e-7);
    assert.ok(Math.abs(second! - 2 * b * factor) < 1e-7);
  });

  test('only multiply where that is asked for', async () => {
    assert.deepEqual(await embeddingOf({ emphasis: 'no-norm' }), Float32Array.of(0.097, 0.196, 0));
  });
});

describe('long prompts', () => {
  test('take windows of 77; the shorter text is padded with the empty prompt', async () => {
    const model = createFakeModel();
    const { at } = await plan(`${'a'.repeat(76)}b`, {}, model);
    const { calls } = at(0);
    assert.equal(calls.length, 1);
    assert.equal(calls[0]?.promptEmbeds.length, 2 * 2 * 77);
    assert.deepEqual(textsOf(at(0)), ['n', `${'a'.repeat(76)}b`]);
    assert.deepEqual(model.encoded, ['n', '', 'a'.repeat(76), 'b']);
  });

  test('do not lengthen other pictures’ prompts: these have a call of their own', async () => {
    const { at } = await plan([
      { prompt: 'a', negativePrompt: 'x' },
      { prompt: 'b BREAK c', negativePrompt: 'y' },
      { prompt: 'd', negativePrompt: 'z' },
    ]);
    const { calls } = at(0);
    assert.deepEqual(
      calls.map(({ rows, promptEmbeds }) => [promptEmbeds.length / rows.length, rows.length]),
      [
        [77, 4],
        [154, 2],
      ],
    );
    assert.deepEqual(textsOf(at(0)), ['x', 'z', 'a', 'd', 'y', 'bc']);
    assert.deepEqual(
      rowsOf(at(0)).map(({ picture }) => picture),
      [0, 2, 0, 2, 1, 1],
    );
  });

  test('have one length for the whole run', async () => {
    const { at } = await plan('[a:b BREAK c:2]');
    assert.deepEqual(
      [0, 3].map((step) => at(step).calls[0]?.promptEmbeds.length),
      [308, 308],
    );
  });
});

describe('schedules', () => {
  const read = async (prompt: string) => {
    const { at } = await plan(prompt);
    return [0, 1, 2, 3].map((step) => textsOf(at(step))[1]);
  };

  test('change the text after the step they name, as webui counts it', async () => {
    assert.deepEqual(await read('[a:b:2]'), ['a', 'a', 'a', 'b']);
    assert.deepEqual(await read('［a：b：０．２５］'), ['a', 'a', 'b', 'b']);
    assert.deepEqual(await read('[a|b]'), ['a', 'a', 'b', 'a']);
  });

  test('give the same objects where the same text returns', async () => {
    const { at } = await plan('[a|b]');
    assert.equal(at(0), at(3));
    assert.notEqual(at(0), at(2));
    assert.deepEqual(textsOf(at(99)), ['n', 'b'], 'beyond the end, the last text stays');
  });

  test('work in negative prompts, where AND is a word', async () => {
    const { at } = await plan([{ prompt: 'a', negativePrompt: '[x:y:1] AND z' }]);
    assert.deepEqual(textsOf(at(0)), ['x AND z', 'a']);
    assert.deepEqual(textsOf(at(2)), ['y AND z', 'a']);
  });
});

describe('AND', () => {
  test('gives each prompt a row: negative + Σ g·w·(prompt − negative)', async () => {
    const { at } = await plan('a :0.5 AND b :0.25');
    assert.deepEqual(textsOf(at(0)), ['n', 'a', ' b']);
    assert.deepEqual(rowsOf(at(0)), [
      { picture: 0, role: 'negative', factor: 1 - 3 * 0.75 },
      { picture: 0, role: 'prompt', factor: 1.5 },
      { picture: 0, role: 'prompt', factor: 0.75 },
    ]);
  });

  test('of many prompts is asked for two rows at a time, as any picture under guidance', async () => {
    const { calls } = (await plan('a AND b AND c AND d')).at(0);
    assert.deepEqual(
      calls.map(({ rows }) => rows.length),
      [2, 2, 1],
    );
    const both = (
      await plan(['a AND b', 'c'].map((prompt) => ({ prompt, negativePrompt: 'n' })))
    ).at(0);
    assert.deepEqual(
      both.calls.map(({ rows }) => rows.length),
      [4, 1],
    );
  });

  test('without guidance needs the negative prompt only where weights do not add up to 1', async () => {
    const factors = async (prompt: string) =>
      rowsOf((await plan(prompt, { guidanceScale: 1 })).at(0)).map(({ factor }) => factor);
    assert.deepEqual(await factors('a :0.5 AND b :0.5'), [0.5, 0.5]);
    assert.deepEqual(await factors('a AND b'), [-1, 1, 1]);
  });
});

test('a schedule of more long texts than memory holds is refused before one is encoded', async () => {
  const choices = Array.from({ length: 90 }, (_, k) => k).join('|');
  const prompt = `[${choices}]${' a'.repeat(1000)}`;
  await assert.rejects(plan(prompt, { steps: 90 }), { name: 'PromptError', code: 'text-too-long' });
  await plan(prompt, { steps: 20 });
});

test('clip skip reaches the text encoder, and its embeddings are kept apart', async () => {
  const skips: (number | undefined)[] = [];
  const model = createFakeModel();
  const { encode } = model.textEncoder;
  const textEncoder: PromptModel['textEncoder'] = {
    ...model.textEncoder,
    encode: (ids, clipSkip) => {
      skips.push(clipSkip);
      return encode(ids, clipSkip);
    },
  };
  for (const clipSkip of [0, 1, 1, 0]) {
    await plan('a', { guidanceScale: 1, clipSkip }, { ...model, textEncoder });
  }
  assert.deepEqual(skips, [0, 1]);
});

test('a prompt that cannot be read is an error', async () => {
  await assert.rejects(plan('(a:1.2.3)'), { code: 'invalid-weight' });
});

test('a real model reads a weighted prompt of two windows', skipWithoutReference, async () => {
  const model = await loadDiffusionModel(
    await readDiffusersFolder(referencePath('models', 'tiny-jsd')),
  );
  try {
    const { tokenizer, textEncoder, unet } = model;
    const text = `（犬：１．５）${'猫'.repeat(90)}`;
    const { at } = await plan(text, { emphasis: 'no-norm' }, model);
    const [call] = at(0).calls;
    const [negative, first] = [0, 1].map((row) =>
      call!.promptEmbeds.subarray(row * 154 * 32, (row * 154 + 77) * 32),
    );
    assert.deepEqual(negative, await textEncoder.encode([tokenizer.encode('n').ids]));

    const plainIds = tokenizer.encode(text.replaceAll(/[（）：．１５]/g, '')).ids;
    const dog = tokenizer.encode('犬').pieces.length;
    const expected = (await textEncoder.encode([plainIds])).map(
      (value, k) => value * (k < dog * 32 ? 1.5 : 1),
    );
    assert.ok(largestDifference(first!, expected) < 1e-6);

    const noise = await unet.predict(
      new Float32Array(2 * 4 * 64).fill(0.1),
      500,
      call!.promptEmbeds,
      {
        batch: 2,
        height: 8,
        width: 8,
      },
    );
    assert.ok(noise.every(Number.isFinite));
    assert.notDeepEqual(noise.subarray(0, 256), noise.subarray(256));
  } finally {
    await model.dispose();
  }
});
