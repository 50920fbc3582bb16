import assert from 'node:assert/strict';
import sharp from 'sharp';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { GenerationEvent } from '../../electron/api/contract/generation.ts';
import { readRecipe } from '../../electron/images/picture-file.ts';
import { importedBy } from '../helpers/import-model.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { fileOf } from '../helpers/kept-picture.ts';
import { copyModel, skipWithoutModels, smallModels } from '../helpers/small-models.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('a pair is printed, kept with its recipe, and found again', skipWithoutModels, async (t) => {
  const { studio, ja, en, request } = await openTestStudio(t);
  const events = await collectEvents(studio.generation.run(request({ count: 2 })));

  const [queued] = events;
  assert.ok(queued?.type === 'queued');
  assert.deepEqual([queued.ahead, queued.job.seeds], [0, ['42', '43']]);
  assert.deepEqual([queued.job.settings.width, queued.job.settings.steps], [64, 2]);
  const cells = events.flatMap((event) => (event.type === 'saved' ? [event.cell] : []));
  assert.deepEqual(
    cells,
    [0, 1].flatMap((seed) => [0, 1].map((arm) => ({ arm, seed }))),
    'seed by seed, so that a pair appears together',
  );
  const steps = events.filter((event) => event.type === 'step');
  assert.equal(steps.length, 8);
  assert.deepEqual(
    steps.slice(0, 2).map(({ step, steps: all }) => [step, all]),
    [
      [1, 2],
      [2, 2],
    ],
  );
  assert.ok(steps.every(({ preview }) => preview?.startsWith('data:image/webp;base64,') === true));
  const last = events.at(-1);
  assert.ok(last?.type === 'done' && last.seconds > 0 && last.secondsPerStep > 0);

  const pictures = savedPictures(events);
  const { ids } = await studio.gallery.list({ search: 'さらりーまん', arms: [] });
  assert.deepEqual(
    ids,
    pictures
      .filter(({ arm }) => arm === 'ja')
      .map(({ id }) => id)
      .toReversed(),
  );
  for (const picture of pictures) {
    const file = fileOf(studio.gallery, picture.id);
    assert.deepEqual(readRecipe(readFileSync(file)), picture.recipe);
    const { width, height, format } = await sharp(file).metadata();
    assert.deepEqual([width, height, format], [64, 64, 'png']);
    assert.equal(readFileSync(file).length, picture.bytes);
    assert.equal(studio.gallery.locate(picture.id, 'thumbnail')?.mime, 'image/webp');
  }

  const [comparison] = await studio.comparisons.list({ limit: 5 });
  assert.deepEqual(comparison?.arms, [ja, en]);
  assert.deepEqual(comparison.pictures, [
    [pictures[0]?.id, pictures[1]?.id],
    [pictures[2]?.id, pictures[3]?.id],
  ]);
  assert.deepEqual(await studio.comparisons.get({ id: comparison.id }), comparison);
  const [prompt] = await studio.prompts.list({
    search: 'ビジネス',
    favourite: false,
    limit: 5,
    offset: 0,
  });
  assert.equal(prompt, undefined);
  const [entry] = await studio.prompts.list({
    search: 'businessman',
    favourite: false,
    limit: 5,
    offset: 0,
  });
  assert.deepEqual([entry?.seed, entry?.count, entry?.uses], ['42', 2, 1]);
  assert.deepEqual(entry?.pictureIds, pictures.map(({ id }) => id).toReversed());
});

test(
  'of a picture that is not compared only so many previews are drawn as somebody can see',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request } = await openTestStudio(t);
    const steps = 40;
    const begun = performance.now();
    const events = await collectEvents(studio.generation.run(request({ arms: [ja], steps })));
    const tenths = (performance.now() - begun) / 100;
    const told = events.filter((event) => event.type === 'step');
    assert.equal(told.length, steps);
    const shown = told.filter(({ preview }) => preview !== null).map(({ step }) => step);
    assert.deepEqual([shown[0], shown.at(-1)], [1, steps]);
    assert.ok(shown.length <= 2 + tenths, `${shown.length} in ${tenths} tenths of a second`);
  },
);

test('a job for an unknown model is refused and leaves no trace', skipWithoutModels, async (t) => {
  const { studio, ja, request } = await openTestStudio(t);
  await assert.rejects(
    collectEvents(studio.generation.run(request({ arms: [{ ...ja, modelId: 'gone' }] }))),
    { code: 'MODEL_NOT_FOUND', data: { modelId: 'gone' } },
  );
  assert.deepEqual(
    await studio.prompts.list({ search: '', favourite: false, limit: 5, offset: 0 }),
    [],
  );
  assert.deepEqual(await studio.generation.active(), []);
});

test(
  'a model that was removed while it printed leaves its pictures',
  skipWithoutModels,
  async (t) => {
    const { studio, en, request } = await openTestStudio(t);
    assert.ok(smallModels !== null);
    const folder = copyModel(smallModels.en, join(temporaryFolder(), 'model'));
    const { id } = await importedBy(studio.models.import({ path: folder }));
    let removed = false;
    const events = await collectEvents(
      studio.generation.run(request({ arms: [{ ...en, modelId: id }] })),
      async (event) => {
        if (event.type !== 'step' || removed) return;
        removed = true;
        await studio.models.remove({ id });
      },
    );
    const [picture] = savedPictures(events);
    assert.equal(picture?.modelId, null);
    assert.ok((picture?.recipe.model.name ?? '') !== '');
  },
);

test(
  'a prompt of 8 000 characters with emoji and unknown words prints',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, request } = await openTestStudio(t);
    const prompt = '檸檬🍋と麵、'.repeat(1000).slice(0, 8000);
    const events = await collectEvents(
      studio.generation.run(request({ arms: [{ ...ja, prompt }] })),
    );
    assert.equal(savedPictures(events)[0]?.recipe.prompt, prompt);
  },
);

test(
  'every arm of four prints, and the same arms printed again renew their entry in the history',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, en, request } = await openTestStudio(t);
    const arms = [
      ja,
      en,
      { ...en, kind: 'en-raw' as const, prompt: ja.prompt },
      { ...ja, kind: 'ja-stage1' as const },
    ];
    const events: GenerationEvent[] = [];
    for (let i = 0; i < 2; i++) {
      events.push(...(await collectEvents(studio.generation.run(request({ arms, steps: 1 })))));
    }
    assert.deepEqual(
      savedPictures(events).map(({ arm }) => arm),
      ['ja', 'en', 'en-raw', 'ja-stage1', 'ja', 'en', 'en-raw', 'ja-stage1'],
    );
    const entries = await studio.prompts.list({
      search: '',
      favourite: false,
      limit: 5,
      offset: 0,
    });
    assert.deepEqual(
      entries.map(({ uses, pictureIds }) => [uses, pictureIds.length]),
      [[2, 8]],
    );
  },
);
