import type { Language } from '../language.ts';

const english = {
  /** Of a text, a list or a number, by what zod calls its origin. */
  atLeast: (least: string, origin: string) =>
    ({
      string: `at least ${least} characters are wanted.`,
      array: `at least ${least} are wanted.`,
    })[origin] ?? `must be at least ${least}.`,
  above: (least: string) => `must be above ${least}.`,
  atMost: (most: string, origin: string) =>
    ({
      string: `at most ${most} characters are taken.`,
      array: `at most ${most} are taken.`,
    })[origin] ?? `must be at most ${most}.`,
  below: (most: string) => `must be below ${most}.`,
  multipleOf: (divisor: string) => `must be divisible by ${divisor}.`,
  oneOf: (values: readonly string[]) => `must be one of these: ${values.join(', ')}`,
  malformed: 'is not written as it has to be.',
  missing: 'is missing.',
  wrongKind: (kind: string) => `must be ${english.kinds[kind] ?? kind}.`,
  kinds: {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
  } as Readonly<Record<string, string>>,
};

const japanese: typeof english = {
  atLeast: (least, origin) =>
    ({ string: `${least} 文字以上にしてください。`, array: `${least} 個以上要ります。` })[origin] ??
    `${least} 以上にしてください。`,
  above: (least) => `${least} より大きくしてください。`,
  atMost: (most, origin) =>
    ({ string: `${most} 文字までです。`, array: `${most} 個までです。` })[origin] ??
    `${most} 以下にしてください。`,
  below: (most) => `${most} より小さくしてください。`,
  multipleOf: (divisor) => `${divisor} の倍数にしてください。`,
  oneOf: (values) => `次のどれかにしてください: ${values.join('、')}`,
  malformed: '書き方が正しくありません。',
  missing: '指定がありません。',
  wrongKind: (kind) => `${japanese.kinds[kind] ?? kind}で指定してください。`,
  kinds: {
    string: '文字列',
    number: '数',
    int: '整数',
    boolean: 'true か false ',
    array: 'リスト',
    object: 'オブジェクト',
  },
};

/** Words for what zod finds wrong by itself, after the name of the field. */
export const generalIssueTexts: Record<Language, typeof english> = { en: english, ja: japanese };
