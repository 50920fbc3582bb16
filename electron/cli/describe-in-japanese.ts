import type { studioErrors } from '../api/contract/errors.ts';
import { causes } from '../api/contract/words/ja/causes.ts';
import { reasons } from '../api/contract/words/ja/reasons.ts';
import { formatBytes } from './format-bytes.ts';

type Code = keyof typeof studioErrors;
type Words = Readonly<Record<string, string>>;

/**
 * What an error of the studio says of itself, for a Japanese terminal: its reason in words, what helps, then its data by
 * their names. An error's own message is English and stands last, where no words say what happened.
 *
 * @param data the error's, as its code has it in the contract; whatever else comes is said as far as it can be read
 */
export function describeInJapanese(code: string, message: string, data: unknown): string[] {
  const values = valuesOf(data);
  const said = wordsOf(code, values);
  const lines = said.map((words) => fill(words, values));
  const named = Object.entries(values)
    .filter(([key]) => Object.hasOwn(names, key) && (key !== 'reason' || said.length === 0))
    .map(([key, value]) => `${names[key]}: ${write(key, value)}`);
  // What the engine, the hub or a translator say themselves has figures and names that no table of words has.
  const detail = values['detail'];
  if (detail !== undefined) named.push(`詳しい内容: ${String(detail)}`);
  else if (said.length === 0) named.push(`詳しい内容: ${message}`);
  return [...lines, ...named];
}

/** Where the reasons of a code have their words, and what helps against each. */
const tables: Partial<Record<Code, { readonly words: Words; readonly advice?: Words }>> = {
  MODEL_UNREADABLE: { words: reasons },
  PROMPT_INVALID: { words: reasons },
  GENERATION_FAILED: { words: reasons },
  CANNOT_SAVE: { words: causes.saving },
  CANNOT_REWRITE: { words: causes.saving },
  CANNOT_COPY: { words: causes.saving },
  CANNOT_CALIBRATE: { words: causes.calibration },
  PICTURES_UNREADABLE: { words: causes.reading },
  DATA_SET_UNREADABLE: { words: causes.dataSet },
  DATA_SET_NOT_WRITTEN: { words: causes.saving },
  WORKER_DIED: { words: causes.deaths },
  STYLES_UNREADABLE: { words: causes.styles },
  TRANSLATOR_FAILED: { words: causes.translator },
  CUDA_FAILED: { words: causes.cuda, advice: causes.cudaAdvice },
  HUB_FAILED: {
    words: causes.hub,
    advice: {
      ...causes.hubAdvice,
      'no-token':
        'Hub のアカウントで「Read」のトークンを作り、nishiki models token で渡してください。',
      'token-refused': '新しいトークンを作り、nishiki models token で渡してください。',
    },
  },
};

/** Words of the tables for the error's reason, then the advice; empty where there are none. */
function wordsOf(code: string, values: Readonly<Record<string, unknown>>): string[] {
  if (code === 'OUT_OF_MEMORY') {
    const isForeseen = 'neededBytes' in values && 'availableBytes' in values;
    return [isForeseen ? causes.memory.refused : causes.memory.ranOut];
  }
  const table = (tables as Readonly<Record<string, (typeof tables)[Code]>>)[code];
  const reason = values['reason'];
  if (table === undefined || typeof reason !== 'string' || reason === 'other') return [];
  const find = (words: Words | undefined): string | undefined =>
    words !== undefined && Object.hasOwn(words, reason) ? words[reason] : undefined;
  return [find(table.words), find(table.advice)].filter((words) => words !== undefined);
}

/** What is worth a line of its own. */
const names: Words = {
  path: '場所',
  folder: 'フォルダー',
  repository: 'リポジトリ',
  page: 'ページ',
  name: 'モデル',
  modelId: 'モデルの ID',
  licence: 'ライセンス',
  architecture: '種類',
  prompt: 'プロンプト',
  position: '位置',
  reason: '理由',
  jobId: '仕事',
  packId: '題材集',
  gridId: '表',
  inputId: '元の絵',
  styleName: 'スタイル',
  limit: '上限',
  additionName: '名前',
  saved: '保存済みの絵',
  attempts: '試した回数',
  exitCode: '終了コード',
  neededBytes: '必要な容量',
  availableBytes: '使える容量',
};

function write(key: string, value: unknown): string {
  if (typeof value !== 'number') return String(value);
  if (key.endsWith('Bytes')) return formatBytes(value, { language: 'ja' });
  if (key === 'position') return `${value + 1} 文字目`;
  if (key === 'saved') return `${value} 枚`;
  return String(value);
}

function fill(words: string, values: Readonly<Record<string, unknown>>): string {
  return words.replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => write(key, values[key] ?? ''));
}

/** An error's data without what is not known; sizes under the names that the words ask for too. */
function valuesOf(data: unknown): Readonly<Record<string, unknown>> {
  if (typeof data !== 'object' || data === null) return {};
  const known = Object.entries(data).filter(([, value]) => value !== null && value !== '');
  const values: Record<string, unknown> = Object.fromEntries(known);
  for (const [key, word] of [
    ['neededBytes', 'needed'],
    ['availableBytes', 'available'],
  ] as const) {
    if (key in values) values[word] = write(key, values[key]);
  }
  return values;
}
