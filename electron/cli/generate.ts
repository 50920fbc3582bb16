import { extname, resolve } from 'node:path';
import type { Addition } from '../api/contract/additions.ts';
import { applyStyles } from '../api/contract/apply-styles.ts';
import type { ArmKind, Embedding, Lora } from '../api/contract/arm.ts';
import type { GenerationEvent, GenerationRequestInput, Job } from '../api/contract/generation.ts';
import type { Margins } from '../api/contract/init-image.ts';
import type { NoiseSource } from '../api/contract/noise.ts';
import {
  enlarge,
  type PrintSettings,
  printSettingsSchema,
  type PromptSyntax,
} from '../api/contract/recipe.ts';
import type { Sampler } from '../api/contract/sampler.ts';
import { describeWriteFailure, systemErrorCode } from '../services/studio-error.ts';
import { createStorageWait } from '../services/wait-for-storage.ts';
import { locateAdditions, locateVae, noteLetters } from './additions.ts';
import { chooseModel } from './choose-model.ts';
import type { StudioClient } from './client.ts';
import { InterruptedError, UsageError } from './failure.ts';
import { copyBeside, readableName } from './file-names.ts';
import { given } from './given.ts';
import { addInitImage } from './init-image.ts';
import { makeFolder } from '../images/make-folder.ts';
import type { PreviewFile } from './preview-file.ts';
import { createProgress } from './progress.ts';
import { findStyles } from './styles.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';
import { untilAborted } from './until-aborted.ts';

export interface GenerateOptions {
  readonly arms: readonly ArmKind[];
  readonly out: string;
  /** Absolute path of the file that shows how far a picture has come. */
  readonly preview?: string;
  readonly seed?: string;
  readonly count?: number;
  readonly enPrompt?: string;
  readonly negative?: string;
  /** Names of styles, the first innermost. */
  readonly style?: readonly string[];
  readonly steps?: number;
  readonly guidance?: number;
  readonly sampler?: Sampler;
  readonly size?: { readonly width: number; readonly height: number };
  readonly modelJa?: string;
  readonly modelEn?: string;
  readonly lora?: readonly Lora[];
  readonly embedding?: readonly Embedding[];
  readonly vae?: string;
  /** Files of a picture to begin from and of its mask. */
  readonly image?: string;
  readonly mask?: string;
  readonly strength?: number;
  readonly extend?: Margins;
  /** A second pass, larger by `scale`, and how much is drawn over there. */
  readonly hires?: { readonly scale: number; readonly strength?: number };
  readonly promptSyntax?: PromptSyntax;
  readonly clipSkip?: number;
  readonly deepCache?: number;
  readonly int8?: boolean;
  readonly noiseSource?: NoiseSource;
  readonly variationSeed?: string;
  readonly variationStrength?: number;
  /** Left out, as the studio's settings say. */
  readonly safetyChecker?: boolean;
  readonly watermark?: boolean;
  readonly json?: boolean;
}

/** What the command needs of an open studio. */
export interface GenerateStudio {
  readonly client: StudioClient;
  /** Where a kept picture's file is. */
  locate(pictureId: string): { path: string } | null;
}

interface PrintedPicture {
  readonly path: string;
  readonly id: string;
  readonly arm: ArmKind;
  readonly seed: string;
  readonly prompt: string;
  /** The safety checker has blocked it: it is black. */
  readonly blocked: boolean;
}

/**
 * `nishiki generate`: prints a batch into the gallery and copies each picture, recipe inside, into a folder as soon as
 * it is saved. An abort stops between two steps.
 * @throws UsageError, InterruptedError, or the contract's errors; copies made before stay.
 */
export async function generate(
  prompt: string,
  options: GenerateOptions,
  studio: GenerateStudio,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const request = await settleRequest(prompt, options, studio.client, terminal);
  const folder = resolve(options.out);
  makeFolder(folder);
  const progress = createProgress(terminal, await studio.client.models.list());
  const pictures: PrintedPicture[] = [];
  let job: Job | null = null;
  const preview = await openPreview(options, studio, terminal);
  const events = await studio.client.generation.run(request, { signal });
  try {
    for await (const event of untilAborted(events, signal)) {
      progress.show(event);
      preview?.show(event);
      if (event.type === 'queued') job = event.job;
      if (event.type === 'cancelled') throw new InterruptedError();
      if (event.type === 'saved') {
        const copy = async () => await copyPicture(event.picture, folder, studio);
        const picture = await copyWhenPossible(copy, folder, terminal, signal);
        pictures.push(picture);
        if (!options.json) terminal.out(picture.path);
        if (picture.blocked) terminal.note(texts[terminal.language].blocked(picture.path));
      }
      if (event.type === 'done') report(event, job, pictures, options, terminal);
    }
  } catch (error) {
    // What was saved is named all the same; how it ended says the exit code.
    if (options.json && pictures.length > 0) report(null, job, pictures, options, terminal);
    throw error;
  } finally {
    await preview?.close();
  }
}

async function openPreview(
  { preview: pattern }: GenerateOptions,
  { locate }: GenerateStudio,
  terminal: Terminal,
): Promise<PreviewFile | null> {
  if (pattern === undefined) return null;
  // Loaded only where it is asked for, since it brings the decoder of pictures.
  const { createPreviewFile } = await import('./preview-file.ts');
  return createPreviewFile({
    pattern,
    locate,
    onFailure: (path, { message }) =>
      terminal.note(texts[terminal.language].previewFails(path, message)),
  });
}

