import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { z } from 'zod';
import { packSchema } from '../../electron/api/contract/packs.ts';
import type { Pack, PackEvent } from '../../electron/api/contract/packs.ts';
import { openDatabase } from '../../electron/database/open-database.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { openBareStudio, openTestStudio, resources } from '../helpers/open-test-studio.ts';
import { skipWithoutModels } from '../helpers/small-models.ts';

const folder = join(resources, 'culture-packs');
const readPack = (name: string): Pack =>
  packSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));

test('the four claims: at least 25 prompts each, in both languages, with notes and fixed seeds', () => {
  const names = readdirSync(folder).filter((name) => /^(?!pack\.schema).*\.json$/.test(name));
  assert.deepEqual(names.toSorted(), [
    'japanese-style.json',
    'japanglish.json',
    'onomatopoeia.json',
    'proper-nouns.json',
  ]);
  for (const name of names) {
    const { id, prompts, seeds } = readPack(name);
    assert.equal(`${id}.json`, name);
    assert.ok(prompts.length >= 25, name);
    assert.ok(seeds.length > 0);
    for (const { ja, en, note } of prompts) {
      assert.match(ja, /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u);
      assert.match(en, /^[\x20-\x7e’]+$/, 'English prompts are English');
      assert.match(note.ja, /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u);
    }
  }
});

test('the published JSON schema is the one that packs are checked by', () => {
  const published: unknown = JSON.parse(readFileSync(join(folder, 'pack.schema.json'), 'utf8'));
  assert.deepEqual(published, z.toJSONSchema(packSchema, { io: 'input' }));
});

const small: Pack = {
  schema: 1,
  id: 'cats',
  version: 1,
  title: { ja: '猫の題材', en: 'Cats' },
  about: { ja: '<b>猫</b>', en: 'Cats' },
  seeds: ['42', '7'],
  prompts: [
    { id: 'cat', ja: '猫 油絵', en: 'cat, oil painting', note: { ja: '猫', en: 'a cat' } },
    {
      id: 'castle',
      ja: '城',
      en: 'castle',
      note: { ja: '城', en: 'a castle' },
      category: 'places',
    },
  ],
};

test(
  'packs of the user: taken in, replaced, forgotten; what is wrong with one is named',
  skipWithoutModels,
  async (t) => {
    const { studio } = await openTestStudio(t);
    const before = (await studio.packs.list()).length;
    await studio.packs.add({ json: JSON.stringify(small) });
    await studio.packs.add({ json: JSON.stringify({ ...small, version: 2 }) });
    const mine = (await studio.packs.list()).filter(({ own }) => !own);
    assert.deepEqual(
      mine.map(({ id, version }) => [id, version]),
      [['cats', 2]],
    );
    const issuesOf = async (json: string): Promise<string[]> => {
      const error = await studio.packs.add({ json }).then(
        () => assert.fail('it was taken in'),
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof StudioError && error.code === 'PACK_UNREADABLE');
      return (error.data as { issues: string[] }).issues;
    };
    assert.deepEqual(await issuesOf('{'), ['pack-not-json']);
    assert.deepEqual(await issuesOf(JSON.stringify({ ...small, id: 'proper-nouns' })), [
      'id: pack-name-taken',
    ]);
    assert.deepEqual(await issuesOf(JSON.stringify({ ...small, id: '../x' })), [
      'id: pack-bad-name',
    ]);
    const twice = { ...small, prompts: [small.prompts[0], small.prompts[0]] };
    assert.deepEqual(await issuesOf(JSON.stringify(twice)), ['prompts: pack-same-prompt-twice']);
    const { version: _version, ...unversioned } = small;
    const wrong = { ...unversioned, schema: 2, title: 'cats', seeds: [], id: 'a'.repeat(61) };
    // What zod says in English sentences has codes too.
    assert.deepEqual((await issuesOf(JSON.stringify(wrong))).toSorted(), [
      'id: pack-too-large',
      'schema: pack-malformed',
      'seeds: pack-too-small',
      'title: pack-wrong-kind',
      'version: pack-missing',
    ]);
    assert.deepEqual(await issuesOf('[]'), ['pack-wrong-kind']);
    await studio.packs.remove({ id: 'cats' });
    assert.equal((await studio.packs.list()).length, before);
  },
);

