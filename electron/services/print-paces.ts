/** How fast the pictures of a task were made. */
export interface Pace {
  /** Pictures that its task asked for, and how many of them the worker made at once. */
  readonly asked: number;
  readonly batch: number;
  /** Of each step of its last picture: its share where several took it together. */
  readonly seconds: readonly number[];
}

/** What is known of a kind of picture at one place: seconds per step, the least so far. */
export interface KnownPaces {
  readonly alone: number | null;
  readonly together: number | null;
  /** Groups that were made, counted as far as it matters. */
  readonly trials: number;
}

export const nothingKnown: KnownPaces = { alone: null, together: null, trials: 0 };

/** Pictures of a group. Always so many: every number takes sessions of its own, and a network keeps two. */
export const groupSize = 4;

/**
 * Seconds of a picture's step above which no group is tried. Longer steps keep a device busy by themselves; a picture
 * that somebody waits for, and the request to stop, would wait four times as long; and Windows ends what takes a card two
 * seconds.
 */
const longestStep = 0.25;

/** The part of the time alone that a group may take per picture at most: below that, waiting for each other is worth it. */
const worthwhile = 0.95;

/** Groups after which it is settled whether they are faster: other programs may have slowed one. */
const maxTrials = 2;

/** Days after which groups that were not faster are tried once more: what slowed them may be gone. */
const settledDays = 30;

/**
 * How many of the pictures that wait are made at once: four where that was measured to be faster, else one. The first is
 * made alone, which shows it soonest; then groups are tried where at least two of them wait, as their sessions have to be
 * opened.
 */
export function choosePace(known: KnownPaces, waiting: number): number {
  const { alone } = known;
  if (alone === null || alone > longestStep || waiting < groupSize) return 1;
  if (areGroupsFaster(known)) return groupSize;
  return isUntried(known) && waiting >= 2 * groupSize ? groupSize : 1;
}

/** Whether it is not settled yet if groups are faster, and they may be. */
export function isUntried(known: KnownPaces): boolean {
  const { alone, trials } = known;
  const isShort = alone !== null && alone <= longestStep;
  return isShort && trials < maxTrials && !areGroupsFaster(known);
}

function areGroupsFaster({ alone, together }: KnownPaces): boolean {
  return alone !== null && together !== null && together <= worthwhile * alone;
}

/** What is known after one more task, which made all that it was asked for at once. */
export function learnPace(known: KnownPaces, { batch, seconds }: Omit<Pace, 'asked'>): KnownPaces {
  const pace = paceOf(seconds);
  if (pace === null) return known;
  const least = (before: number | null): number => Math.min(before ?? pace, pace);
  if (batch === 1) return { ...known, alone: least(known.alone) };
  return {
    ...known,
    together: least(known.together),
    trials: Math.min(known.trials + 1, maxTrials),
  };
}

/** What is still held of what was last learned so many days ago. */
export function ageing(known: KnownPaces, days: number): KnownPaces {
  const isSettled = known.trials >= maxTrials && !areGroupsFaster(known);
  return isSettled && days >= settledDays ? { ...known, trials: maxTrials - 1 } : known;
}

/** The middle of its steps; the first one does not count, as what it needs may have to be opened. */
function paceOf([, ...seconds]: readonly number[]): number | null {
  return seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? null;
}
