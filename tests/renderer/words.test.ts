import assert from 'node:assert/strict';
import { readFileSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ORPCError } from '@orpc/client';
import { createInstance } from 'i18next';
import type { TFunction } from 'i18next';
import { studioErrors } from '../../electron/api/contract/errors.ts';
import { generationRequestSchema } from '../../electron/api/contract/generation.ts';
import { describeError } from '../../renderer/api/error-words.ts';
import { ConnectionLostError } from '../../renderer/api/transport.ts';
import { en } from '../../renderer/i18n/en/en.ts';
import { ja } from '../../renderer/i18n/ja/ja.ts';

const root = join(import.meta.dirname, '..', '..');
const languages = { ja, en } as const;

async function wordsIn(language: 'ja' | 'en'): Promise<TFunction> {
  const i18n = createInstance();
  await i18n.init({
    lng: language,
    resources: { ja: { translation: ja }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  return i18n.t;
}

function flatten(words: object, path = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    const place = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string') all.set(place, value);
    else for (const entry of flatten(value, place)) all.set(...entry);
  }
  return all;
}

const withoutPlural = (key: string) => key.replace(/_(one|other)$/, '');
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]);

test('both languages have the same keys', () => {
  const keys = (words: object) => [...new Set([...flatten(words).keys()].map(withoutPlural))];
  assert.deepEqual(keys(en).toSorted(), keys(ja).toSorted());
});

