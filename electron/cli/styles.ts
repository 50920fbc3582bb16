import { resolve } from 'node:path';
import { isStyleNamed } from '../api/contract/apply-styles.ts';
import type { Style } from '../api/contract/styles.ts';
import type { Language } from '../language.ts';
import type { StudioClient } from './client.ts';
import { drawTable } from './draw-table.ts';
import { UsageError } from './failure.ts';
import { readNamedFile, writeNamedFile } from './named-file.ts';
import { styleTexts } from './style-texts.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly json?: boolean;
}

/** `nishiki styles`: every style with what it makes of a prompt. */
export async function listStyles(
  { json = false }: Options,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const styles = await client.styles.list();
  if (json) {
    terminal.out(JSON.stringify(styles, null, 2));
    return;
  }
  const { language } = terminal;
  const { columns, none } = styleTexts[language];
  const rows = styles.map(({ name, ja, en }) => [
    name[language],
    oneLine(ja?.prompt) ?? none,
    oneLine(en?.prompt) ?? none,
    oneLine((language === 'ja' ? (ja ?? en) : (en ?? ja))?.negativePrompt) ?? '',
  ]);
  for (const line of drawTable([columns, ...rows])) terminal.out(line);
}

/** `nishiki styles import`. @throws UsageError, or the contract's errors */
export async function importStyles(
  path: string,
  { json = false }: Options,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const bytes = await readNamedFile(resolve(path), terminal.language);
  const file = new Blob([Uint8Array.from(bytes)]);
  const { added, known } = await client.styles.import({ file });
  if (json) terminal.out(JSON.stringify({ added, known }, null, 2));
  else terminal.out(styleTexts[terminal.language].imported(added, known));
}

/** `nishiki styles export`: a new file. @throws SaveError, the system's error */
export async function exportStyles(
  path: string,
  { json = false }: Options,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const { language } = terminal;
  const styles = await client.styles.list();
  const exported = await client.styles.export();
  const file = resolve(path);
  await writeNamedFile(file, Buffer.from(exported.json), language);
  const written = styles.filter(({ own }) => !own).length;
  if (json) terminal.out(JSON.stringify({ file, written }, null, 2));
  else terminal.out(styleTexts[language].exported(written, path));
}

/** `nishiki styles remove`. @throws UsageError */
export async function removeStyle(
  name: string,
  { json = false }: Options,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const say = styleTexts[terminal.language];
  const [style] = findStyles(await client.styles.list(), [name], terminal.language);
  if (!style) return;
  if (style.own) throw new UsageError(say.stays(style.name[terminal.language]));
  await client.styles.remove({ id: style.id });
  if (json) terminal.out(JSON.stringify({ id: style.id }, null, 2));
  else terminal.out(say.removed(style.name[terminal.language]));
}

/** The styles that go by these names, in this order. @throws UsageError naming those there are */
export function findStyles(
  styles: readonly Style[],
  names: readonly string[],
  language: Language,
): Style[] {
  return names.map((name) => {
    const style = styles.find((one) => isStyleNamed(one, name));
    if (style) return style;
    const known = styles.map((one) => one.name[language]);
    throw new UsageError(styleTexts[language].unknown(name, known));
  });
}

function oneLine(text: string | undefined): string | undefined {
  return text?.replaceAll(/\s+/g, ' ');
}
