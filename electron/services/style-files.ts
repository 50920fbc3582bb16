import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { maxStyles, styleFormSchema, stylesFileSchema } from '../api/contract/styles.ts';
import type { Style, StyleForm, StylesFile } from '../api/contract/styles.ts';
import type { StyleRecord } from '../database/styles-table.ts';
import { shorten } from './free-names.ts';
import { parseCsv } from './parse-csv.ts';
import { StudioError, type StudioErrorData } from './studio-error.ts';

/** A style as a file has it. */
export type FoundStyle = Omit<StyleRecord, 'id'>;

const ownStylesSchema = z.array(
  z.object({
    id: z.string(),
    name: z.object({ ja: z.string(), en: z.string() }),
    ja: styleFormSchema,
    en: styleFormSchema,
  }),
);

/** The styles that come with the studio. @throws the system's error, ZodError */
export function readOwnStyles(path: string): Style[] {
  const styles = ownStylesSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return styles.map((style) => ({ ...style, own: true }));
}

/**
 * The styles of a file: exported here, stable-diffusion-webui's `styles.csv`, or a JSON list of `name`, `prompt` and
 * `negative_prompt` as Fooocus and InvokeAI have it. Those without any text, as webui's dividing lines, are left out.
 *
 * @throws StudioError STYLES_UNREADABLE
 */
export function readStyles(text: string): FoundStyle[] {
  const isJson = /^\s*[[{]/.test(text);
  const found = (isJson ? readJson(text) : readTable(text)).filter(
    ({ name, ja, en }) => name !== '' && (ja !== null || en !== null),
  );
  if (found.length === 0) throw unreadable('no-styles', 'It has no style with a name and a text.');
  if (found.length > maxStyles) throw unreadable('too-many', `It has more than ${maxStyles}.`);
  return found;
}

/** The user's styles as JSON. */
export function writeStyles(styles: readonly StyleRecord[]): string {
  const file: StylesFile = {
    schema: 1,
    styles: styles.map(({ name, ja, en }) => ({ name, ...(ja && { ja }), ...(en && { en }) })),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

const othersSchema = z.array(
  z.object({
    name: z.string(),
    prompt: z.string().default(''),
    negative_prompt: z.string().default(''),
  }),
);

function readJson(text: string): FoundStyle[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable('not-json', 'It is not JSON.');
  }
  const exported = stylesFileSchema.safeParse(value);
  if (exported.success) {
    return exported.data.styles.map(({ name, ja, en }) => ({
      name: shorten(name),
      ja: ja && hasText(ja) ? ja : null,
      en: en && hasText(en) ? en : null,
    }));
  }
  const others = othersSchema.safeParse(value);
  if (!others.success) throw unreadable('no-styles', 'It is JSON of another kind.');
  return others.data.map((style) =>
    inBothLanguages(style.name, style.prompt, style.negative_prompt),
  );
}

/** webui's first versions called the prompt `text`. */
function readTable(text: string): FoundStyle[] {
  const [header = [], ...rows] = parseCsv(text);
  const columns = header.map((name) => name.trim().toLowerCase());
  const [name, prompt, negative] = [
    columns.indexOf('name'),
    columns.findIndex((column) => column === 'prompt' || column === 'text'),
    columns.indexOf('negative_prompt'),
  ] as const;
  if (name < 0 || prompt < 0) {
    throw unreadable('no-table', 'Its first line does not name the columns name and prompt.');
  }
  return rows.map((row) =>
    inBothLanguages(row[name] ?? '', row[prompt] ?? '', row[negative] ?? ''),
  );
}

/** A file that knows one language: Japanese words say nothing to an English model, all others are for both. */
function inBothLanguages(name: string, prompt: string, negativePrompt: string): FoundStyle {
  const form: StyleForm = { prompt: prompt.trim(), negativePrompt: negativePrompt.trim() };
  const texts = form.prompt + form.negativePrompt;
  const isUsable = texts !== '' && styleFormSchema.safeParse(form).success;
  const isJapanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(texts);
  return {
    name: shorten(name),
    ja: isUsable ? form : null,
    en: isUsable && !isJapanese ? form : null,
  };
}

function hasText({ prompt, negativePrompt }: StyleForm): boolean {
  return (prompt + negativePrompt).trim() !== '';
}

function unreadable(
  reason: StudioErrorData<'STYLES_UNREADABLE'>['reason'],
  why: string,
): StudioError<'STYLES_UNREADABLE'> {
  return new StudioError(
    'STYLES_UNREADABLE',
    { reason },
    `The file cannot be read as styles. ${why} Nothing was changed. Choose a file that was exported by Nishiki, or a styles.csv.`,
  );
}
