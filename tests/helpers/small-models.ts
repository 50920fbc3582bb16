import { chmodSync, cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { referencePath } from './reference.ts';

const demoModels = join(import.meta.dirname, '..', '..', 'resources', 'demo-models');

/** Folders of a small Japanese and a small English model: the golden ones where they are, else the studio's own. */
export const smallModels = chooseModels();

/** `{}` where there are small models to test with, otherwise a `node:test` option that skips and says why. */
export const skipWithoutModels: { skip?: string } =
  smallModels === null ? { skip: 'no small models: resources/demo-models is empty' } : {};

/** A copy of a model's folder that may be written, whatever the original allows. Returns its path. */
export function copyModel(from: string, to: string): string {
  cpSync(from, to, { recursive: true });
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
  return to;
}

function chooseModels(): { readonly ja: string; readonly en: string } | null {
  const candidates = [
    { ja: referencePath('models', 'tiny-jsd'), en: referencePath('models', 'tiny-sd') },
    { ja: join(demoModels, 'ja-stage2'), en: join(demoModels, 'en') },
  ];
  const isThere = (folder: string): boolean => existsSync(join(folder, 'model_index.json'));
  return candidates.find(({ ja, en }) => isThere(ja) && isThere(en)) ?? null;
}
