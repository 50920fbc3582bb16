import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { GalleryFilterInput } from '../../electron/api/contract/gallery-filter.ts';
import type { Recipe } from '../../electron/api/contract/recipe.ts';
import { createId } from '../../electron/database/create-id.ts';
import { openDatabase, type Database } from '../../electron/database/open-database.ts';
import type { NewPicture } from '../../electron/database/pictures-table.ts';
import { createTables, type Tables } from '../../electron/database/tables.ts';
import { makeRecipe } from '../helpers/make-recipe.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

interface Gallery {
  readonly database: Database;
  readonly tables: Tables;
  add(name: string, recipe?: Partial<Recipe>, fields?: Partial<NewPicture>): string;
  /** Sets columns of a picture by its name. */
  set(name: string, assignment: string): void;
  /** Names of the pictures that match, in order. */
  find(filter: GalleryFilterInput): string[];
}

export function openGallery(
  t: TestContext,
  file: string = join(temporaryFolder(), 'nishiki.db'),
): Gallery {
  const database = openDatabase(file);
  t.after(() => database.close());
  const tables = createTables(database);
  const names = new Map<string, string>();
  return {
    database,
    tables,
    add(name, recipe = {}, fields = {}) {
      const id = createId(new Date(recipe.createdAt ?? '2026-11-22T13:15:00Z'));
      names.set(id, name);
      tables.pictures.insert({
        recipe: makeRecipe({ pictureId: id, ...recipe }),
        file: `2026-11-22/${id}.png`,
        bytes: 1000,
        modelId: null,
        modelNames: [],
        promptId: null,
        comparisonId: null,
        cell: null,
        removedAt: null,
        ...fields,
      });
      return id;
    },
    set(name, assignment) {
      const [id] = [...names].find(([, its]) => its === name) ?? [];
      assert.equal(
        database.prepare(`UPDATE pictures SET ${assignment} WHERE id = ?`).run(id).changes,
        1,
      );
    },
    find: (filter) => tables.gallery.listIds(filter).map((id) => names.get(id) ?? id),
  };
}

export const jsd = { name: 'Japanese Stable Diffusion', fingerprint: 'j'.repeat(64) };

export const sd = { name: 'Stable Diffusion v1-4', fingerprint: 's'.repeat(64) };

/** Six pictures that differ in everything that can be filtered. Newest first: f e d c b a. */
export function fillGallery(gallery: Gallery): void {
  gallery.add('a', {
    prompt: '猫 油絵',
    model: jsd,
    createdAt: '2026-01-05T00:00:00Z',
    jobId: 'j1',
  });
  gallery.add('b', {
    prompt: '猫 水彩',
    model: jsd,
    createdAt: '2026-01-20T00:00:00Z',
    jobId: 'j1',
  });
  gallery.add('c', {
    arm: 'en',
    prompt: 'a cat',
    model: sd,
    createdAt: '2026-02-01T00:00:00Z',
    jobId: 'j2',
  });
  gallery.add('d', {
    prompt: '東京の夜',
    negativePrompt: '猫',
    model: jsd,
    width: 96,
    sampler: 'lms',
    createdAt: '2026-02-10T00:00:00Z',
    jobId: 'j3',
  });
  gallery.add('e', {
    arm: 'en',
    prompt: 'tokyo at night',
    model: sd,
    width: 96,
    createdAt: '2026-03-01T00:00:00Z',
    jobId: 'j4',
    seed: '777',
  });
  gallery.add('f', {
    prompt: '東京タワー',
    model: jsd,
    createdAt: '2026-03-02T00:00:00Z',
    jobId: 'j4',
  });
  gallery.set('a', `rating = 5, favourite = 1, tags = '["動物","ネコ"]', score = 0.31`);
  gallery.set('b', `rating = 3, tags = '["動物"]', boards = '["board1"]', score = 0.28`);
  gallery.set('e', `rating = 4, boards = '["board1","board2"]'`);
}
