import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generationRequestSchema } from '../../electron/api/contract/generation.ts';
import type { GenerationRequest } from '../../electron/api/contract/generation.ts';
import { findAxisProblem, readAxisValues } from '../../electron/api/contract/grid-axis.ts';
import type { GridParameter } from '../../electron/api/contract/grid-axis.ts';
import { gridRequestSchema } from '../../electron/api/contract/grids.ts';
import type { GridEvent, GridRequest } from '../../electron/api/contract/grids.ts';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import { requestOfCell } from '../../electron/services/grid-cell.ts';
import { createGridsService } from '../../electron/services/grids.ts';
import type { GridsOptions } from '../../electron/services/grids.ts';
import type { Studio } from '../../electron/services/studio.ts';
import { createStorageWait } from '../../electron/services/wait-for-storage.ts';
import { openTestStudio } from '../helpers/open-test-studio.ts';
import { printGrid } from '../helpers/print-grid.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

test('values of an axis: lists, ranges, steps that were begun, full-width signs', () => {
  const cases: [Parameters<typeof readAxisValues>[0], string, string[]][] = [
    ['steps', '1,2,..,5', ['1', '2', '3', '4', '5']],
    ['steps', '10, 20, .., 50', ['10', '20', '30', '40', '50']],
    ['steps', '1..4', ['1', '2', '3', '4']],
    ['steps', '3..1', ['3', '2', '1']],
    ['steps', '４，８、…、１６', ['4', '8', '12', '16']],
    ['steps', '1, .., 3', ['1', '2', '3']],
    ['steps', '10,20,..,45', ['10', '20', '30', '40']],
    ['guidance', '1, 1.5, .., 3', ['1', '1.5', '2', '2.5', '3']],
    ['guidance', '7.5', ['7.5']],
    ['steps', '4, 4, 8', ['4', '8']],
    ['seed', '18446744073709551615', ['18446744073709551615']],
    ['replace', '猫、犬、大きな 狐', ['猫', '犬', '大きな 狐']],
    ['sampler', 'lms; ddim\neuler', ['lms', 'ddim', 'euler']],
    ['steps', ' ', []],
  ];
  for (const [parameter, text, values] of cases) {
    assert.deepEqual(readAxisValues(parameter, text), values, text);
  }
  assert.equal(readAxisValues('steps', '1..100000').length, 101, 'one more than can be printed');
});

test('what is wrong with an axis is named', () => {
  assert.equal(findAxisProblem({ parameter: 'steps', values: ['a'] }, []), 'axis-bad-value');
  assert.equal(findAxisProblem({ parameter: 'steps', values: ['1.5'] }, []), 'axis-bad-value');
  assert.equal(findAxisProblem({ parameter: 'guidance', values: ['1.5'] }, []), null);
  assert.equal(findAxisProblem({ parameter: 'sampler', values: ['lms'] }, []), null);
  assert.equal(findAxisProblem({ parameter: 'sampler', values: ['x'] }, []), 'axis-bad-value');
  assert.equal(findAxisProblem({ parameter: 'model', values: ['m'] }, ['m']), null);
  assert.equal(findAxisProblem({ parameter: 'model', values: ['n'] }, ['m']), 'axis-bad-value');
  assert.equal(findAxisProblem({ parameter: 'seed', values: [] }, []), 'axis-empty');
  const [first, last] = ['0', '18446744073709551615'];
  assert.equal(findAxisProblem({ parameter: 'seed', values: [first, last] }, []), null);
  for (const [parameter, good, bad] of [
    ['steps', '1', '0'],
    ['width', '512', '500'],
    ['clipSkip', '2', '12'],
    ['deepCache', '1', '6'],
    ['int8', 'on', 'yes'],
    ['loraScale', '-0.5', '101'],
    ['strength', '1', '0'],
    ['variation', '0', '1.5'],
    ['promptSyntax', 'plain', 'free'],
    ['noiseSource', 'gpu', 'tpu'],
    ['vae', 'own', 'relative.safetensors'],
    ['vae', '/vae, 2.safetensors', '../vae.safetensors'],
    ['vae', 'C:\\models\\vae', 'C:vae'],
    ['seed', '7', '-7'],
  ] as const) {
    assert.equal(findAxisProblem({ parameter, values: [good] }, []), null, `${parameter} ${good}`);
    const problem = findAxisProblem({ parameter, values: [bad] }, []);
    assert.equal(problem, 'axis-bad-value', `${parameter} ${bad}`);
  }
});

