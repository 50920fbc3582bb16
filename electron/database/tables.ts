import { createComparisonsTable } from './comparisons-table.ts';
import type { ComparisonsTable } from './comparisons-table.ts';
import { createDifferencesTable } from './differences-table.ts';
import type { DifferencesTable } from './differences-table.ts';
import { createJobsTable } from './jobs-table.ts';
import type { JobsTable } from './jobs-table.ts';
import { createModelsTable } from './models-table.ts';
import type { ModelsTable } from './models-table.ts';
import type { Database } from './open-database.ts';
import { createPicturesTable } from './pictures-table.ts';
import type { PicturesTable } from './pictures-table.ts';
import { createPreviewSheetsTable } from './preview-sheets-table.ts';
import type { PreviewSheetsTable } from './preview-sheets-table.ts';
import { createPromptsTable } from './prompts-table.ts';
import type { PromptsTable } from './prompts-table.ts';

/** All tables of one open database. */
export interface Tables {
  readonly pictures: PicturesTable;
  readonly comparisons: ComparisonsTable;
  readonly differences: DifferencesTable;
  readonly previewSheets: PreviewSheetsTable;
  readonly jobs: JobsTable;
  readonly prompts: PromptsTable;
  readonly models: ModelsTable;
  /** Runs `work` as one transaction: all of its writes or none. */
  transaction<Result>(work: () => Result): Result;
}

export function createTables(database: Database): Tables {
  return {
    pictures: createPicturesTable(database),
    comparisons: createComparisonsTable(database),
    differences: createDifferencesTable(database),
    previewSheets: createPreviewSheetsTable(database),
    jobs: createJobsTable(database),
    prompts: createPromptsTable(database),
    models: createModelsTable(database),
    transaction: (work) => database.transaction(work)(),
  };
}