test(
  'a run whose model is to compute in 8-bit integers tells how far its calibration is',
  skipWithoutModels,
  async (t) => {
    const first = await openTestStudio(t);
    await first.studio.packs.add({ json: JSON.stringify(small) });
    await first.studio.close();
    const database = openDatabase(join(first.data, 'nishiki.db'));
    database.exec(`UPDATE models SET recommended = json_set(recommended, '$.int8', json('true'))`);
    database.close();
    const { studio } = await openBareStudio(t, first);
    const arms = [first.ja, first.en].map(({ kind, modelId }) => ({ kind, modelId }));
    const request = { packId: 'cats', arms, seeds: ['1'], width: 64, height: 64, steps: 2 };
    const told: string[] = [];
    for await (const event of studio.packs.run({ ...request, promptIds: ['castle'] })) {
      if (event.type === 'calibrating') {
        const { promptId, modelId, step, steps } = event;
        assert.equal(promptId, 'castle');
        if (step === steps) told.push(`calibrated ${modelId}`);
      } else if (event.type === 'saved') told.push('saved');
    }
    assert.deepEqual(
      told,
      arms.flatMap(({ modelId }) => [`calibrated ${modelId}`, 'saved']),
    );
  },
);

test(
  'two who wait for one run are told the same, and each picture is made once',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, en } = await openTestStudio(t);
    await studio.packs.add({ json: JSON.stringify(small) });
    const arms = [ja, en].map(({ kind, modelId }) => ({ kind, modelId }));
    const request = { packId: 'cats', arms, seeds: ['1'], width: 64, height: 64, steps: 2 };
    const resumed = async (runId: string): Promise<string[]> => {
      const types: string[] = [];
      for await (const { type } of studio.packs.resume({ runId })) types.push(type);
      return types;
    };
    let second: Promise<string[]> | undefined;
    const first: string[] = [];
    for await (const event of studio.packs.run(request)) {
      first.push(event.type);
      if (event.type === 'started') second = resumed(event.run.id);
    }
    assert.deepEqual(await second, first);
    assert.equal((await studio.packs.runs())[0]?.printed, 4);
    assert.equal((await studio.gallery.list({})).ids.length, 4);
  },
);

test(
  'a run is stopped, goes on where it stopped, and is told in one file and on one sheet',
  skipWithoutModels,
  async (t) => {
    const { studio, ja, en } = await openTestStudio(t);
    await studio.packs.add({ json: JSON.stringify(small) });
    const arms = [ja, en].map(({ kind, modelId }) => ({ kind, modelId }));
    const sampler = 'dpmpp-2m-karras' as const;
    const request = { packId: 'cats', arms, width: 64, height: 64, steps: 2, sampler };
    let runId = '';
    for await (const event of studio.packs.run(request)) {
      if (event.type === 'started') runId = event.run.id;
      if (event.type === 'prompt' && event.promptId === 'castle') break;
    }
    for await (const news of studio.packs.watch()) {
      assert.deepEqual(news, { type: 'open', runs: [] }, 'nobody goes on with it');
      break;
    }
    const [stopped] = await studio.packs.runs();
    assert.equal(stopped?.id, runId);
    assert.equal(stopped?.total, 8);
    assert.equal(stopped?.printed, 4);

    const events: PackEvent[] = [];
    for await (const event of studio.packs.resume({ runId })) events.push(event);
    const done = events.at(-1);
    assert.equal(done?.type === 'done' && done.run.printed, 8);
    assert.equal(events.filter(({ type }) => type === 'saved').length, 4);

    const made = await studio.packs.comparisons({ runId });
    const ids = made.flatMap(({ comparisonIds }) => comparisonIds);
    const first = await studio.comparisons.get({ id: ids[0] ?? '' });
    assert.deepEqual(first.seeds, ['42', '7']);
    assert.equal(first.arms[1]?.translation?.by, 'person');

    for (let i = 0; i < 4; i++) {
      const trial = await studio.votes.next({ session: 's', runId });
      await studio.votes.cast({ trialId: trial?.id ?? '', choice: 'draw' });
    }
    const byCategory = await studio.votes.ratings({ runId, by: 'category' });
    assert.deepEqual(byCategory.map(({ group, votes }) => [group, votes]).toSorted(), [
      ['cats', 2],
      ['places', 2],
    ]);

    const { html, sheet, fileName } = await studio.packs.report({ runId, language: 'ja' });
    assert.match(fileName, /^nishiki-cats-v1-\d{4}-\d\d-\d\d$/);
    assert.equal(html.match(/<img src="data:image\/webp;base64,/g)?.length, 8);
    assert.ok(html.includes('猫 油絵') && html.includes('目隠し投票 4 票'));
    assert.ok(html.includes(' · DPM++ 2M、Karras · ') && !html.includes(sampler));
    const english = await studio.packs.report({ runId, language: 'en' });
    assert.ok(english.html.includes(' · DPM++ 2M, Karras · '));
    assert.ok(html.includes('&lt;b&gt;猫&lt;/b&gt;'), 'words are words');
    assert.doesNotMatch(html, /https?:|<script/, 'nothing is fetched and nothing runs');
    const png = await sharp(Buffer.from(sheet.split(',')[1] ?? '', 'base64')).metadata();
    assert.equal(png.format, 'png');

    await assert.rejects(
      studio.packs.report({ runId: 'nowhere', language: 'en' }),
      (error) => error instanceof StudioError && error.code === 'PACK_NOT_FOUND',
    );
  },
);