/** Grids that the studio goes on with. */
async function openIds({ grids }: Studio): Promise<string[]> {
  for await (const news of grids.watch()) {
    assert.ok(news.type === 'open');
    return news.grids.map(({ grid }) => grid.id);
  }
  return assert.fail('Nothing was told.');
}

const base: GridRequest = {
  name: '',
  arm: { kind: 'ja', modelId: 'm', prompt: '猫と猫 油絵', negativePrompt: '' },
  seed: '42',
  settings: printSettingsSchema.parse({ steps: 2 }),
  axes: [
    { parameter: 'replace', values: ['猫', '犬'] },
    { parameter: 'steps', values: ['1', '2', '3'] },
    { parameter: 'model', values: ['m', 'n'] },
  ],
};

test('a cell has one value of each axis; x counts fastest', () => {
  const cell = (place: number) => {
    const { arms, steps, seed } = requestOfCell(base, place);
    return [arms[0]?.prompt, steps, arms[0]?.modelId, seed];
  };
  assert.deepEqual(cell(0), ['猫と猫 油絵', 1, 'm', '42']);
  assert.deepEqual(cell(1), ['犬と犬 油絵', 1, 'm', '42']);
  assert.deepEqual(cell(2), ['猫と猫 油絵', 2, 'm', '42']);
  assert.deepEqual(cell(11), ['犬と犬 油絵', 3, 'n', '42']);
});

test('an axis changes whatever a run can be asked for', () => {
  const input = { image: 'a'.repeat(64) };
  const grid = gridRequestSchema.parse({
    ...base,
    arm: { ...base.arm, loras: [{ file: '/墨.safetensors', scale: 1 }], vae: '/a.safetensors' },
    settings: printSettingsSchema.parse({ initImage: input }),
    axes: [{ parameter: 'steps', values: ['1'] }],
  });
  const changed = (parameter: GridParameter, value: string) => {
    const axes = [{ parameter, values: [value] }];
    return generationRequestSchema.parse(requestOfCell({ ...grid, axes }, 0));
  };
  assert.equal(changed('negative', 'ぼやけた, 暗い').arms[0]?.negativePrompt, 'ぼやけた, 暗い');
  assert.equal(changed('clipSkip', '2').clipSkip, 2);
  assert.equal(changed('deepCache', '3').deepCache, 3);
  assert.equal(changed('deepCache', '1').deepCache, undefined);
  const eightBit = { ...grid, settings: { ...grid.settings, int8: true } };
  for (const [value, asked] of [
    ['on', true],
    ['off', undefined],
  ] as const) {
    const axes = [{ parameter: 'int8' as const, values: [value] }];
    for (const from of [grid, eightBit]) {
      const { int8 } = generationRequestSchema.parse(requestOfCell({ ...from, axes }, 0));
      assert.equal(int8, asked);
    }
  }
  assert.equal(changed('loraScale', '0.5').arms[0]?.loras?.[0]?.scale, 0.5);
  assert.equal(changed('strength', '0.3').initImage?.strength, 0.3);
  const hiresFix = { width: 512, height: 512, strength: 0.5 };
  const { initImage: _begin, ...fromNoise } = grid.settings;
  const twice = gridRequestSchema.parse({
    ...grid,
    settings: { ...fromNoise, hiresFix },
    axes: [{ parameter: 'strength', values: ['0.2', '0.3'] }],
  });
  const drawnOver = generationRequestSchema.parse(requestOfCell(twice, 1));
  assert.deepEqual(drawnOver.hiresFix, { ...hiresFix, strength: 0.3 });
  assert.equal(changed('promptSyntax', 'plain').promptSyntax, 'plain');
  assert.equal(changed('noiseSource', 'gpu').noiseSource, 'gpu');
  assert.equal(changed('variation', '0').variation, undefined);
  assert.deepEqual(changed('variation', '0.4').variation, { seed: '43', strength: 0.4 });
  assert.equal(changed('vae', '/b.safetensors').arms[0]?.vae, '/b.safetensors');
  assert.equal(changed('vae', 'own').arms[0]?.vae, 'own', 'whatever is set for the model');
  assert.deepEqual(readAxisValues('vae', 'own\n/a, b.safetensors'), ['own', '/a, b.safetensors']);
  assert.deepEqual(readAxisValues('negative', '暗い, 雨\nぼやけた'), ['暗い, 雨', 'ぼやけた']);
});

