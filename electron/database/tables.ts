import { createComparisonsTable } from './comparisons-table.ts';
import type { ComparisonsTable } from './comparisons-table.ts';
import { createJobsTable } from './jobs-table.ts';
import type { JobsTable } from './jobs-table.ts';
import { createModelsTable } from './models-table.ts';
import type { ModelsTable } from './models-table.ts';
import type { Database } from './open-database.ts';
import { createPicturesTable } from './pictures-table.ts';
import type { PicturesTable } from './pictures-table.ts';
import { createPromptsTable } from './prompts-table.ts';
import type { PromptsTable } from './prompts-table.ts';

/** All tables of one open database. */
export interface Tables {
  readonly pictures: PicturesTable;
  readonly comparisons: ComparisonsTable;
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
    jobs: createJobsTable(database),
    prompts: createPromptsTable(database),
    models: createModelsTable(database),
    transaction: (work) => database.transaction(work)(),
  };
}
