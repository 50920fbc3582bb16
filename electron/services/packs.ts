import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pack, PackRefusal, PackRun } from '../api/contract/packs.ts';
import type { Tables } from '../database/tables.ts';
import { writeFileDurably } from '../images/write-file-durably.ts';
import type { ComparisonsService } from './comparisons.ts';
import { readPack, readPacks } from './pack-files.ts';
import { createPackReport } from './pack-report.ts';
import { createPackRuns, packNotFound } from './pack-runs.ts';
import type { PackRunsOptions } from './pack-runs.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';
import type { VotesService } from './votes.ts';

interface PacksOptions extends Omit<PackRunsOptions, 'listPacks'> {
  readonly tables: Tables;
  readonly comparisons: ComparisonsService;
  readonly votes: VotesService;
  /** Where a picture's thumbnail lies, or the picture itself. */
  readonly locate: (pictureId: string) => string | null;
  readonly folders: { readonly own: string; readonly user: string };
}

export type PacksService = ReturnType<typeof createPacksService>;

/** Culture packs: prompts in two languages, printed as one comparison each. */
export function createPacksService(options: PacksOptions) {
  const { tables, comparisons, folders, onProblem } = options;

  async function list(): Promise<(Pack & { own: boolean })[]> {
    const own = await readPacks(folders.own, onProblem);
    const user = await readPacks(folders.user, onProblem);
    return [
      ...own.map((pack) => ({ ...pack, own: true })),
      ...user.map((pack) => ({ ...pack, own: false })),
    ];
  }

  const {
    require: requireRun,
    list: listRuns,
    ...runs
  } = createPackRuns({ ...options, listPacks: list });

  return {
    list,

    ...runs,

    async runs(): Promise<PackRun[]> {
      return listRuns();
    },

    /** @throws StudioError PACK_UNREADABLE, CANNOT_SAVE */
    async add({ json }: { json: string }): Promise<Pack> {
      const parsed = readPack(json);
      const issues = 'issues' in parsed ? parsed.issues : [];
      const pack = 'pack' in parsed ? parsed.pack : null;
      if (pack && (await readPacks(folders.own, onProblem)).some(({ id }) => id === pack.id)) {
        issues.push(`id: ${'pack-name-taken' satisfies PackRefusal}`);
      }
      if (pack === null || issues.length > 0) {
        throw new StudioError(
          'PACK_UNREADABLE',
          { issues },
          `This is no culture pack that can be taken in: ${issues.join('; ')}. Nothing was changed. resources/culture-packs/pack.schema.json says how a pack is written.`,
        );
      }
      try {
        const bytes = Buffer.from(`${JSON.stringify(pack, null, 2)}\n`);
        await writeFileDurably(join(folders.user, `${pack.id}.json`), bytes);
      } catch (error) {
        throw describeWriteFailure(error, 'The pack', folders.user, 0);
      }
      return pack;
    },

    /** @throws StudioError PACK_NOT_FOUND for one that is not the user's, CANNOT_SAVE */
    async remove({ id }: { id: string }): Promise<{ id: string }> {
      if (!(await readPacks(folders.user, onProblem)).some((pack) => pack.id === id))
        throw packNotFound(id);
      try {
        await rm(join(folders.user, `${id}.json`));
      } catch (error) {
        throw describeWriteFailure(error, 'The removal of a pack', folders.user, 0);
      }
      return { id };
    },

    /** @throws StudioError PACK_NOT_FOUND */
    async comparisons({ runId }: { runId: string }) {
      const made = comparisons.ofRun(runId);
      return requireRun(runId).pack.prompts.map(({ id }) => {
        const own = made.filter(
          ({ origin, pictures }) =>
            origin?.type === 'pack' &&
            origin.promptId === id &&
            pictures.some((row) => row.some((picture) => picture !== null)),
        );
        return { promptId: id, comparisonIds: own.map((comparison) => comparison.id) };
      });
    },

    /** @throws StudioError PACK_NOT_FOUND */
    async report({ runId, language }: { runId: string; language: 'ja' | 'en' }) {
      const run = requireRun(runId);
      const made = comparisons.ofRun(runId);
      const [all, byPrompt] = [
        await options.votes.ratings({ runId, by: 'all' }),
        await options.votes.ratings({ runId, by: 'prompt' }),
      ];
      const names = new Map(
        run.arms.map(({ modelId }) => [modelId, tables.models.get(modelId)?.name[language]]),
      );
      return await createPackReport({
        run,
        comparisons: made,
        measure: (id, seed) => comparisons.measure({ id, seed }),
        ratings: all[0] ?? null,
        ratingsByPrompt: byPrompt,
        nameModel: (modelId) => names.get(modelId) ?? modelId,
        locate: options.locate,
        scoreOf: (id) => {
          const [picture] = tables.pictures.get([id]);
          if (!picture || picture.score === null) return null;
          return { score: picture.score, scorer: picture.scorer ?? '' };
        },
        language,
      });
    },
  };
}