test('every word is asked for somewhere, by its key or by the beginning of one', () => {
  const source = globSync('renderer/**/*.{ts,tsx}', { cwd: root, exclude: ['renderer/i18n/**'] })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  const whole = new Set([...source.matchAll(/['`]([\w.-]+)['`]/g)].map(([, key]) => key));
  // As in t(`queue.status.${job.status}`).
  const begun = [...source.matchAll(/`(\w+\.[\w.-]*)\$\{/g)].map(([, start = '']) => start);
  const unasked = [...flatten(ja).keys()]
    .map(withoutPlural)
    .filter((key) => !whole.has(key) && !begun.some((start) => key.startsWith(start)));
  assert.deepEqual([...new Set(unasked)], []);
});

test('both languages put the same values into a sentence', () => {
  const english = flatten(en);
  for (const [key, text] of flatten(ja)) {
    assert.deepEqual(holes(english.get(key) ?? '').toSorted(), holes(text).toSorted(), key);
  }
});

test('English has both plural forms wherever Japanese counts', () => {
  const english = flatten(en);
  for (const key of flatten(ja).keys()) {
    if (!key.endsWith('_other')) continue;
    assert.ok(english.has(key), key);
    assert.ok(english.has(key.replace(/_other$/, '_one')), `${key}: the singular is missing`);
  }
});

test('no Japanese is left in the English words, but for the prompts in quotation', () => {
  for (const [key, text] of flatten(en)) {
    const plain = text.replaceAll(/サラリーマン 油絵|日本語に切り替える|[「」]/g, '');
    assert.doesNotMatch(plain, /[\u3040-\u30ff\u4e00-\u9fff]/, key);
  }
});

for (const language of ['ja', 'en'] as const) {
  test(`every failure of the studio has its three parts in ${language}, with its particulars`, async () => {
    const t = await wordsIn(language);
    const data = {
      modelId: 'm',
      path: '/モデル/jsd',
      reason: 'truncated',
      detail: 'the file ends at byte 12',
      pictureId: 'p',
      comparisonId: 'c',
      promptId: 'q',
      jobId: 'j',
      exitCode: 137,
      saved: 3,
      attempts: 3,
      folder: '/絵',
      repository: 'rinna/japanese-stable-diffusion',
      page: 'https://hub.example/rinna/japanese-stable-diffusion',
      name: '絵',
      licence: 'creativeml-openrail-m',
      issues: ['id: pack-bad-name'],
      limit: 5000,
    };
    for (const code of Object.keys(studioErrors)) {
      const words = describeError(new ORPCError(code, { data }), t, language);
      const all = [words.happened, words.unharmed, words.advice].join(' ');
      assert.notEqual(words.happened, t('errors.unexpected.happened'), code);
      assert.ok(words.unharmed.length > 5, code);
      assert.doesNotMatch(all, /errors\.|\{\{|undefined/, code);
      assert.match(words.details, new RegExp(code));
    }
    const full = new ORPCError('CANNOT_SAVE', { data: { ...data, reason: 'ENOSPC' } });
    assert.ok(describeError(full, t, language).happened.includes(t('errors.saving.ENOSPC')));
    assert.match(describeError(full, t, language).advice, /\/絵/);
    const dead = new ORPCError('WORKER_DIED', { data: { ...data, reason: 'memory' } });
    assert.ok(describeError(dead, t, language).happened.includes(t('errors.deaths.memory')));
  });

  test(`every message code of the contract’s schemas is a sentence in ${language}`, async () => {
    const t = await wordsIn(language);
    const codes = messageCodes();
    assert.ok(codes.length >= 16, `only ${codes.length} codes found`);
    for (const code of codes) {
      const error = new ORPCError('BAD_REQUEST', { data: { issues: [{ message: code }] } });
      const { happened } = describeError(error, t, language);
      assert.notEqual(happened, t('errors.input.other'), code);
      assert.doesNotMatch(happened, /errors\./, code);
    }
  });

  test(`every refusal of a pack is a sentence in ${language}, with its place, and not too many of them`, async () => {
    const t = await wordsIn(language);
    const adviceOn = (issues: string[]) =>
      describeError(new ORPCError('PACK_UNREADABLE', { data: { issues } }), t, language).advice;
    const codes = messageCodes().filter((code) => code.startsWith('pack-'));
    assert.ok(codes.length >= 9, `only ${codes.length} codes found`);
    for (const code of codes) {
      const advice = adviceOn([`prompts.3.id: ${code}`]);
      assert.match(advice, /prompts\.3\.id/, code);
      assert.doesNotMatch(advice, /pack-|errors\./, code);
      assert.ok(!advice.includes(t('errors.input.other')), code);
    }
    const many = adviceOn(Array.from({ length: 500 }, (_, at) => `prompts.${at}.ja: prompt-empty`));
    assert.match(many, /prompts\.4\.ja.*495/);
    assert.doesNotMatch(many, /prompts\.5\.ja/);
  });

  test(`every reason why a checkpoint cannot be read has words in ${language}`, async () => {
    const t = await wordsIn(language);
    const codes = checkpointCodes();
    assert.ok(codes.length >= 30, `only ${codes.length} codes found`);
    for (const reason of codes) {
      const data = { path: '/m', reason, detail: 'DETAIL' };
      const words = describeError(new ORPCError('MODEL_UNREADABLE', { data }), t, language);
      assert.doesNotMatch(words.happened, /DETAIL|reasons\./, reason);
    }
  });

  for (const code of ['HUB_FAILED', 'CUDA_FAILED', 'CANNOT_CALIBRATE'] as const) {
    test(`every reason of ${code} has its own words and advice in ${language}`, async () => {
      const t = await wordsIn(language);
      const reasons = studioErrors[code].data.shape.reason.options;
      const texts = reasons.map((reason) => {
        const page = 'https://hub.example/a/b';
        const place = { repository: 'a/b', folder: '/データ/cuda', page, name: '絵' };
        const data = { ...place, reason, detail: '' };
        const { happened, advice } = describeError(new ORPCError(code, { data }), t, language);
        assert.doesNotMatch(happened + advice, /errors\.|\{\{/, reason);
        return happened;
      });
      assert.equal(new Set(texts).size, reasons.length);
    });
  }

  test(`what is another kind of file is called by its name in ${language}`, async () => {
    const t = await wordsIn(language);
    const data = {
      path: '/m',
      reason: 'other-architecture',
      detail: '',
      architecture: 'Stable Diffusion XL',
    };
    const words = describeError(new ORPCError('MODEL_UNREADABLE', { data }), t, language);
    assert.match(words.happened, /Stable Diffusion XL/);
  });

  for (const [added, name] of [
    ['lora', /LoRA/],
    ['embedding', /embedding|埋め込み/],
    ['vae', /VAE/],
  ] as const) {
    test(`a file added to a model (${added}) is blamed for itself in ${language}`, async () => {
      const t = await wordsIn(language);
      const data = { path: '/a/猫', reason: 'truncated', detail: '', added };
      const words = describeError(new ORPCError('MODEL_UNREADABLE', { data }), t, language);
      assert.match(words.happened, name);
      assert.doesNotMatch(words.happened, /errors\.|model|モデル/u);
      assert.match(words.advice, /\/a\/猫/u);
    });
  }

  test(`an unknown reason falls back to what the engine says, in ${language}`, async () => {
    const t = await wordsIn(language);
    const data = { path: '/m', reason: 'brand-new', detail: 'what the engine says' };
    const words = describeError(new ORPCError('MODEL_UNREADABLE', { data }), t, language);
    assert.match(words.happened, /what the engine says/);
  });
}

test('what a schema refuses on this side is told like what the studio refuses', async () => {
  const t = await wordsIn('ja');
  const refused = generationRequestSchema.safeParse({
    arms: [{ kind: 'ja', modelId: 'm', prompt: '' }],
    steps: 0,
  });
  assert.ok(refused.error);
  const { happened, unharmed } = describeError(refused.error, t, 'ja');
  assert.equal(happened, ja.errors.input['prompt-empty'] + ja.errors.input['steps-too-few']);
  assert.equal(unharmed, ja.errors.inputUnharmed);
});

test('a lost connection is told as one, anything else as unexpected with its details', async () => {
  const t = await wordsIn('en');
  const lost = describeError(new ConnectionLostError(), t, 'en');
  assert.equal(lost.happened, en.errors.connection.happened);
  const other = describeError(new TypeError('boom'), t, 'en');
  assert.equal(other.happened, en.errors.unexpected.happened);
  assert.match(other.details, /boom/);
});

test('the error words hold no code that the contract does not have', () => {
  for (const words of Object.values(languages)) {
    assert.deepEqual(
      Object.keys(words.errors.codes).toSorted(),
      Object.keys(studioErrors).toSorted(),
    );
    const known = new Set([...messageCodes(), 'other']);
    assert.deepEqual(
      Object.keys(words.errors.input).filter((code) => !known.has(code)),
      [],
    );
  }
});

/** Message codes as the contract's files, and the services of packs, write them: quoted words joined by hyphens. */
function messageCodes(): string[] {
  const files = globSync(['electron/api/contract/*.ts', 'electron/services/pack*.ts'], {
    cwd: root,
  });
  const codes = files.flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8').replaceAll(/import .*;/g, '');
    return [
      ...source.matchAll(
        /'(?:id: )?((?:prompt|size|steps|guidance|seed|count|path|strength|margin|clip-skip|input|rating|name|repository|revision|hub-address|quality|rate|notes|axis|grid|pack|translator|lora|embedding|styles?|addition|queue-url|deep-cache|hires-fix)-[a-z0-9-]+|token-invalid)'/g,
      ),
    ];
  });
  return [...new Set(codes.map((match) => match[1] ?? ''))];
}

function checkpointCodes(): string[] {
  const file = join(root, 'native-models/checkpoints/checkpoint-error.ts');
  return [...readFileSync(file, 'utf8').matchAll(/^ {2}\| '([a-z-]+)'/gm)].map(
    (match) => match[1] ?? '',
  );
}
