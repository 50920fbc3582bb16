import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { applyStyles } from '../../electron/api/contract/apply-styles.ts';
import { maxStyles } from '../../electron/api/contract/styles.ts';
import type { Style } from '../../electron/api/contract/styles.ts';
import { parseCsv } from '../../electron/services/parse-csv.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import {
  collectEvents,
  openBareStudio,
  openTestStudio,
  savedPictures,
} from '../helpers/open-test-studio.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

async function openStyles(t: TestContext) {
  const data = join(temporaryFolder(), 'データ');
  const { studio } = await openBareStudio(t, { data });
  return { studio, data };
}

const form = (prompt: string, negativePrompt = '') => ({ prompt, negativePrompt });
const fileOf = (content: string | Uint8Array<ArrayBuffer>) => ({ file: new Blob([content]) });
const ofUser = (styles: readonly Style[]) => styles.filter(({ own }) => !own);
const refused = (code: string, reason?: string) => (error: unknown) =>
  error instanceof StudioError &&
  error.code === code &&
  (reason === undefined || (error.data as { reason?: string }).reason === reason);

test('a style is kept, changed, removed, and comes back under its own id', async (t) => {
  const { studio, data } = await openStyles(t);
  const saved = await studio.styles.save({
    name: '影絵',
    ja: form('{prompt} 影絵', '色'),
    en: null,
  });
  assert.deepEqual(ofUser(await studio.styles.list()), [saved]);
  const changed = await studio.styles.save({
    id: saved.id,
    name: '影',
    ja: null,
    en: form('shadow'),
  });
  assert.deepEqual(changed, {
    id: saved.id,
    name: { ja: '影', en: '影' },
    ja: null,
    en: form('shadow'),
    own: false,
  });
  await studio.close();
  const { studio: again } = await openBareStudio(t, { data });
  assert.deepEqual(ofUser(await again.styles.list()), [changed]);
  await again.styles.remove({ id: saved.id });
  assert.deepEqual(ofUser(await again.styles.list()), []);
  assert.equal((await again.styles.save({ ...changed, name: '影' })).id, saved.id);
});

test('no two styles have the same name, in either language, case or width', async (t) => {
  const { studio } = await openStyles(t);
  await studio.styles.save({ name: 'Mist', ja: null, en: form('mist') });
  for (const name of ['mist', 'ＭＩＳＴ', '浮世絵', 'ukiyo-E']) {
    await assert.rejects(
      studio.styles.save({ name, ja: form('a'), en: null }),
      refused('STYLE_NAME_TAKEN'),
    );
  }
});

test('the studio’s own styles stay as they are', async (t) => {
  const { studio } = await openStyles(t);
  const [own] = (await studio.styles.list()).filter((style) => style.own);
  assert.ok(own);
  const copy = await studio.styles.save({ id: own.id, name: 'mine', ja: form('a'), en: null });
  assert.notEqual(copy.id, own.id);
  await studio.styles.remove({ id: own.id });
  assert.ok((await studio.styles.list()).some(({ id }) => id === own.id));
});

test('a styles.csv of stable-diffusion-webui is taken in once, its dividing lines left out', async (t) => {
  const { studio } = await openStyles(t);
  const csv = [
    'name,prompt,negative_prompt',
    '"---- Mine ----",,',
    'Film,"{prompt}, 35mm, ""grain"" <lora:film:0.6>","blurry',
    'low quality"',
    '水墨,{prompt} 水墨画,写真',
    'Ukiyo-e,"{prompt}, print",',
  ].join('\r\n');
  assert.deepEqual(await studio.styles.import(fileOf(`\uFEFF${csv}`)), { added: 3, known: 0 });
  const film = form('{prompt}, 35mm, "grain" <lora:film:0.6>', 'blurry\r\nlow quality');
  const expected = [
    { name: 'Film', ja: film, en: film },
    // An English model reads nothing of it.
    { name: '水墨', ja: form('{prompt} 水墨画', '写真'), en: null },
    { name: 'Ukiyo-e 2', ja: form('{prompt}, print'), en: form('{prompt}, print') },
  ];
  const kept = ofUser(await studio.styles.list());
  assert.deepEqual(
    kept.map(({ name, ja, en }) => ({ name: name.ja, ja, en })),
    expected,
  );
  assert.deepEqual(await studio.styles.import(fileOf(csv)), { added: 0, known: 3 });
});

