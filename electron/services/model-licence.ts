import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelLicence } from '../api/contract/models.ts';
import type { ModelRecord } from '../database/models-table.ts';

/** Licences under which a program may be run, whatever for, by anyone who has it: nothing has to be accepted for that. */
const free =
  /^(?:apache-2\.0|mit|isc|zlib|unlicense|wtfpl|cc0-1\.0|cc-by(?:-sa)?-[\d.]+|bsd(?:-[\w-]+)?|a?gpl(?:-[\d.]+)?|lgpl(?:-[\d.]+)?|mpl-2\.0|artistic-2\.0|afl-3\.0|bsl-1\.0|ncsa|postgresql|pddl|osl-3\.0|epl-[\d.]+|eupl-[\d.]+)$/i;

/** What a model card says to programs, in YAML. */
const frontMatter = /^---\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)/s;

/** A text that is longer is no licence. */
const mostBytes = 256 * 1024;

/**
 * The licence that the user has to accept before a model's first picture: every one that ties its use to conditions, as
 * OpenRAIL's, and every one that is not known here. Null where there is none, or where the model names none.
 */
export function licenceToAccept({
  licence,
  embedded,
}: Pick<ModelRecord, 'licence' | 'embedded'>): string | null {
  return embedded || licence === null || free.test(licence) ? null : licence;
}

/**
 * The licence's own text as it lies with the model, else what its model card says to readers, and where the card says
 * that the licence can be read.
 */
export async function readLicence({
  path,
  page,
}: Pick<ModelRecord, 'path' | 'page'>): Promise<Pick<ModelLicence, 'file' | 'link'>> {
  const folder = (await stat(path).catch(() => null))?.isDirectory() ? path : null;
  const names = folder === null ? [] : (await readdir(folder).catch(() => [])).toSorted();
  const licence = names.find((name) => /^licen[cs]e(?:[.-][\w.-]+)?$/i.test(name));
  const card = names.find((name) => /^readme\.md$/i.test(name));
  const name = licence ?? card;
  const read = folder === null || name === undefined ? null : await readStart(folder, name);
  const cardText = folder === null || card === undefined ? null : await readStart(folder, card);
  const text = name === card ? read?.text.replace(frontMatter, '').trimStart() : read?.text;
  const file = read && text ? { ...read, text } : null;
  return { file, link: linkOf(cardText?.text ?? '') ?? page };
}

async function readStart(folder: string, name: string): Promise<ModelLicence['file']> {
  try {
    await using handle = await open(join(folder, name));
    if (!(await handle.stat()).isFile()) return null;
    const buffer = Buffer.alloc(mostBytes);
    const { bytesRead } = await handle.read(buffer, 0, mostBytes, 0);
    return { name, text: buffer.toString('utf8', 0, bytesRead) };
  } catch {
    return null;
  }
}

/** `license_link` of a model card's front matter; only an address of the web. */
function linkOf(card: string): string | null {
  const front = frontMatter.exec(card)?.[1] ?? '';
  const link = /^license_link:[ \t]*["']?(https?:\/\/[^\s"']+)["']?[ \t]*$/m.exec(front)?.[1];
  return link !== undefined && URL.canParse(link) ? link : null;
}
