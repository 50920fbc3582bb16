import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Imported } from '../../electron/api/contract/imported.ts';
import type { Scorer } from '../../electron/api/contract/scores.ts';
import type { ScoreEvent } from '../../electron/api/contract/scores.ts';
import { captionOf } from '../../electron/services/caption.ts';
import { scoreTaskOf } from '../../electron/services/score-task.ts';
import { openScorer } from '../../native-models/models/scorer.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import {
  collectEvents,
  openTestStudio,
  resources,
  savedPictures,
} from '../helpers/open-test-studio.ts';
import { readRgb } from '../helpers/read-rgb.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const demoScorer = join(resources, 'demo-scorer');

test('a prompt becomes a sentence: no weights, no schedule, no AND', () => {
  const cases: [string, string][] = [
    ['サラリーマン 油絵', 'サラリーマン 油絵'],
    ['（浮世絵：１．３） [猫]', '浮世絵 猫'],
    ['a [cat:dog:0.5] AND rain :0.7', 'a dog rain'],
    ['絵\\(油\\)', '絵(油)'],
    ['cat BREAK dog', 'cat dog'],
  ];
  for (const [prompt, caption] of cases) {
    assert.equal(captionOf(prompt, { promptSyntax: 'weighted', steps: 20 }), caption, prompt);
  }
  assert.equal(captionOf('(a:1.3)', { promptSyntax: 'plain', steps: 20 }), '(a:1.3)');
  assert.equal(captionOf('(a:1.2.3)', { promptSyntax: 'weighted', steps: 20 }), '(a:1.2.3)');
});

test('which scorer reads which words', () => {
  const scorer = (language: 'ja' | 'en', origin: Scorer['origin']): Scorer => ({
    language,
    origin,
    name: language,
    path: '/',
  });
  const both = { ja: scorer('ja', 'chosen'), en: scorer('en', 'chosen') };
  const recipe = makeRecipe({ promptSyntax: 'weighted' });
  const japanese = makeRecipe({ promptSyntax: 'weighted', prompt: '（猫：１．２） 油絵' });
  const task = (
    fields: Partial<typeof recipe>,
    around: Partial<Parameters<typeof scoreTaskOf>[1]> = {},
  ) => {
    const picture = { recipe: { ...recipe, ...fields }, imported: null };
    const surroundings = { scorers: both, japanese: null, isDemo: false, ...around };
    const found = scoreTaskOf(picture, surroundings);
    return found && [found.scorer.language, found.caption];
  };
  assert.deepEqual(task({ arm: 'ja', prompt: '（猫：１．２）' }), ['ja', '猫']);
  assert.deepEqual(task({ arm: 'en-raw', prompt: '猫' }), ['ja', '猫']);
  assert.deepEqual(task({ arm: 'en', prompt: 'cat' }), ['en', 'cat']);
  const translated = task({ arm: 'en', prompt: 'cat' }, { japanese });
  assert.deepEqual(translated, ['ja', '猫 油絵'], 'one scorer and one text for both arms');
  const onlyEnglish = { scorers: { ...both, ja: null } };
  assert.equal(task({ arm: 'ja', prompt: '猫' }, onlyEnglish), null);
  assert.deepEqual(task({ arm: 'en', prompt: 'cat' }, { ...onlyEnglish, japanese })?.[0], 'en');
  const demo = { scorers: { ja: scorer('ja', 'demo'), en: null } };
  assert.equal(task({ arm: 'ja', prompt: '猫' }, demo), null, 'it knows the demo world only');
  assert.deepEqual(task({ arm: 'ja', prompt: '猫' }, { ...demo, isDemo: true }), ['ja', '猫']);
  assert.equal(task({ arm: 'ja', prompt: '猫', safety: 'blocked' }), null);

  const foreign = (prompt: string) => {
    const found = { prompt } as NonNullable<Imported['found']>;
    const picture = { recipe: null, imported: { found } as Imported };
    const given = scoreTaskOf(picture, { scorers: both, japanese: null, isDemo: false });
    return given && [given.scorer.language, given.caption];
  };
  assert.deepEqual(foreign('夜の城 <lora:墨絵:0.8>'), ['ja', '夜の城']);
  assert.deepEqual(foreign('(castle:1.2) at night'), ['en', 'castle at night']);
  assert.equal(foreign(''), null);
});

