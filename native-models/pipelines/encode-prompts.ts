import type { TextEncoder } from '../models/diffusion-model.ts';
import { parseComposableSchedule } from '../prompts/composable-schedule.ts';
import type { LearnedWords } from '../prompts/learned-words.ts';
import { PromptError } from '../prompts/prompt-error.ts';
import { parseSchedule, scheduledAt, type ScheduledPrompt } from '../prompts/schedule.ts';
import { layOutPlainPrompt, layOutWindows, type PromptWindow } from '../prompts/windows.ts';
import { type AlignedText, alignText } from '../tokenizers/aligned-text.ts';
import type { PromptTokenizer } from '../tokenizers/prompt-tokenizer.ts';
import { concatenate, type EmbeddingOptions, embedWindows } from './prompt-embedding.ts';
import type {
  ConditionedCall,
  ConditionedRow,
  PromptConditions,
  PromptPlan,
} from './prompt-plan.ts';

/** What encoding prompts needs of a loaded model. */
export interface PromptModel {
  readonly tokenizer: PromptTokenizer;
  readonly textEncoder: TextEncoder;
  /** Textual inversions: words and the ids of their vectors in the text encoder's token table. Default none. */
  readonly embeddingIds?: LearnedWords;
}

/** The two texts of a picture. */
export interface PromptPair {
  readonly prompt: string;
  readonly negativePrompt: string;
}

/** How prompts are read. */
export interface PromptReading extends EmbeddingOptions {
  /**
   * `plain` (default): as they are, cut off at 77 tokens, as in diffusers. `weighted`: as stable-diffusion-webui reads
   * them, in full-width forms too: weights, BREAK, schedules, AND, any length.
   */
  readonly syntax?: 'plain' | 'weighted';
}

export interface PromptPlanOptions extends PromptReading {
  /** At 1 and below guidance is off. */
  readonly guidanceScale: number;
  /** UNet calls of the run: the length of the scheduler plan's `timesteps`. */
  readonly steps: number;
  /** Calls of an earlier pass that this run goes on from; see `ScheduleOptions.stepsBefore`. */
  readonly stepsBefore?: number;
  /**
   * Rows of one UNet call at most, of those that have the same number of tokens. Default: two for each picture, which is
   * what guidance takes, so that prompts of AND need no more memory than others.
   */
  readonly rowsPerCall?: number;
}

/**
 * The UNet's conditions for a batch of pictures: `_encode_prompt` of diffusers' StableDiffusionPipeline for plain
 * prompts, `get_multicond_learned_conditioning` of stable-diffusion-webui 1.9.4 and what follows from it for weighted ones.
 *
 * A picture's prompts are padded to the same number of windows with those of the empty prompt (webui's "pad
 * prompt/negative prompt to be same length"; prompts of AND repeat their last vector there); pictures do not influence
 * each other. Which text of a schedule a step takes is `scheduledAt`'s. AND has no meaning in a negative prompt.
 *
 * @throws TokenizerError `lone-surrogate`; with syntax PromptError `invalid-weight`, `word-too-long`,
 *   `recursion-too-deep`, `text-too-long`; what the text encoder throws.
 */
export async function planPrompts(
  model: PromptModel,
  images: readonly PromptPair[],
  options: PromptPlanOptions,
): Promise<PromptPlan> {
  const conditions = images.flatMap((image, picture) => readConditions(image, picture, options));
  const { negative = [], prompt = [] } = Object.groupBy(conditions, ({ row }) => row.role);
  const embedded = await embedConditions(model, [...negative, ...prompt], options);
  const calls = Map.groupBy(embedded, ({ windowCount }) => windowCount)
    .values()
    .flatMap((rows) => cutIntoCalls(rows, options.rowsPerCall ?? 2 * images.length))
    .map(createCall)
    .toArray();

  const known = new Map<string, PromptConditions>();
  return {
    at(step) {
      const current = calls.map((callAt) => callAt(step));
      const key = current.map((call) => call.key).join(';');
      const now = known.get(key) ?? { calls: current.map(({ call }) => call) };
      known.set(key, now);
      return now;
    },
  };
}

/** Whether classifier-free guidance is on; diffusers leaves it out at 1 and below. */
function isGuided(guidanceScale: number): boolean {
  return guidanceScale > 1;
}

/** A row of the UNet's calls and what it reads, step by step. */
interface Condition {
  readonly row: ConditionedRow;
  readonly schedule: readonly ScheduledPrompt[];
}

function readConditions(
  { prompt, negativePrompt }: PromptPair,
  picture: number,
  options: PromptPlanOptions,
): Condition[] {
  const { guidanceScale, syntax = 'plain' } = options;
  const isWeighted = syntax === 'weighted';
  const scale = isGuided(guidanceScale) ? guidanceScale : 1;
  const read = (text: AlignedText): readonly ScheduledPrompt[] =>
    isWeighted ? parseSchedule(text, options) : [{ until: options.steps, text }];

  const whole = alignText(prompt);
  const composed = isWeighted
    ? parseComposableSchedule(whole, options)
    : [{ weight: 1, schedule: read(whole) }];
  const prompts = composed.map(({ weight, schedule }): Condition => ({
    row: { picture, role: 'prompt', factor: scale * weight },
    schedule,
  }));
  const factor = 1 - prompts.reduce((sum, { row }) => sum + row.factor, 0);
  if (!isGuided(guidanceScale) && factor === 0) return prompts;
  const negative = { picture, role: 'negative', factor } as const;
  return [{ row: negative, schedule: read(alignText(negativePrompt)) }, ...prompts];
}

