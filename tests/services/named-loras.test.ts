import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Arm } from '../../electron/api/contract/arm.ts';
import type { Recipe } from '../../electron/api/contract/recipe.ts';
import { reasons as english } from '../../electron/api/contract/words/en/reasons.ts';
import { reasons as japanese } from '../../electron/api/contract/words/ja/reasons.ts';
import { writeAgain } from '../../electron/api/contract/write-again.ts';
import { addNamedLoras, noteNamedLoras, withNamesOf } from '../../electron/services/named-loras.ts';
import type { TaggedArm } from '../../electron/services/named-loras.ts';
import { StudioError } from '../../electron/services/studio-error.ts';
import { pixelsOf } from '../helpers/kept-picture.ts';
import { collectEvents, openTestStudio, savedPictures } from '../helpers/open-test-studio.ts';
import { skipWithoutModels, smallModels } from '../helpers/small-models.ts';
import { temporaryFolder, writeTo } from '../helpers/temporary-folder.ts';
import { writeLora } from '../helpers/write-lora.ts';

const refusedFor = (reason: keyof typeof english) => (error: unknown) => {
  assert.ok(error instanceof StudioError && error.code === 'PROMPT_INVALID', String(error));
  assert.equal((error.data as { reason: string }).reason, reason);
  assert.ok(english[reason] !== '' && Object.hasOwn(japanese, reason));
  return true;
};

const library = [{ kind: 'lora', name: 'Ink', path: '/ink' }] as const;
const cat = { prompt: 'cat <lora:ink:0.5>', negativePrompt: '' };
const others = (count: number) =>
  Array.from({ length: count }, (_, place) => ({ file: `/${place}`, scale: 1 }));

test('a tag becomes a LoRA, and is refused where it has no place', () => {
  const few = addNamedLoras({ ...cat, loras: others(15) }, library, 'written');
  assert.deepEqual([few.prompt, few.loras.at(-1)], ['cat', { file: '/ink', scale: 0.5 }]);
  assert.throws(
    () => addNamedLoras({ ...cat, loras: others(16) }, library, 'written'),
    refusedFor('too-many-loras'),
  );
  for (const negativePrompt of ['<lora:ink:1>', 'bad, {<lora:other:1>|dog}']) {
    for (const state of ['written', 'settled'] as const) {
      assert.throws(
        () => addNamedLoras({ ...cat, negativePrompt }, library, state),
        refusedFor('lora-in-negative'),
      );
    }
  }
});

test('what names mean is noted when a job is queued: files that are renamed, moved or forgotten are found', () => {
  const ink = { kind: 'lora', id: 'i', name: 'Ink', path: '/ink' } as const;
  const arm = { prompt: 'cat {<lora:ink:1>|<lora:nothing:1>|<lora:INK:2>}', negativePrompt: '' };
  const noted = noteNamedLoras(arm, [ink]);
  assert.deepEqual(noted.namedLoras, [
    { name: 'ink', id: 'i', file: '/ink' },
    { name: 'INK', id: 'i', file: '/ink' },
  ]);
  const chosen: TaggedArm = { prompt: 'cat <lora:ink:1>', negativePrompt: '' };
  const fileIn = (now: Parameters<typeof withNamesOf>[1]) =>
    addNamedLoras(chosen, withNamesOf(noted, now), 'settled').loras?.[0]?.file;
  const other = { ...ink, id: 'o', path: '/other' };
  assert.equal(fileIn([{ ...ink, name: 'wash' }, other]), '/ink', 'not another of that name');
  assert.equal(fileIn([{ ...ink, path: '/moved' }]), '/moved');
  assert.equal(fileIn([]), '/ink');
  assert.ok(!('namedLoras' in noteNamedLoras({ ...noted, prompt: 'cat' }, [ink])), 'written anew');
});

test('what a seed may choose is left for it; what it has chosen is taken', () => {
  const choice = { prompt: 'cat, {<lora:ink:1>|dog}', negativePrompt: '' };
  assert.equal(addNamedLoras(choice, library, 'written'), choice);
  const settled = { prompt: 'cat {, <lora:ink:1>', negativePrompt: '' };
  assert.deepEqual(addNamedLoras(settled, library, 'settled'), {
    prompt: 'cat {',
    negativePrompt: '',
    loras: [{ file: '/ink', scale: 1 }],
  });
  const alone = { prompt: '<lora:ink:1>', negativePrompt: '' };
  assert.equal(addNamedLoras(alone, library, 'written'), alone, 'a request has words');
  assert.equal(addNamedLoras(alone, library, 'settled').prompt, '');
});

