import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Style } from '../../electron/api/contract/styles.ts';
import { initImageSchema } from '../../electron/api/contract/init-image.ts';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';
import { blankDraft, changesOfRecall } from '../../renderer/state/draft-shape.ts';
import type { Draft } from '../../renderer/state/draft-shape.ts';
import { modelFor, settingsOf, settleDraft } from '../../renderer/state/settle-draft.ts';
import { exampleJob, exampleModel } from './example-job.ts';

const models = [
  exampleModel({ id: 'm-ja', arm: 'ja' }),
  exampleModel({ id: 'm-stage1', arm: 'ja-stage1' }),
  exampleModel({ id: 'm-en', arm: 'en' }),
];
const written: Draft = {
  ...blankDraft,
  prompt: '猫 油絵',
  english: 'cat, oil painting',
  negativePrompt: '文字',
  englishNegative: 'text',
};

function problemsOf(draft: Draft, seed = '1') {
  const settled = settleDraft(draft, models, seed);
  return 'problems' in settled ? settled.problems : {};
}

function requestOf(draft: Draft, seed = '1') {
  const settled = settleDraft(draft, models, seed);
  assert.ok('request' in settled, JSON.stringify(settled));
  return settled.request;
}

test('each arm is given its own prompt and negative prompt', () => {
  const request = requestOf({ ...written, arms: { ...written.arms, 'en-raw': true } });
  assert.deepEqual(
    request.arms.map((arm) => [arm.kind, arm.modelId, arm.prompt, arm.negativePrompt]),
    [
      ['ja', 'm-ja', '猫 油絵', '文字'],
      ['en', 'm-en', 'cat, oil painting', 'text'],
      ['en-raw', 'm-en', '猫 油絵', '文字'],
    ],
  );
});

test('styles complete the prompts of all arms, each in its language, when they are printed', () => {
  const print: Style = {
    id: 's',
    name: { ja: '版画', en: 'Print' },
    ja: { prompt: '{prompt} 版画', negativePrompt: '写真' },
    en: { prompt: '{prompt}, print', negativePrompt: '' },
    own: false,
  };
  const request = requestOf({ ...written, styles: [print] });
  assert.deepEqual(
    request.arms.map(({ prompt, negativePrompt, styles }) => [prompt, negativePrompt, styles]),
    [
      [
        '猫 油絵 版画',
        '文字、写真',
        { names: ['版画'], prompt: '猫 油絵', negativePrompt: '文字' },
      ],
      [
        'cat, oil painting, print',
        'text',
        { names: ['Print'], prompt: 'cat, oil painting', negativePrompt: 'text' },
      ],
    ],
  );
  assert.deepEqual(problemsOf({ ...written, prompt: ' ', styles: [print] }), {
    prompt: 'prompt-empty',
  });
});

test('the English arm says who translated, as long as there is something Japanese', () => {
  const by = (draft: Draft) =>
    requestOf(draft).arms.find(({ kind }) => kind === 'en')?.translation?.by;
  assert.equal(by({ ...written, englishEdited: false }), 'glossary');
  assert.equal(by({ ...written, englishEdited: true }), 'person');
  const byTranslator = {
    ...written,
    englishEdited: true,
    englishTranslated: { text: written.english, model: 'tiny' },
  };
  assert.equal(by(byTranslator), 'translator');
  assert.equal(by({ ...byTranslator, english: 'a black cat' }), 'person');
  const englishOnly = { ...blankDraft.arms, ja: false, en: true };
  assert.equal(by({ ...written, prompt: '', arms: englishOnly }), undefined);
});

test('settings the user has not touched are those of the first arm’s model', () => {
  const request = requestOf({ ...written, steps: 7 });
  assert.deepEqual(
    [request.width, request.height, request.steps, request.guidance, request.sampler],
    [128, 128, 7, 4, 'dpmpp-2m'],
  );
});

test('DeepCache is asked for where it was chosen, and comes and goes with what is recalled', () => {
  assert.equal('deepCache' in requestOf(written), false);
  const faster = { ...written, deepCache: 3 };
  assert.equal(requestOf(faster).deepCache, 3);
  const recalled = { ...blankDraft, ...changesOfRecall({ settings: settingsOf(faster, models) }) };
  assert.equal(recalled.deepCache, 3);
  const exact = { ...faster, ...changesOfRecall({ settings: settingsOf(written, models) }) };
  assert.equal(exact.deepCache, null);
});

test('8-bit integers are asked for where they were chosen, and come and go with what is recalled', () => {
  assert.equal('int8' in requestOf(written), false);
  const faster = { ...written, int8: true };
  assert.equal(requestOf(faster).int8, true);
  const recalled = { ...blankDraft, ...changesOfRecall({ settings: settingsOf(faster, models) }) };
  assert.equal(recalled.int8, true);
  const exact = { ...faster, ...changesOfRecall({ settings: settingsOf(written, models) }) };
  assert.equal(exact.int8, false);
});

