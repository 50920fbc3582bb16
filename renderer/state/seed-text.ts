import { seedSchema } from '../../electron/api/contract/seed.ts';

/** What a person may type for a seed, as the studio wants it: full-width digits and spaces are understood. */
export function readSeed(
  text: string,
): { seed: string } | { problem: 'seed-not-a-whole-number' | 'seed-too-large' } {
  const parsed = seedSchema.safeParse(text.normalize('NFKC').replaceAll(/[\s,_]/g, ''));
  if (parsed.success) return { seed: parsed.data };
  const tooLarge = parsed.error.issues.some((issue) => issue.message === 'seed-too-large');
  return { problem: tooLarge ? 'seed-too-large' : 'seed-not-a-whole-number' };
}

/** Whether what was typed is −1, by which other programs mean "another one each time"; an input method writes 「ー１」. */
export function asksForAnySeed(text: string): boolean {
  return /^[-−ー]1$/.test(text.normalize('NFKC').trim());
}

/** A seed nobody chose: 32 bits, so that it can still be read aloud. */
export function drawSeed(): string {
  const [value = 0] = crypto.getRandomValues(new Uint32Array(1));
  return String(value);
}