/** A studio with a LoRA that its library calls Ink. */
async function openInked(t: TestContext) {
  const opened = await openTestStudio(t);
  const { studio, en, request } = opened;
  const file = await writeLora(smallModels?.en ?? '', temporaryFolder(), '墨 絵');
  const { id } = await studio.additions.add({ path: file });
  await studio.additions.change({ id, name: 'Ink' });
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');

  async function print(arm: Partial<Arm>, batch: object = { seed: '0' }) {
    const job = request({ arms: [{ ...en, ...arm }], ...batch });
    return savedPictures(await collectEvents(studio.generation.run(job)));
  }
  /** The picture that a recipe makes, as Create would ask for it. */
  async function reprint({ loras = [], seed, ...recipe }: Recipe) {
    const added = loras.map(({ scale }) => ({ file, scale }));
    const arm = { ...writeAgain(recipe), ...(added.length > 0 && { loras: added }) };
    const [picture] = await print(arm, { seed, steps: recipe.steps });
    assert.ok(picture);
    return await pixelsOf(studio.gallery, picture);
  }
  return { ...opened, file, id, print, reprint, added: { name: '墨 絵', sha256 } };
}

test(
  'a prompt names a LoRA of the library: it is added, its tag gone; other names stay letters',
  skipWithoutModels,
  async (t) => {
    const { studio, file, print, added } = await openInked(t);
    const prompt = 'cat, <lora:ｉｎｋ:0.5>, <lora:other:1>';
    const [picture] = await print({ prompt, loras: [{ file, scale: 1 }] });
    assert.deepEqual(picture?.recipe.loras, [{ ...added, scale: 0.5 }]);
    assert.equal(picture.recipe.prompt, 'cat, <lora:other:1>');
    const asked = { search: '', favourite: false, limit: 1, offset: 0 };
    const [entry] = await studio.prompts.list(asked);
    assert.deepEqual(entry?.arms[0]?.loras, [{ file, scale: 0.5 }]);
    await assert.rejects(
      print({ negativePrompt: '<lora:ink:1>' }),
      refusedFor('lora-in-negative'),
      'before anything is queued',
    );
  },
);

test(
  'each picture of a batch has the LoRA that its seed chooses, says so, and can be made again',
  skipWithoutModels,
  async (t) => {
    const { studio, en, data, print, reprint, added } = await openInked(t);
    await writeTo(join(data, 'wildcards'), 'brush.txt', '<lora:ink:0.5>\n');
    const prompt = 'cat, {__brush__|<lora:ink:1>|dog}';
    // One alone, then as many at once as have the same LoRA.
    const pictures = await print({ prompt }, { seed: '0', count: 9, steps: 2 });
    const strengths = pictures.map(({ recipe }) => recipe.loras?.[0]?.scale ?? 0);
    assert.deepEqual(new Set(strengths), new Set([0, 0.5, 1]), 'each of them is chosen');
    for (const { recipe } of pictures) {
      const loras = recipe.loras ?? [];
      assert.deepEqual(recipe.template, { prompt, negativePrompt: '' });
      const asked = { text: prompt, seed: recipe.seed, modelIds: [en.modelId] };
      const [read] = await studio.tokens.read({ ...asked, promptSyntax: 'weighted' });
      assert.equal(read?.settled, recipe.prompt, 'as the page of tokens shows it');
      assert.equal(recipe.prompt, loras.length === 0 ? 'cat, dog' : 'cat');
      assert.deepEqual(loras, loras.length === 0 ? [] : [{ ...added, scale: loras[0]?.scale }]);
    }
    for (const strength of [0, 0.5, 1]) {
      const picture = pictures[strengths.indexOf(strength)];
      assert.ok(picture);
      const [again, before] = [
        await reprint(picture.recipe),
        await pixelsOf(studio.gallery, picture),
      ];
      const differences = again.map((value, at) => Math.abs(value - (before[at] ?? 0)));
      // Made together, sums may have been rounded otherwise.
      assert.ok(Math.max(...differences) <= 1, `at ${strength}`);
    }
  },
);

test(
  'a prompt of nothing but a LoRA has no words, and is written again as it was',
  skipWithoutModels,
  async (t) => {
    const { studio, print, reprint, added } = await openInked(t);
    const [picture] = await print({ prompt: '<lora:ink:0.5>' });
    assert.ok(picture);
    assert.equal(picture.recipe.prompt, '');
    assert.deepEqual(picture.recipe.loras, [{ ...added, scale: 0.5 }]);
    const [plain] = await print({ prompt: 'cat', loras: [] });
    assert.ok(plain);
    const pixels = await pixelsOf(studio.gallery, picture);
    assert.deepEqual(await reprint(picture.recipe), pixels);
    assert.notDeepEqual(await pixelsOf(studio.gallery, plain), pixels);
  },
);