async function settleRequest(
  prompt: string,
  options: GenerateOptions,
  client: StudioClient,
  terminal: Terminal,
): Promise<GenerationRequestInput> {
  const models = await client.models.list();
  const { style: names = [] } = options;
  const styles =
    names.length === 0 ? [] : findStyles(await client.styles.list(), names, terminal.language);
  const library = await client.additions.list();
  const locate = <One extends { readonly file: string }>(
    named: readonly One[] | undefined,
    kind: Addition['kind'],
  ) => named && locateAdditions(named, kind, library, terminal.language);
  const arms: GenerationRequestInput['arms'] = [];
  let native = printSettingsSchema.parse({});
  const guided: string[] = [];
  for (const kind of options.arms) {
    const wanted = kind === 'ja' ? options.modelJa : options.modelEn;
    const asked = kind === 'ja-stage1' ? undefined : wanted;
    const model = chooseModel(models, kind, asked, terminal.language);
    if (arms.length === 0) native = model.recommended;
    if (model.takesGuidance) guided.push(model.name[terminal.language]);
    const words = kind === 'en' ? await englishPrompt(prompt, options, client, terminal) : prompt;
    arms.push({
      kind,
      modelId: model.id,
      ...applyStyles({ prompt: words, negativePrompt: options.negative ?? '' }, styles, kind),
      ...given({
        loras: locate(options.lora, 'lora'),
        embeddings: locate(options.embedding, 'embedding'),
        vae: options.vae && locateVae(options.vae, library, terminal.language),
      }),
    });
  }
  noteLetters(arms, library, options.promptSyntax, terminal);
  if (arms.some(({ negativePrompt = '' }) => negativePrompt.trim() !== ''))
    for (const name of guided) terminal.note(texts[terminal.language].negativeUnused(name));
  const { seed, count, steps, guidance, sampler } = options;
  const { promptSyntax, clipSkip, deepCache, int8, noiseSource } = options;
  const { safetyChecker, watermark } = options;
  const initImage = await addInitImage(options, client, terminal);
  return {
    arms,
    ...sizeOf(options, native),
    ...given({ seed, count, steps, guidance, sampler, initImage }),
    ...given({ promptSyntax, clipSkip, deepCache, int8, noiseSource, safetyChecker, watermark }),
    ...variationOf(options),
  };
}

/** The size asked for, or with a second pass that one's, which grows from the size asked for or the first arm's own. */
function sizeOf(
  { size, hires }: GenerateOptions,
  native: Pick<PrintSettings, 'width' | 'height'>,
): Pick<GenerationRequestInput, 'width' | 'height' | 'hiresFix'> {
  if (hires === undefined) return size ?? {};
  const { width, height } = size ?? native;
  const { scale, ...second } = hires;
  return { ...enlarge({ width, height }, scale), hiresFix: { width, height, ...second } };
}

/** Asked for by either of its options; the contract fills in the other. */
function variationOf({
  variationSeed: seed,
  variationStrength: strength,
}: GenerateOptions): Pick<GenerationRequestInput, 'variation'> {
  if (seed === undefined && strength === undefined) return {};
  return { variation: given({ seed, strength }) };
}

/** What the English arm reads: the words given for it, an English prompt as it is, or the glossary's English. */
async function englishPrompt(
  prompt: string,
  { enPrompt }: GenerateOptions,
  client: StudioClient,
  terminal: Terminal,
): Promise<string> {
  if (enPrompt !== undefined) return enPrompt;
  if (!/[^\p{ASCII}]/u.test(prompt)) return prompt;
  const say = texts[terminal.language];
  const { english, untranslated } = await client.prompts.translate({ text: prompt });
  if (english.trim() === '') throw new UsageError(say.noEnglish(prompt));
  terminal.note(say.translated(english));
  if (untranslated.length > 0) terminal.note(say.untranslated(untranslated));
  return english;
}

/** The gallery has it; where it is to lie as well may be full. @throws InterruptedError, the system's error */
async function copyWhenPossible(
  copy: () => Promise<PrintedPicture>,
  folder: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<PrintedPicture> {
  const attempt = async () =>
    await copy().catch((error: unknown) => {
      throw systemErrorCode(error) === 'ENOSPC'
        ? describeWriteFailure(error, 'A copy', folder, 0)
        : error;
    });
  const say = texts[terminal.language];
  const copied = await createStorageWait(() => {}).save(attempt, signal, (held) =>
    terminal.note(say.held(held.folder, held.reason)),
  );
  if (copied === null) throw new InterruptedError();
  return copied;
}

async function copyPicture(
  picture: Extract<GenerationEvent, { type: 'saved' }>['picture'],
  folder: string,
  studio: GenerateStudio,
): Promise<PrintedPicture> {
  const { id, arm, recipe } = picture;
  const file = studio.locate(id);
  if (!file) throw new Error(`The gallery does not know the picture it has just saved: ${id}`);
  const name = readableName(recipe.prompt, recipe.seed, arm);
  const path = await copyBeside(file.path, folder, name, extname(file.path));
  const blocked = recipe.safety === 'blocked';
  return { path, id, arm, seed: recipe.seed, prompt: recipe.prompt, blocked };
}

/** @param done null where it ended before all were made, which is told in JSON alone */
function report(
  done: Extract<GenerationEvent, { type: 'done' }> | null,
  job: Job | null,
  pictures: readonly PrintedPicture[],
  { json = false }: GenerateOptions,
  terminal: Terminal,
): void {
  const { secondsPerStep = null, seconds = null } = done ?? {};
  if (json) {
    const settings = job?.settings;
    terminal.out(JSON.stringify({ pictures, settings, secondsPerStep, seconds }, null, 2));
  } else if (done !== null) {
    terminal.out(
      texts[terminal.language].summary(pictures.length, done.secondsPerStep, done.seconds),
    );
  }
}
