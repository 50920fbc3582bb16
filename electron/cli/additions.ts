import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { findAddition } from '../api/contract/additions.ts';
import type { Addition } from '../api/contract/additions.ts';
import { findLoraTags } from '../api/contract/lora-tags.ts';
import { ownVae } from '../api/contract/arm.ts';
import type { PromptSyntax } from '../api/contract/recipe.ts';
import type { Language } from '../language.ts';
import { additionTexts } from './addition-texts.ts';
import type { StudioClient } from './client.ts';
import { drawTable } from './draw-table.ts';
import { UsageError } from './failure.ts';
import { formatBytes } from './format-bytes.ts';
import { given } from './given.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly json?: boolean;
}

/** `nishiki additions`: every LoRA, embedding and VAE of the library. */
export async function listAdditions(
  { json = false }: Options,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const all = await client.additions.list();
  const say = additionTexts[terminal.language];
  if (json) terminal.out(JSON.stringify(all, null, 2));
  else if (all.length === 0) terminal.out(say.none);
  else {
    const rows = all.map(({ kind, name, state, bytes, path }) => [
      say.kinds[kind],
      name,
      say.states[state],
      formatBytes(bytes, terminal),
      path,
    ]);
    for (const line of drawTable([say.columns, ...rows])) terminal.out(line);
  }
}

/** `nishiki additions add`. @throws the contract's errors */
export async function addAddition(
  path: string,
  options: Options,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  tell(await client.additions.add({ path: resolve(path) }), options, terminal);
}

/** `nishiki additions change`. @throws UsageError, the contract's errors */
export async function changeAddition(
  wanted: string,
  { name, notes, ...options }: Options & { name?: string; notes?: string },
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const { id } = await requireAddition(wanted, client, terminal.language);
  tell(await client.additions.change({ id, ...given({ name, notes }) }), options, terminal);
}

/** `nishiki additions relink`. @throws UsageError, the contract's errors */
export async function relinkAddition(
  wanted: string,
  path: string,
  options: Options,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const { id } = await requireAddition(wanted, client, terminal.language);
  tell(await client.additions.relink({ id, path: resolve(path) }), options, terminal);
}

/** `nishiki additions remove`. @throws UsageError */
export async function removeAddition(
  wanted: string,
  { json = false }: Options,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const { id, name } = await requireAddition(wanted, client, terminal.language);
  await client.additions.remove({ id });
  if (json) terminal.out(JSON.stringify({ id }, null, 2));
  else terminal.out(additionTexts[terminal.language].removed(name));
}

/** `nishiki additions fits`. @throws UsageError, the contract's errors */
export async function fitsAddition(
  wanted: string,
  { json = false }: Options,
  client: StudioClient,
  terminal: Terminal,
): Promise<void> {
  const { id } = await requireAddition(wanted, client, terminal.language);
  const { modelIds } = await client.additions.fits({ id });
  if (json) {
    terminal.out(JSON.stringify({ id, modelIds }, null, 2));
    return;
  }
  const models = await client.models.list();
  for (const model of models.filter((one) => modelIds.includes(one.id))) {
    terminal.out(`${model.id}  ${model.name[terminal.language]}`);
  }
  if (modelIds.length === 0) terminal.out(additionTexts[terminal.language].fitsNone);
}

/**
 * Files that were given by path or by a name of the library. A file that is there comes first.
 *
 * @param named absolute, as they would be if they were paths
 * @throws UsageError for what is neither
 */
export function locateAdditions<One extends { readonly file: string }>(
  named: readonly One[],
  kind: Addition['kind'],
  all: readonly Addition[],
  language: Language,
): One[] {
  return named.map((one) => {
    if (existsSync(one.file)) return one;
    const entry = all.find(({ kind: own, name }) => own === kind && resolve(name) === one.file);
    const found = entry ?? findAddition(all, kind, basename(one.file));
    // A path with folders is no name.
    if (found && resolve(basename(one.file)) === one.file) return { ...one, file: found.path };
    const names = all.filter((other) => other.kind === kind).map(({ name }) => name);
    throw new UsageError(additionTexts[language].unknown(one.file, names));
  });
}

/** A VAE's path, by path or by a name of the library, or `own`. @throws UsageError for what is none of them */
export function locateVae(wanted: string, all: readonly Addition[], language: Language): string {
  const file = resolve(wanted);
  const isOwn = wanted === ownVae && !existsSync(file) && !findAddition(all, 'vae', wanted);
  return isOwn ? ownVae : (locateAdditions([{ file }], 'vae', all, language)[0]?.file ?? file);
}

/** Says which `<lora:…>` of prompts nothing is known of, rather than printing letters in silence. */
export function noteLetters(
  arms: readonly { readonly prompt: string }[],
  library: readonly Addition[],
  promptSyntax: PromptSyntax | undefined,
  terminal: Terminal,
): void {
  const isKnown = (name: string) =>
    promptSyntax !== 'plain' && findAddition(library, 'lora', name) !== undefined;
  const left = arms.flatMap(({ prompt }) => findLoraTags(prompt));
  const tags = [...new Set(left.filter(({ name }) => !isKnown(name)).map(({ text }) => text))];
  if (tags.length > 0) terminal.note(additionTexts[terminal.language].letters(tags));
}

/** @throws UsageError */
async function requireAddition(
  name: string,
  client: StudioClient,
  language: Language,
): Promise<Addition> {
  const all = await client.additions.list();
  const found =
    all.find(({ id }) => id === name) ??
    findAddition(all, 'lora', name) ??
    findAddition(all, 'embedding', name) ??
    findAddition(all, 'vae', name);
  if (found) return found;
  const names = all.map((one) => one.name);
  throw new UsageError(additionTexts[language].unknown(name, names));
}

function tell(addition: Addition, { json = false }: Options, terminal: Terminal): void {
  const { kind, name, path } = addition;
  if (json) terminal.out(JSON.stringify(addition, null, 2));
  else terminal.out(`${additionTexts[terminal.language].kinds[kind]}  ${name}  ${path}`);
}