test('grids that cannot be are refused: too many pictures, a word that is not in the prompt', () => {
  const messages = (change: Partial<GridRequest>) =>
    gridRequestSchema.safeParse({ ...base, ...change }).error?.issues.map(({ message }) => message);
  const long = Array.from({ length: 100 }, (_, i) => String(i + 1));
  assert.deepEqual(
    messages({
      axes: [
        { parameter: 'seed', values: long },
        { parameter: 'steps', values: long },
      ],
    }),
    ['grid-too-large'],
  );
  assert.deepEqual(messages({ axes: [{ parameter: 'replace', values: ['狐'] }] }), [
    'axis-word-missing',
  ]);
  const alone = (parameter: GridParameter) => messages({ axes: [{ parameter, values: ['1'] }] });
  assert.deepEqual(alone('loraScale'), ['axis-no-lora']);
  assert.deepEqual(alone('strength'), ['axis-no-picture']);
});

test(
  'a grid is stopped, goes on where it stopped, and outlives its forgotten row',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, data } = await openTestStudio(t);
    const request: GridRequest = {
      ...base,
      arm: ja,
      settings: printSettingsSchema.parse({ width: 64, height: 64, steps: 2 }),
      axes: [
        { parameter: 'seed', values: ['1', '2'] },
        { parameter: 'guidance', values: ['2', '7.5'] },
      ],
    };
    const replaced = { parameter: 'replace', values: ['油絵', '{水彩'] } as const;
    const unreadable: GridRequest = {
      ...request,
      settings: { ...request.settings, promptSyntax: 'weighted' },
      axes: [{ ...replaced, values: [...replaced.values] }],
    };
    await assert.rejects(studio.grids.start(unreadable), { code: 'PROMPT_INVALID' });
    assert.deepEqual(await studio.grids.list(), [], 'nothing is kept that could not be printed');
    let saved = 0;
    for await (const event of printGrid(studio, () => studio.grids.start(request))) {
      if (event.type !== 'saved' || ++saved !== 2) continue;
      const [printing] = await studio.grids.list();
      await studio.grids.stop({ id: printing?.id ?? '' });
    }
    assert.deepEqual(await openIds(studio), []);
    const [stopped] = await studio.grids.list();
    assert.ok(stopped);
    assert.deepEqual(
      stopped.pictures.map((id) => id !== null),
      [true, true, false, false],
    );
    const events: GridEvent[] = [];
    const goOn = async () => await studio.grids.goOn({ id: stopped.id });
    for await (const event of printGrid(studio, goOn)) events.push(event);
    const done = events.at(-1);
    assert.ok(done?.type === 'done');
    const ids = done.grid.pictures.filter((id) => id !== null);
    const pictures = await studio.gallery.get({ ids });
    assert.deepEqual(
      pictures.map(({ recipe }) => [recipe?.seed, recipe?.guidance]),
      [
        ['1', 2],
        ['2', 2],
        ['1', 7.5],
        ['2', 7.5],
      ],
    );
    assert.ok(events.some(({ type }) => type === 'step'));

    await studio.gallery.remove({ ids: ids.slice(0, 1) });
    assert.equal(
      (await studio.grids.list())[0]?.pictures[0],
      null,
      'the trash leaves its place empty',
    );
    await studio.grids.remove({ id: stopped.id });
    assert.deepEqual(await studio.grids.list(), []);
    assert.equal((await studio.gallery.get({ ids })).length, 3, 'pictures stay');
    const missing = { code: 'GRID_NOT_FOUND' };
    await assert.rejects(studio.grids.remove({ id: stopped.id }), missing);
    await studio.grids.restore({ id: stopped.id });
    assert.deepEqual(
      (await studio.grids.list()).map(({ id }) => id),
      [stopped.id],
      'an undo brings it back',
    );
    await studio.grids.remove({ id: stopped.id });
    await studio.close();
    const later = await openTestStudio(t, { data });
    await assert.rejects(later.studio.grids.restore({ id: stopped.id }), missing);
  },
);