test('what was exported comes back the same in another studio', async (t) => {
  const [first, second] = [await openStyles(t), await openStyles(t)];
  await first.studio.styles.save({ name: '霧', ja: form('{prompt}、霧'), en: form('mist', 'sun') });
  await first.studio.styles.save({ name: 'x'.repeat(80), ja: null, en: form('{prompt}, y') });
  const { json } = await first.studio.styles.export();
  assert.deepEqual(await second.studio.styles.import(fileOf(json)), { added: 2, known: 0 });
  assert.deepEqual(await second.studio.styles.import(fileOf(json)), { added: 0, known: 2 });
  const plain = async (styles: Promise<Style[]>) =>
    ofUser(await styles).map(({ id: _id, ...style }) => style);
  assert.deepEqual(
    await plain(second.studio.styles.list()),
    await plain(first.studio.styles.list()),
  );
});

test('lists of other programs and Shift_JIS are read, everything else is refused by its reason', async (t) => {
  const { studio } = await openStyles(t);
  const fooocus = JSON.stringify([
    { name: 'sai-anime', prompt: 'anime {prompt}', negative_prompt: 'photo' },
  ]);
  assert.deepEqual(await studio.styles.import(fileOf(fooocus)), { added: 1, known: 0 });
  // 「猫」 in Shift_JIS.
  const sjis = new Uint8Array([...Buffer.from('name,prompt\ncat,'), 0x94, 0x4c]);
  await studio.styles.import(fileOf(sjis));
  assert.deepEqual(ofUser(await studio.styles.list()).at(-1)?.ja, form('猫'));

  const refuse = async (content: string, reason: string) => {
    await assert.rejects(
      studio.styles.import(fileOf(content)),
      refused('STYLES_UNREADABLE', reason),
    );
  };
  await refuse('', 'no-table');
  await refuse('a,b\n1,2', 'no-table');
  await refuse('name,prompt\n---,', 'no-styles');
  await refuse('{"a": ', 'not-json');
  await refuse('{"a": 1}', 'no-styles');
  const many = ['name,prompt', ...Array.from({ length: 5001 }, (_, k) => `x,p${k}`)];
  await refuse(many.join('\n'), 'too-many');
  assert.equal(ofUser(await studio.styles.list()).length, 2);
});

test('there are so many styles and no more; one that is there can still be changed', async (t) => {
  const { studio } = await openStyles(t);
  const lines = Array.from({ length: maxStyles }, (_, k) => `n${k},p${k}`);
  await studio.styles.import(fileOf(['name,prompt', ...lines].join('\n')));
  const [first] = await studio.styles.list();
  const texts = { ja: form('猫'), en: null };
  await assert.rejects(studio.styles.save({ name: '新', ...texts }), refused('STYLES_FULL'));
  assert.equal((await studio.styles.save({ id: first?.id, name: '猫', ...texts })).name.ja, '猫');
  assert.equal(ofUser(await studio.styles.list()).length, maxStyles);
});

test('fields in quotes hold commas, line breaks and quotes', () => {
  assert.deepEqual(parseCsv('a,"b ""c"", d"\r\n\n"e\nf",\nlast'), [
    ['a', 'b "c", d'],
    ['e\nf', ''],
    ['last'],
  ]);
  assert.deepEqual(parseCsv('a "b" c,"open'), [['a "b" c', 'open']]);
  assert.deepEqual(parseCsv(''), []);
});

test('a recipe has the styles’ names and all of their words, whatever becomes of them', async (t) => {
  const { studio, ja, en, request } = await openTestStudio(t);
  const style = await studio.styles.save({
    name: '墨',
    ja: form('{prompt}、{墨|筆}', '写真'),
    en: form('{prompt}, sumi'),
  });
  const arms = [ja, en].map((arm) => ({ ...arm, ...applyStyles(arm, [style], arm.kind) }));
  await studio.styles.remove({ id: style.id });
  const [first, second] = savedPictures(
    await collectEvents(studio.generation.run(request({ arms }))),
  ).map(({ recipe }) => recipe);
  assert.match(first?.prompt ?? '', /^サラリーマン 油絵、[墨筆]$/);
  assert.equal(first?.negativePrompt, '写真');
  assert.deepEqual(first?.styles, { names: ['墨'], prompt: ja.prompt, negativePrompt: '' });
  assert.equal(second?.prompt, 'businessman, oil painting, sumi');
  assert.deepEqual(second?.styles?.names, ['墨']);
  const [entry] = await studio.prompts.list({
    search: '筆',
    favourite: false,
    limit: 1,
    offset: 0,
  });
  assert.deepEqual(entry?.arms[0]?.styles, first?.styles);
});
