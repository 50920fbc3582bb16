import type { Comparison } from '../api/contract/comparisons.ts';
import type { ComparisonRecord } from '../database/comparisons-table.ts';
import type { Tables } from '../database/tables.ts';
import { StudioError } from './studio-error.ts';

export type ComparisonsService = ReturnType<typeof createComparisonsService>;

export function createComparisonsService(tables: Tables) {
  function withPictures(record: ComparisonRecord): Comparison {
    const pictures = record.seeds.map(() => record.arms.map((): string | null => null));
    for (const { id, seed, arm } of tables.pictures.ofComparison(record.id)) {
      const row = pictures[seed];
      if (row !== undefined && arm < row.length) row[arm] = id;
    }
    return { ...record, pictures };
  }

  return {
    async list({ limit }: { limit: number }): Promise<Comparison[]> {
      return tables.comparisons.list(limit).map(withPictures);
    },

    /** @throws StudioError COMPARISON_NOT_FOUND */
    async get({ id }: { id: string }): Promise<Comparison> {
      const record = tables.comparisons.get(id);
      if (record !== null) return withPictures(record);
      throw new StudioError(
        'COMPARISON_NOT_FOUND',
        { comparisonId: id },
        `There is no comparison ${id} in this studio. Nothing was changed. Choose one from the list of comparisons.`,
      );
    },
  };
}