test(
  'a grid lays 8-bit integers beside the exact picture, and tells how far their calibration is',
  skipWithoutModels,
  async (t) => {
    const { studio, ja } = await openTestStudio(t);
    const events: GridEvent[] = [];
    const request: GridRequest = {
      ...base,
      arm: ja,
      settings: printSettingsSchema.parse({ width: 64, height: 64, steps: 2 }),
      axes: [{ parameter: 'int8', values: ['off', 'on'] }],
    };
    for await (const event of printGrid(studio, () => studio.grids.start(request))) {
      events.push(event);
    }
    const told = events.flatMap((event) => (event.type === 'calibrating' ? [event] : []));
    assert.deepEqual([told[0]?.step, told.at(-1)?.step, told.at(-1)?.steps], [0, 25, 25]);
    assert.ok(told.every(({ place }) => place === 1));
    const done = events.at(-1);
    assert.ok(done?.type === 'done');
    const ids = done.grid.pictures.filter((id) => id !== null);
    const recipes = (await studio.gallery.get({ ids })).map(({ recipe }) => recipe);
    assert.deepEqual(
      recipes.map((recipe) => [recipe?.int8, recipe?.engine.precision]),
      [
        [undefined, 'float32'],
        [true, 'int8'],
      ],
    );
  },
);

test('an arm’s kind follows the model of its cell; the untranslated one stays that on an English model', async () => {
  const printed: string[] = [];
  const grid = gridRequestSchema.parse({
    arm: { kind: 'en-raw', modelId: 'en', prompt: '猫' },
    seed: '1',
    settings: printSettingsSchema.parse({}),
    axes: [{ parameter: 'model', values: ['en', 'ja'] }],
  });
  const saved = { id: 'g', createdAt: '2026-11-27T18:00:00Z', request: grid };
  const kinds: Record<string, string> = { en: 'en', ja: 'ja' };
  const grids = createGridsService({
    tables: {
      grids: { get: () => ({ ...saved, pictures: [null, null] }), adoptPictures() {} },
      openRuns: { put() {}, remove() {}, list: () => [] },
    },
    models: { require: (id: string) => ({ arm: kinds[id] }) },
    generation: {
      async *run({ arms }: GenerationRequest) {
        printed.push(...arms.map(({ kind }) => kind));
        yield { type: 'done' };
      },
    },
    storage: createStorageWait(assert.fail),
    inTurn: (work: () => Promise<void>) => work(),
    clock: () => new Date(),
  } as unknown as GridsOptions);
  for await (const _ of printGrid({ grids }, () => grids.goOn({ id: 'g' })));
  assert.deepEqual(printed, ['en-raw', 'ja']);
});
