import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { findScorer, type ScorerPlaces } from '../services/find-scorers.ts';
import type { ScorerLanguage } from '../api/contract/scores.ts';
import { readRecipeOfFile } from '../images/picture-file.ts';
import { captionOf } from '../services/caption.ts';
import { PartialError, UsageError } from './failure.ts';
import { scoreEach } from './score-each.ts';
import type { Terminal } from './terminal.ts';
import { texts } from './texts.ts';

export interface ScoreOptions {
  readonly prompt?: string;
  readonly language: ScorerLanguage;
  readonly scorer?: string;
  readonly json?: boolean;
}

interface FileScore {
  readonly file: string;
  readonly prompt: string;
  /** Null where the file cannot be read as a picture. */
  readonly score: number | null;
  readonly reason?: string;
}

/**
 * `nishiki score`: how well pictures fit words, best first; without words, each picture its own, as its recipe has them. Opens
 * no studio: the gallery has no part in it.
 *
 * @throws UsageError, InterruptedError; PartialError where files are no pictures, once the others are shown
 */
export async function score(
  files: readonly string[],
  options: ScoreOptions,
  places: Omit<ScorerPlaces, 'chosen'>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const say = texts[terminal.language].score;
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length > 0) throw new UsageError(say.missing(missing));
  const scorer = options.scorer ? resolve(options.scorer) : usualScorer(options.language, places);
  if (scorer === null) throw new UsageError(say.noScorer);
  const pairs = await pairsOf(files, options, terminal);
  const asked = pairs.map(({ file, prompt }) => ({ picture: resolve(file), caption: prompt }));
  const answers = await scoreEach(scorer, asked, terminal, signal);
  const scores = pairs.map((pair, index): FileScore => {
    const answer = answers[index];
    if (answer?.type === 'scored') return { ...pair, score: answer.score };
    return { ...pair, score: null, reason: answer?.reason ?? '' };
  });
  report(scores, scorer, options, terminal);
  const unread = scores.filter(({ score: value }) => value === null).length;
  if (unread > 0) throw new PartialError(texts[terminal.language].files.unread(unread));
}

function usualScorer(
  language: ScorerLanguage,
  places: Omit<ScorerPlaces, 'chosen'>,
): string | null {
  return findScorer(language, { ...places, chosen: { ja: null, en: null } })?.path ?? null;
}

async function pairsOf(
  files: readonly string[],
  { prompt }: ScoreOptions,
  { language }: Terminal,
): Promise<{ file: string; prompt: string }[]> {
  if (prompt !== undefined) return files.map((file) => ({ file, prompt }));
  const pairs: { file: string; prompt: string }[] = [];
  for (const file of files) {
    // What is no PNG of the studio's has no recipe either.
    const recipe = await readRecipeOfFile(file).catch(() => null);
    if (recipe === null) throw new UsageError(texts[language].score.noPrompt(file));
    pairs.push({ file, prompt: captionOf(recipe.prompt, recipe) });
  }
  return pairs;
}

function report(
  scores: readonly FileScore[],
  scorer: string,
  { json }: ScoreOptions,
  terminal: Terminal,
): void {
  if (json) {
    terminal.out(JSON.stringify({ scorer, scores }, null, 2));
    return;
  }
  const say = texts[terminal.language].score;
  const best = scores.toSorted((a, b) => (b.score ?? -2) - (a.score ?? -2));
  for (const { file, score: value, prompt, reason } of best) {
    if (value === null) terminal.note(say.unreadable(file, reason ?? ''));
    else terminal.out(`${value.toFixed(4)}  ${basename(file)}  ${prompt}`);
  }
}