/** An embedding and a number that stands for it. */
interface NumberedEmbedding {
  readonly number: number;
  /** `[tokens, hiddenSize]`. */
  readonly values: Float32Array;
}

interface EmbeddedCondition {
  readonly row: ConditionedRow;
  /** Windows of each of its texts, and of all others of its picture. */
  readonly windowCount: number;
  readonly schedule: readonly { readonly until: number; readonly embedding: NumberedEmbedding }[];
}

async function embedConditions(
  model: PromptModel,
  conditions: readonly Condition[],
  options: PromptReading,
): Promise<EmbeddedCondition[]> {
  const windowsOf = createLayOut(model, options);
  const counts = new Map<number, number>();
  for (const { row, schedule } of conditions) {
    const own = schedule.map(({ text }) => windowsOf(text.text).length);
    counts.set(row.picture, Math.max(counts.get(row.picture) ?? 1, ...own));
  }
  requireEncodable(conditions, counts);

  const embeddings = new Map<string, NumberedEmbedding>();
  const embed = async (text: string, count: number): Promise<NumberedEmbedding> => {
    const key = `${count} ${text}`;
    const known = embeddings.get(key);
    if (known !== undefined) return known;
    const windows = [...windowsOf(text)];
    while (windows.length < count) windows.push(...windowsOf(''));
    const values = await embedWindows(model.textEncoder, windows, options);
    const embedding = { number: embeddings.size, values };
    embeddings.set(key, embedding);
    return embedding;
  };

  const embedded: EmbeddedCondition[] = [];
  for (const { row, schedule } of conditions) {
    const windowCount = counts.get(row.picture) ?? 1;
    const texts: { until: number; embedding: NumberedEmbedding }[] = [];
    for (const { until, text } of schedule) {
      texts.push({ until, embedding: await embed(text.text, windowCount) });
    }
    embedded.push({ row, windowCount, schedule: texts });
  }
  return embedded;
}

/**
 * Windows of all texts of a batch at most. An embedding of SD 1.x has 0.24 MB a window, and all are kept to the end of the
 * run: a schedule of hundreds of long texts would fill any memory.
 */
const MAX_WINDOWS = 2000;

/** @throws PromptError `text-too-long` */
function requireEncodable(
  conditions: readonly Condition[],
  counts: ReadonlyMap<number, number>,
): void {
  const windows = conditions.reduce((sum, { row, schedule }) => {
    const texts = new Set(schedule.map(({ text }) => text.text));
    return sum + texts.size * (counts.get(row.picture) ?? 1);
  }, 0);
  if (windows <= MAX_WINDOWS) return;
  throw new PromptError(
    'text-too-long',
    `The prompts of the picture, with all that their schedules lead to, are ${windows} times as long as the text encoder takes at once; ${MAX_WINDOWS} times are taken.`,
  );
}

/** Makes what lays a text out in windows, each text once. */
function createLayOut(
  { tokenizer, embeddingIds = new Map() }: PromptModel,
  { syntax = 'plain' }: PromptReading,
): (text: string) => readonly PromptWindow[] {
  const known = new Map<string, readonly PromptWindow[]>();
  const layOut = (text: string) =>
    syntax === 'plain'
      ? [layOutPlainPrompt(text, tokenizer, embeddingIds)]
      : layOutWindows(text, tokenizer, { learnedWords: embeddingIds }).windows;
  return (text) => {
    const windows = known.get(text) ?? layOut(text);
    known.set(text, windows);
    return windows;
  };
}

function cutIntoCalls<Row>(rows: readonly Row[], rowsPerCall: number): Row[][] {
  const count = Math.ceil(rows.length / rowsPerCall);
  return Array.from({ length: count }, (_, call) =>
    rows.slice(call * rowsPerCall, (call + 1) * rowsPerCall),
  );
}

/** Makes the call that a step needs; equal steps get the same one. */
function createCall(conditions: readonly EmbeddedCondition[]) {
  const known = new Map<string, ConditionedCall>();
  const rows = conditions.map(({ row }) => row);
  return (step: number): { key: string; call: ConditionedCall } => {
    const embeddings = conditions.map(({ schedule }) => scheduledAt(schedule, step).embedding);
    const key = embeddings.map(({ number }) => number).join(' ');
    const promptEmbeds = () => concatenate(embeddings.map(({ values }) => values));
    const call = known.get(key) ?? { promptEmbeds: promptEmbeds(), rows };
    known.set(key, call);
    return { key, call };
  };
}