test('a seed of 64 bits goes into the request as text, to the last digit', () => {
  assert.equal(requestOf(written, '18446744073709551615').seed, '18446744073709551615');
});

test('every problem is named at the field where it can be put right', () => {
  assert.deepEqual(problemsOf({ ...written, prompt: ' \n' }).prompt, 'prompt-empty');
  assert.deepEqual(problemsOf({ ...written, english: '' }).english, 'prompt-empty');
  assert.deepEqual(problemsOf({ ...written, prompt: 'あ'.repeat(8001) }).prompt, 'prompt-too-long');
  assert.deepEqual(problemsOf({ ...written, prompt: '猫\ud800' }).prompt, 'prompt-lone-surrogate');
  assert.deepEqual(problemsOf({ ...written, width: 100 }).size, 'size-not-divisible-by-8');
  assert.deepEqual(problemsOf({ ...written, height: 4096 }).size, 'size-too-large');
  assert.deepEqual(problemsOf({ ...written, steps: 0 }).steps, 'steps-too-few');
  assert.deepEqual(problemsOf({ ...written, steps: 2.5 }).steps, 'steps-not-a-whole-number');
  assert.deepEqual(problemsOf({ ...written, guidance: 31 }).guidance, 'guidance-too-large');
  assert.deepEqual(problemsOf({ ...written, count: 201 }).count, 'count-too-large');
  assert.deepEqual(problemsOf(written, '-1').seed, 'seed-not-a-whole-number');
  assert.deepEqual(problemsOf(written, '18446744073709551616').seed, 'seed-too-large');
});

test('several problems are named together', () => {
  const problems = problemsOf({ ...written, prompt: '', width: 100, steps: 0 }, 'x');
  assert.deepEqual(Object.keys(problems).toSorted(), ['prompt', 'seed', 'size', 'steps']);
});

test('no arm, or an arm without a model, is a problem of its own', () => {
  const none = { ja: false, en: false, 'en-raw': false, 'ja-stage1': false };
  assert.equal(problemsOf({ ...written, arms: none }).arms, 'no-arm');
  const settled = settleDraft(written, models.slice(0, 1), '1');
  assert.deepEqual(settled, { problems: { arms: 'no-model' } });
});

test('a chosen model is taken while it is ready', () => {
  const own = exampleModel({ id: 'jsd', arm: 'ja', embedded: false });
  const gone = exampleModel({ id: 'gone', arm: 'ja', embedded: false, state: 'missing' });
  const all = [...models, gone, own];
  assert.equal(modelFor('ja', { ...blankDraft, modelIds: { ja: 'jsd' } }, all)?.id, 'jsd');
  assert.equal(modelFor('ja', { ...blankDraft, modelIds: { ja: 'gone' } }, all)?.id, 'm-ja');
  assert.equal(modelFor('en-raw', blankDraft, all)?.id, 'm-en');
  assert.equal(modelFor('ja', blankDraft, []), null);
});

test('the user’s own models come first where all arms have one: real and demo cannot be compared', () => {
  const jsd = exampleModel({ id: 'jsd', arm: 'ja', embedded: false });
  const sd = exampleModel({ id: 'sd14', arm: 'en', embedded: false });
  assert.equal(modelFor('ja', blankDraft, [...models, jsd])?.id, 'm-ja');
  assert.equal(modelFor('ja', blankDraft, [...models, jsd, sd])?.id, 'jsd');
  assert.equal(modelFor('en', blankDraft, [...models, jsd, sd])?.id, 'sd14');
  const japaneseOnly = { ...blankDraft, arms: { ...blankDraft.arms, en: false } };
  assert.equal(modelFor('ja', japaneseOnly, [...models, jsd])?.id, 'jsd');
});

test('what was printed, recalled, gives the same request again', () => {
  const { arms, settings, seeds } = exampleJob;
  const recalled = {
    ...blankDraft,
    ...changesOfRecall({ arms, settings, seed: '7', count: seeds.length }),
  };
  const request = requestOf(recalled, recalled.seed);
  const [ja, en] = arms;
  // Words that were brought back are the user's own from then on.
  const person = { ...en, translation: { by: 'person' } };
  assert.deepEqual(request, { arms: [ja, person], count: 2, ...settings, seed: '7' });
  assert.ok(recalled.seedLocked);
});

test('a recall of the seed alone leaves words and settings', () => {
  assert.deepEqual(Object.keys(changesOfRecall({ seed: '7' })).toSorted(), [
    'seed',
    'seedLocked',
    'seedSpent',
  ]);
});

test('without any model the settings shown are the contract’s defaults', () => {
  assert.equal(settingsOf(blankDraft, []).width, 512);
});

