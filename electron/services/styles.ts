import { foldStyleName } from '../api/contract/apply-styles.ts';
import { maxStyles } from '../api/contract/styles.ts';
import type { SaveStyle, Style } from '../api/contract/styles.ts';
import { createId } from '../database/create-id.ts';
import type { StyleRecord } from '../database/styles-table.ts';
import type { Tables } from '../database/tables.ts';
import { decodeText } from './decode-text.ts';
import { maxNameLength } from '../api/contract/bounds.ts';
import { createNames, shorten } from './free-names.ts';
import { readOwnStyles, readStyles, writeStyles } from './style-files.ts';
import type { FoundStyle } from './style-files.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';

export type StylesService = ReturnType<typeof createStylesService>;

export interface StylesOptions {
  readonly tables: Tables;
  /** Absolute path of the file of the studio's own styles. */
  readonly own: string;
  readonly dataFolder: string;
  readonly clock: () => Date;
}

/** What prompts are completed with under a name: the studio's own styles, and those that the user keeps. */
export function createStylesService({ tables, own, dataFolder, clock }: StylesOptions) {
  let ownStyles: readonly Style[] | null = null;
  const listOwn = () => (ownStyles ??= readOwnStyles(own));

  function list(): Style[] {
    return [...tables.styles.list().map(describe), ...listOwn()];
  }

  function write(work: () => void): void {
    try {
      tables.transaction(work);
    } catch (error) {
      throw describeWriteFailure(error, 'The style', dataFolder, 0);
    }
  }

  return {
    async list(): Promise<Style[]> {
      return list();
    },

    /** @throws StudioError STYLE_NAME_TAKEN, STYLES_FULL, CANNOT_SAVE */
    async save({ id, name, ja, en }: SaveStyle): Promise<Style> {
      const isOwn = listOwn().some((style) => style.id === id);
      const style = { id: isOwn ? undefined : id, name, ja, en };
      const kept = { ...style, id: style.id ?? createId(clock()) };
      const others = list().filter((other) => other.id !== kept.id);
      if (namesOf(others).has(foldStyleName(name))) throw nameTaken(name);
      if (others.length - listOwn().length >= maxStyles) throw full();
      write(() => tables.styles.put(kept));
      return describe(kept);
    },

    /** @throws StudioError CANNOT_SAVE */
    async remove({ id }: { id: string }): Promise<{ id: string }> {
      write(() => tables.styles.remove(id));
      return { id };
    },

    /** All styles of the file or, where it cannot be read or saved, none. @throws StudioError STYLES_UNREADABLE, CANNOT_SAVE */
    async import({ file }: { file: Blob }): Promise<{ added: number; known: number }> {
      const found = readStyles(decodeText(await file.bytes()));
      const records = tables.styles.list();
      const freeName = createNames(namesOf(list()), foldStyleName);
      const kept = Map.groupBy(records, textsOf);
      const added: StyleRecord[] = [];
      for (const style of found) {
        const texts = textsOf(style);
        const same = kept.get(texts) ?? [];
        if (same.some(({ name }) => isNumbered(name, style.name))) continue;
        const record = { ...style, id: createId(clock()), name: freeName(style.name) };
        kept.set(texts, [...same, record]);
        added.push(record);
      }
      const known = found.length - added.length;
      if (records.length + added.length > maxStyles) {
        throw new StudioError(
          'STYLES_UNREADABLE',
          { reason: 'too-many' },
          `With this file there would be more than ${maxStyles} styles. Nothing was changed. Remove some, or choose a smaller file.`,
        );
      }
      write(() => added.forEach((style) => tables.styles.put(style)));
      return { added: added.length, known };
    },

    async export(): Promise<{ fileName: string; json: string }> {
      return { fileName: 'nishiki-styles.json', json: writeStyles(tables.styles.list()) };
    },
  };
}

function describe({ id, name, ja, en }: StyleRecord): Style {
  return { id, name: { ja: name, en: name }, ja, en, own: false };
}

function namesOf(styles: readonly Style[]): Set<string> {
  return new Set(styles.flatMap(({ name }) => [name.ja, name.en]).map(foldStyleName));
}

/** What a style makes of prompts, as a key. */
function textsOf({ ja, en }: FoundStyle): string {
  return JSON.stringify([ja, en].map((form) => form && [form.prompt, form.negativePrompt]));
}

/** Whether a name is the other, or it with a number that `createNames` gives. */
function isNumbered(name: string, plain: string): boolean {
  const suffix = / \d+$/.exec(name)?.[0] ?? '';
  return name === plain || name === shorten(plain, maxNameLength - suffix.length) + suffix;
}

function full(): StudioError<'STYLES_FULL'> {
  return new StudioError(
    'STYLES_FULL',
    { limit: maxStyles },
    `There are ${maxStyles} styles already. Nothing was changed. Remove some before another is kept.`,
  );
}

function nameTaken(name: string): StudioError<'STYLE_NAME_TAKEN'> {
  return new StudioError(
    'STYLE_NAME_TAKEN',
    { styleName: name },
    `There is a style called ${name} already. Nothing was changed. Choose another name.`,
  );
}
