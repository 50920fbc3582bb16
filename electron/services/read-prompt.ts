import {
  type ComposableSchedule,
  parseComposableSchedule,
} from '../../native-models/prompts/composable-schedule.ts';
import type { LearnedWords } from '../../native-models/prompts/learned-words.ts';
import { scheduledAt } from '../../native-models/prompts/schedule.ts';
import { cutPlainPrompt, layOutWindows } from '../../native-models/prompts/windows.ts';
import { type AlignedText, alignText } from '../../native-models/tokenizers/aligned-text.ts';
import type {
  PromptPiece,
  PromptTokenizer,
} from '../../native-models/tokenizers/prompt-tokenizer.ts';
import type { PromptSyntax } from '../api/contract/recipe.ts';
import type { PromptReading, ReadText, WeighedToken } from '../api/contract/tokens.ts';
import { createTokenDescriber } from './describe-token.ts';

/** Texts of schedules that are listed: an alternation has one for every step, and nobody reads hundreds. */
const mostTexts = 64;

export interface ReadPromptOptions {
  readonly promptSyntax: PromptSyntax;
  /** UNet calls of the run. */
  readonly steps: number;
  readonly learnedWords: LearnedWords;
}

/**
 * What the engine makes of a prompt whose choices are settled, by the functions with which it plans a picture
 * (`pipelines/encode-prompts.ts`).
 *
 * @throws PromptError `invalid-weight`, `word-too-long`, `recursion-too-deep`.
 */
export function readPrompt(
  settled: string,
  tokenizer: PromptTokenizer,
  { promptSyntax, steps, learnedWords }: ReadPromptOptions,
): Pick<PromptReading, 'prompts' | 'unlisted'> {
  const describe = createTokenDescriber(settled, tokenizer, learnedWords);
  const weigh = (piece: PromptPiece & { readonly weight: number }): WeighedToken => ({
    ...describe(piece),
    weight: piece.weight,
  });

  if (promptSyntax === 'plain') {
    const tokens = cutPlainPrompt(settled, tokenizer, learnedWords).map(weigh);
    const text: ReadText = {
      text: settled,
      spans: [{ from: 1, until: steps }],
      windows: [tokens.slice(0, tokenizer.usable)],
      cutOff: tokens.slice(tokenizer.usable),
    };
    return { prompts: [{ weight: 1, texts: [text] }], unlisted: 0 };
  }

  const readText = ({ text, spans }: SpannedText): ReadText => {
    const { windows, pieces } = layOutWindows(text, tokenizer, { learnedWords });
    const byWindow = Map.groupBy(pieces, ({ window }) => window);
    const tokens = windows.map((_, k) => (byWindow.get(k) ?? []).map(weigh));
    return { text: text.text, spans, windows: tokens, cutOff: [] };
  };
  let unlisted = 0;
  let left = mostTexts;
  const prompts = parseComposableSchedule(alignText(settled), { steps }).map((composed) => {
    const texts = textsOf(composed, steps);
    const listed = texts.slice(0, left);
    left -= listed.length;
    unlisted += texts.length - listed.length;
    return { weight: composed.weight, texts: listed.map(readText) };
  });
  return { prompts, unlisted };
}

interface SpannedText {
  readonly text: AlignedText;
  readonly spans: { from: number; until: number }[];
}

/** Each text of a schedule once, with the steps that read it; those that none reads come with none. */
function textsOf({ schedule }: ComposableSchedule, steps: number): SpannedText[] {
  const texts = new Map<string, SpannedText>();
  for (const { text } of schedule) {
    if (!texts.has(text.text)) texts.set(text.text, { text, spans: [] });
  }
  for (let call = 0; call < steps; call++) {
    const { spans } = texts.get(scheduledAt(schedule, call).text.text)!;
    const last = spans.at(-1);
    if (last?.until === call) last.until = call + 1;
    else spans.push({ from: call + 1, until: call + 1 });
  }
  return [...texts.values()];
}