test('a variation goes towards the seed as typed; an empty one is for the studio to draw', () => {
  const towards = (seed: string) => ({ ...written, variation: { seed, strength: 0.3 } });
  assert.deepEqual(requestOf(towards('')).variation, { strength: 0.3 });
  assert.deepEqual(requestOf(towards('１２ ３')).variation, { seed: '123', strength: 0.3 });
  assert.equal(requestOf(written).variation, undefined);
  assert.deepEqual(problemsOf(towards('x')), { variation: 'seed-not-a-whole-number' });
  const tooStrong = { ...written, variation: { seed: '', strength: 2 } };
  assert.deepEqual(problemsOf(tooStrong), { variation: 'strength-too-large' });
});

test('LoRAs are added to every arm; one that is too strong is told by its own field', () => {
  const ink = { file: '/墨.safetensors', scale: 0.8 };
  const { arms } = requestOf({ ...written, loras: [ink] });
  assert.deepEqual(
    arms.map(({ loras }) => loras),
    [[ink], [ink]],
  );
  assert.deepEqual(problemsOf({ ...written, loras: [{ ...ink, scale: 200 }] }), {
    added: 'lora-scale-too-large',
  });
  assert.equal(requestOf(written).arms[0]?.loras, undefined);
  assert.deepEqual(
    changesOfRecall({
      arms: [{ kind: 'ja', modelId: 'm', prompt: '猫', negativePrompt: '', loras: [ink] }],
    }).loras,
    [ink],
  );
});

test('LoRAs and embeddings of one arm come back to that arm alone, and those of all to all', () => {
  const [ink, fur, word] = [
    { file: '/墨.safetensors', scale: 0.8 },
    { file: '/毛.safetensors', scale: 1 },
    { file: '/語.pt', word: '語' },
  ];
  const texts = { prompt: '猫', negativePrompt: '' };
  const weak = { ...ink, scale: 0.3 };
  const recalled = changesOfRecall({
    arms: [
      { kind: 'ja', modelId: 'm-ja', ...texts, loras: [ink, fur], embeddings: [word] },
      { kind: 'en', modelId: 'm-en', ...texts, loras: [fur, weak] },
    ],
  });
  const { arms: again } = requestOf({ ...written, ...recalled });
  assert.deepEqual(
    again.map(({ loras, embeddings }) => ({ loras, embeddings })),
    [
      { loras: [ink, fur], embeddings: [word] },
      { loras: [fur, weak], embeddings: undefined },
    ],
  );
});

test('a second pass is as large as its factor makes it, and comes back to the desk as it was', () => {
  const hiresFix = { scale: 1.5, strength: 0.4 };
  const draft = { ...written, width: 256, height: 192, hiresFix };
  const request = requestOf(draft);
  assert.deepEqual([request.width, request.height], [384, 288]);
  assert.deepEqual(request.hiresFix, { width: 256, height: 192, strength: 0.4 });
  const recalled = changesOfRecall({ settings: settingsOf(draft, models) });
  assert.deepEqual(
    [recalled.width, recalled.height, recalled.hiresFix],
    [256, 192, { scale: 1.5, strength: 0.4 }],
  );
  const secondOf = (sampler: 'lms' | 'euler', second: 'dpmpp-2m' | 'ddim') =>
    changesOfRecall({
      settings: printSettingsSchema.parse({
        sampler,
        hiresFix: { width: 256, height: 256, sampler: second },
      }),
    }).hiresFix?.sampler;
  assert.equal(secondOf('lms', 'dpmpp-2m'), undefined, 'what stands in for LMS is no choice');
  assert.equal(secondOf('lms', 'ddim'), 'ddim');
  assert.equal(secondOf('euler', 'dpmpp-2m'), 'dpmpp-2m');
  assert.equal(changesOfRecall({ settings: settingsOf(written, models) }).hiresFix, null);
  assert.match(
    problemsOf({ ...draft, hiresFix: { scale: 2, strength: 0 } }).hiresFix ?? '',
    /small/,
  );
});

test('beginning from a picture, the model’s own sampler gives way where it would leave noise', () => {
  const lms = printSettingsSchema.parse({ sampler: 'lms' });
  const own = [exampleModel({ id: 'm-ja', arm: 'ja', recommended: lms })];
  const initImage = { ...initImageSchema.parse({ image: 'a'.repeat(64) }), size: null };
  const draft = { ...written, arms: { ...written.arms, en: false } };
  assert.equal(settingsOf(draft, own).sampler, 'lms');
  assert.equal(settingsOf({ ...draft, initImage }, own).sampler, 'dpmpp-2m');
  assert.equal(settingsOf({ ...draft, initImage, sampler: 'lms' }, own).sampler, 'lms');
  const hiresFix = { scale: 2, strength: 0.3 };
  assert.ok(settingsOf({ ...draft, hiresFix }, own).hiresFix);
  assert.equal(settingsOf({ ...draft, initImage, hiresFix }, own).hiresFix, undefined);
});
