import type { Arm } from '../api/contract/arm.ts';
import type { PromptEntry } from '../api/contract/prompts.ts';
import type { PrintSettings } from '../api/contract/recipe.ts';
import type { Database } from './open-database.ts';
import { searchIndexText, searchQuery } from './search-text.ts';

/** A prompt without its pictures, which are found by their own rows. */
export type PromptRecord = Omit<PromptEntry, 'pictureIds'>;

/** One use of a prompt. */
export interface PromptUse {
  /** Id of the entry, should it be a new one. */
  readonly id: string;
  readonly arms: readonly Arm[];
  readonly settings: PrintSettings;
  readonly seed: string;
  readonly count: number;
  readonly at: string;
}

/** Which prompts are listed: words of a search, favourites alone, and a part of what is found. */
export interface PromptFilter {
  readonly search: string;
  readonly favourite: boolean;
  readonly limit: number;
  readonly offset: number;
}

interface PromptRow {
  id: string;
  arms: string;
  settings: string;
  seed: string;
  count: number;
  uses: number;
  favourite: number;
  created_at: string;
  last_used_at: string;
}

export type PromptsTable = ReturnType<typeof createPromptsTable>;

export function createPromptsTable(database: Database) {
  const upsert = database.prepare<object, { seq: number; id: string; uses: number }>(`
    INSERT INTO prompts (id, arms, settings, seed, count, uses, created_at, last_used_at)
    VALUES (@id, @arms, @settings, @seed, @count, 1, @at, @at)
    ON CONFLICT (arms) DO UPDATE SET settings = excluded.settings, seed = excluded.seed,
      count = excluded.count, uses = uses + 1, last_used_at = excluded.last_used_at,
      removed_at = NULL
    RETURNING seq, id, uses`);
  const insertSearch = database.prepare('INSERT INTO prompt_search (rowid, text) VALUES (?, ?)');
  const deleteSearch = database.prepare(
    'DELETE FROM prompt_search WHERE rowid IN (SELECT seq FROM prompts WHERE removed_at IS NOT NULL)',
  );
  const deleteAllSearch = database.prepare(
    `INSERT INTO prompt_search (prompt_search) VALUES ('delete-all')`,
  );
  const selectArms = database.prepare<[], { seq: number; arms: string }>(
    'SELECT seq, arms FROM prompts',
  );
  const deleteRemoved = database.prepare('DELETE FROM prompts WHERE removed_at IS NOT NULL');
  const setRemoved = database.prepare('UPDATE prompts SET removed_at = ? WHERE id = ?');
  const setFavourite = database.prepare('UPDATE prompts SET favourite = ? WHERE id = ?');
  const columns = 'id, arms, settings, seed, count, uses, favourite, created_at, last_used_at';
  const select = (condition: string) =>
    database.prepare<object, PromptRow>(
      `SELECT ${columns} FROM prompts WHERE removed_at IS NULL ${condition}
       ORDER BY last_used_at DESC, id DESC LIMIT @limit OFFSET @offset`,
    );
  const found = 'AND seq IN (SELECT rowid FROM prompt_search WHERE prompt_search MATCH @query)';
  const selects = {
    all: select(''),
    favourite: select('AND favourite = 1'),
    found: select(found),
    foundFavourite: select(`AND favourite = 1 ${found}`),
  };

  const useBoth = database.transaction((use: PromptUse): string => {
    const row = upsert.get({
      id: use.id,
      arms: JSON.stringify(use.arms),
      settings: JSON.stringify(use.settings),
      seed: use.seed,
      count: use.count,
      at: use.at,
    });
    if (row === undefined) throw new Error('SQLite returned no row for an upsert of a prompt.');
    if (row.uses === 1) {
      const texts = use.arms.flatMap((arm) => [arm.prompt, arm.negativePrompt]);
      insertSearch.run(row.seq, searchIndexText(texts, []));
    }
    return row.id;
  });

  const purge = database.transaction((): void => {
    deleteSearch.run();
    deleteRemoved.run();
  });

  return {
    /** Adds the prompt, or renews the entry with the same arms. Returns the entry's id. */
    use(use: PromptUse): string {
      return useBoth(use);
    },

    /** Latest use first. */
    list({ search, favourite, limit, offset }: PromptFilter): PromptRecord[] {
      const query = searchQuery(search);
      if (query === null) {
        return selects[favourite ? 'favourite' : 'all'].all({ limit, offset }).map(readPrompt);
      }
      const matching = selects[favourite ? 'foundFavourite' : 'found'];
      return matching.all({ query, limit, offset }).map(readPrompt);
    },

    /** False when there is no such entry. */
    setFavourite(id: string, favourite: boolean): boolean {
      return setFavourite.run(favourite ? 1 : 0, id).changes > 0;
    },

    /** False when there is no such entry. */
    remove(id: string, at: string): boolean {
      return setRemoved.run(at, id).changes > 0;
    },

    /** False when there is no such entry. */
    restore(id: string): boolean {
      return setRemoved.run(null, id).changes > 0;
    },

    /** Makes the search anew from the prompts that are there. */
    reindex(): void {
      database.transaction(() => {
        deleteAllSearch.run();
        for (const { seq, arms } of selectArms.all()) {
          const texts = (JSON.parse(arms) as Arm[]).flatMap((arm) => [
            arm.prompt,
            arm.negativePrompt,
          ]);
          insertSearch.run(seq, searchIndexText(texts, []));
        }
      })();
    },

    /** Forgets for good what was removed; done at start, so that an undo is possible until then. */
    purgeRemoved(): void {
      purge();
    },
  };
}

function readPrompt(row: PromptRow): PromptRecord {
  return {
    id: row.id,
    arms: JSON.parse(row.arms) as Arm[],
    settings: JSON.parse(row.settings) as PrintSettings,
    seed: row.seed,
    count: row.count,
    uses: row.uses,
    favourite: row.favourite === 1,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
