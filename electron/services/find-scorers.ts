import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Scorer, ScorerLanguage } from '../api/contract/scores.ts';

/** Scorers that the studio fetches by name, by the language that they read. */
const published: Record<ScorerLanguage, readonly string[]> = {
  ja: ['rinna/japanese-cloob-vit-b-16', 'rinna/japanese-clip-vit-b-16'],
  en: [
    'openai/clip-vit-base-patch16',
    'openai/clip-vit-base-patch32',
    'openai/clip-vit-large-patch14',
  ],
};

export interface ScorerPlaces {
  /** The studio's data folder, for scorers that were fetched. */
  readonly data: string;
  /** What comes with the studio. */
  readonly resources: string;
  /** What the user has chosen. */
  readonly chosen: Readonly<Record<ScorerLanguage, string | null>>;
}

/** The scorer for a language: the one that was chosen, else one that was fetched, else the demo's; null where there is none. */
export function findScorer(
  language: ScorerLanguage,
  { data, resources, chosen }: ScorerPlaces,
): Scorer | null {
  const own = chosen[language];
  if (own !== null) return { language, path: own, name: basename(own), origin: 'chosen' };
  for (const name of published[language]) {
    const path = fetched(data, name);
    if (path !== null) return { language, path, name, origin: 'fetched' };
  }
  if (language === 'en') return null;
  const name = 'demo-scorer';
  return { language, path: join(resources, name), name, origin: 'demo' };
}

function fetched(data: string, repository: string): string | null {
  const folder = `models--${repository.replaceAll('/', '--')}`;
  const snapshots = join(data, 'hub', folder, 'snapshots');
  const [commit] = existsSync(snapshots) ? readdirSync(snapshots) : [];
  return commit === undefined ? null : join(snapshots, commit);
}
