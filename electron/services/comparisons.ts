import type {
  Comparison,
  Difference,
  MeasuredPair,
  PreviewSheet,
} from '../api/contract/comparisons.ts';
import type { ComparisonRecord } from '../database/comparisons-table.ts';
import type { Tables } from '../database/tables.ts';
import { readPixels } from '../images/preview-sheet.ts';
import type { PictureDifference } from '../database/differences-table.ts';
import { findObstacle, measureDifference } from './measure-difference.ts';
import type { MeasuredPicture } from './measure-difference.ts';
import type { PictureStore } from './picture-store.ts';
import type { PreviewSheets } from './preview-sheets.ts';
import { StudioError } from './studio-error.ts';

export type ComparisonsService = ReturnType<typeof createComparisonsService>;

export interface ComparisonsOptions {
  readonly tables: Pick<Tables, 'comparisons' | 'differences' | 'pictures'>;
  readonly store: Pick<PictureStore, 'locate'>;
  readonly previewSheets: Pick<PreviewSheets, 'decode' | 'read'>;
  readonly onProblem: (message: string, cause?: unknown) => void;
}

export function createComparisonsService({
  tables,
  store,
  previewSheets,
  onProblem,
}: ComparisonsOptions) {
  function withPictures(record: ComparisonRecord): Comparison {
    const pictures = record.seeds.map(() => record.arms.map((): string | null => null));
    for (const { id, seed, arm } of tables.pictures.ofComparison(record.id)) {
      const row = pictures[seed];
      if (row !== undefined && arm < row.length) row[arm] = id;
    }
    return { ...record, pictures };
  }

  /** @throws StudioError COMPARISON_NOT_FOUND */
  function require(id: string): Comparison {
    const record = tables.comparisons.get(id);
    if (record !== null) return withPictures(record);
    throw new StudioError(
      'COMPARISON_NOT_FOUND',
      { comparisonId: id },
      `There is no comparison ${id} in this studio. Nothing was changed. Choose one from the list of comparisons.`,
    );
  }

  /** Null where the picture's file is gone or cannot be read. Without its previews it can be measured all the same. */
  async function readPicture(pictureId: string): Promise<MeasuredPicture | null> {
    const path = store.locate(pictureId);
    if (path === null) return null;
    const tell = (what: string) => (cause: unknown) => {
      onProblem(
        `${what} of picture ${pictureId} cannot be read, so that it is not measured.`,
        cause,
      );
      return null;
    };
    const image = await readPixels(path).catch(tell('The file'));
    return (
      image && {
        image,
        previews: await previewSheets.decode(pictureId).catch(tell('The previews')),
      }
    );
  }

  /** What cannot be kept is measured anew another time. */
  function keep(firstId: string, secondId: string, difference: PictureDifference): void {
    try {
      tables.differences.insert(firstId, secondId, difference);
    } catch (cause) {
      onProblem(`How far ${firstId} and ${secondId} are apart could not be kept.`, cause);
    }
  }

  /** Each file is read once at most, and only when something is not known yet. Gives null where one cannot be read. */
  function createMeasurer() {
    const read = new Map<string, Promise<MeasuredPicture | null>>();
    const pictureOf = (pictureId: string) => {
      const known = read.get(pictureId) ?? readPicture(pictureId);
      read.set(pictureId, known);
      return known;
    };
    return async (firstId: string, secondId: string): Promise<PictureDifference | null> => {
      const known = tables.differences.get(firstId, secondId);
      if (known !== null) return known;
      const [a, b] = [await pictureOf(firstId), await pictureOf(secondId)];
      if (a === null || b === null) return null;
      const difference = measureDifference(a, b);
      keep(firstId, secondId, difference);
      return difference;
    };
  }

  return {
    /** Newest first. @param asked.before id of the last one that is known already */
    async list({
      search = '',
      before = null,
      limit,
    }: {
      search?: string;
      before?: string | null | undefined;
      limit: number;
    }): Promise<Comparison[]> {
      return tables.comparisons.list({ search, before, limit }).map(withPictures);
    },

    /** @throws StudioError COMPARISON_NOT_FOUND */
    async get({ id }: { id: string }): Promise<Comparison> {
      return require(id);
    },

    /** Those of one run of a pack, oldest first. */
    ofRun(runId: string): Comparison[] {
      return tables.comparisons.ofRun(runId).map(withPictures);
    },

    /** @throws StudioError COMPARISON_NOT_FOUND */
    async measure({ id, seed }: { id: string; seed: number }): Promise<Difference[]> {
      const ids = require(id).pictures[seed] ?? [];
      const measureTwo = createMeasurer();
      const differences: Difference[] = [];
      for (const [first, firstId] of ids.entries()) {
        for (const [second, secondId] of ids.entries()) {
          if (second <= first || firstId === null || secondId === null) continue;
          const difference = await measureTwo(firstId, secondId);
          if (difference !== null) differences.push({ first, second, ...difference });
        }
      }
      return differences;
    },

    async measurePictures({ pictureIds }: { pictureIds: string[] }): Promise<MeasuredPair[]> {
      const measureTwo = createMeasurer();
      const pairs: MeasuredPair[] = [];
      const records = tables.pictures.get(pictureIds);
      const sizes = pictureIds.map((id) => {
        const record = records.find((picture) => picture.id === id);
        return record?.recipe ?? record?.imported ?? null;
      });
      for (const [first, firstId] of pictureIds.entries()) {
        for (const [place, secondId] of pictureIds.slice(first + 1).entries()) {
          const second = first + 1 + place;
          // By the records: a file that cannot be measured is not read.
          let reason = findObstacle(sizes[first] ?? null, sizes[second] ?? null);
          const difference = reason === null ? await measureTwo(firstId, secondId) : null;
          if (difference === null) reason ??= 'unreadable';
          pairs.push({ first, second, difference, reason });
        }
      }
      return pairs;
    },

    /** @throws StudioError COMPARISON_NOT_FOUND */
    async previews({ id, seed }: { id: string; seed: number }): Promise<PreviewSheet[]> {
      const ids = (require(id).pictures[seed] ?? []).filter((pictureId) => pictureId !== null);
      const sheets = await Promise.all(ids.map((pictureId) => previewSheets.read(pictureId)));
      return sheets.filter((sheet) => sheet !== null);
    },
  };
}