test(
  'the arms of a pair are scored by one scorer for one text, sorted by it, and told',
  skipWithoutModels,
  async (t) => {
    const { studio, request, ja } = await openTestStudio(t);
    const pictures = savedPictures(await collectEvents(studio.generation.run(request())));
    const ids = pictures.map(({ id }) => id);
    const run = async (): Promise<ScoreEvent[]> => {
      const events: ScoreEvent[] = [];
      for await (const event of studio.scores.run({ ids })) events.push(event);
      return events;
    };
    assert.deepEqual(await run(), [{ type: 'done', scored: 0, skipped: ids, unreadable: [] }]);

    await assert.rejects(studio.settings.change({ japaneseScorer: temporaryFolder() }), {
      code: 'MODEL_UNREADABLE',
    });
    await studio.settings.change({ japaneseScorer: demoScorer });
    assert.deepEqual(
      (await studio.scores.scorers()).map(({ origin, path }) => [origin, path]),
      [['chosen', demoScorer]],
    );
    const told = studio.scores.watch();
    const first = told.next();
    const events = await run();
    assert.deepEqual(events.at(-1), { type: 'done', scored: 2, skipped: [], unreadable: [] });
    assert.equal((await first).value?.pictureId, ids[0]);
    await told.return();

    const scorer = await openScorer(demoScorer, { threads: 1 });
    const images = await Promise.all(
      ids.map((id) => readRgb(studio.gallery.locate(id, 'full')?.path ?? '')),
    );
    const expected = (await scorer.scoreImages(images, [ja.prompt])).map((row) => row[0] ?? NaN);
    await scorer.dispose();
    const kept = await studio.gallery.get({ ids });
    for (const [index, { score, scorer: name }] of kept.entries()) {
      assert.equal(name, 'demo-scorer');
      assert.ok(Math.abs((score ?? 9) - (expected[index] ?? 0)) < 1e-5, `${score}`);
    }
    const best = await studio.gallery.list({ order: 'score' });
    const sorted = kept.toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0));
    assert.deepEqual(
      best.ids,
      sorted.map(({ id }) => id),
    );

    const found = await studio.scores.find({ text: ja.prompt, limit: 10 });
    assert.deepEqual(
      found.pictures.map(({ id }) => id),
      sorted.map(({ id }) => id),
      'what fits the words best comes first',
    );
    assert.ok(Math.abs((found.pictures[0]?.score ?? 9) - (sorted[0]?.score ?? 0)) < 1e-3);
    assert.equal(found.searched, 2);
    assert.equal((await studio.scores.find({ text: '猫', limit: 1 })).pictures.length, 1);
    await studio.gallery.remove({ ids: [ids[0] ?? ''] });
    assert.equal((await studio.scores.find({ text: '猫', limit: 5 })).searched, 1);
    await studio.gallery.restore({ ids: [ids[0] ?? ''] });
    const above = { minScore: sorted[0]?.score ?? 1 };
    assert.deepEqual((await studio.gallery.list(above)).ids, [sorted[0]?.id]);
  },
);

test(
  'new pictures are scored in the background once there is a scorer, unless that is off',
  skipWithoutModels,
  async (t) => {
    const { studio, request } = await openTestStudio(t);
    await studio.settings.change({ japaneseScorer: demoScorer });
    const told = studio.scores.watch();
    const [first, second] = [told.next(), told.next()];
    const ids = savedPictures(await collectEvents(studio.generation.run(request()))).map(
      ({ id }) => id,
    );
    assert.deepEqual([(await first).value?.pictureId, (await second).value?.pictureId], ids);
    assert.ok((await studio.gallery.get({ ids })).every(({ score }) => score !== null));
    await told.return();
  },
);
