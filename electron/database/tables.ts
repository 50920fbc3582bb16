import { createAdditionsTable } from './additions-table.ts';
import type { AdditionsTable } from './additions-table.ts';
import { createBoardsTable } from './boards-table.ts';
import type { BoardsTable } from './boards-table.ts';
import { createComparisonsTable } from './comparisons-table.ts';
import type { ComparisonsTable } from './comparisons-table.ts';
import { createDifferencesTable } from './differences-table.ts';
import type { DifferencesTable } from './differences-table.ts';
import { createGridsTable } from './grids-table.ts';
import type { GridsTable } from './grids-table.ts';
import { createJobsTable } from './jobs-table.ts';
import type { JobsTable } from './jobs-table.ts';
import { createLicencesTable } from './licences-table.ts';
import type { LicencesTable } from './licences-table.ts';
import { createModelFilesTable } from './model-files-table.ts';
import type { ModelFilesTable } from './model-files-table.ts';
import { createModelsTable } from './models-table.ts';
import type { ModelsTable } from './models-table.ts';
import type { Database } from './open-database.ts';
import { createGalleryQuery } from './gallery-query.ts';
import type { GalleryQuery } from './gallery-query.ts';
import { createPictureFeaturesTable } from './picture-features-table.ts';
import type { PictureFeaturesTable } from './picture-features-table.ts';
import { createPictureFilesTable } from './picture-files-table.ts';
import type { PictureFilesTable } from './picture-files-table.ts';
import { createPictureHashesTable } from './picture-hashes-table.ts';
import type { PictureHashesTable } from './picture-hashes-table.ts';
import { createPictureLineage } from './picture-lineage.ts';
import type { PictureLineage } from './picture-lineage.ts';
import { createPictureMarksTable } from './picture-marks-table.ts';
import type { PictureMarksTable } from './picture-marks-table.ts';
import { createPackRunsTable } from './pack-runs-table.ts';
import type { PackRunsTable } from './pack-runs-table.ts';
import { createOpenRunsTable } from './open-runs-table.ts';
import type { OpenRunsTable } from './open-runs-table.ts';
import { createPictureSourcesTable } from './picture-sources-table.ts';
import type { PictureSourcesTable } from './picture-sources-table.ts';
import { createPicturesTable } from './pictures-table.ts';
import type { PicturesTable } from './pictures-table.ts';
import { createPreviewSheetsTable } from './preview-sheets-table.ts';
import type { PreviewSheetsTable } from './preview-sheets-table.ts';
import { createPrintPacesTable } from './print-paces-table.ts';
import type { PrintPacesTable } from './print-paces-table.ts';
import { createPromptsTable } from './prompts-table.ts';
import type { PromptsTable } from './prompts-table.ts';
import { createSavedSearchesTable } from './saved-searches-table.ts';
import type { SavedSearchesTable } from './saved-searches-table.ts';
import { createStylesTable } from './styles-table.ts';
import type { StylesTable } from './styles-table.ts';
import { createTrialsTable } from './trials-table.ts';
import type { TrialsTable } from './trials-table.ts';

/** All tables of one open database. */
export interface Tables {
  readonly pictures: PicturesTable;
  readonly pictureFiles: PictureFilesTable;
  readonly pictureHashes: PictureHashesTable;
  readonly pictureSources: PictureSourcesTable;
  readonly lineage: PictureLineage;
  readonly gallery: GalleryQuery;
  readonly marks: PictureMarksTable;
  readonly features: PictureFeaturesTable;
  readonly boards: BoardsTable;
  readonly savedSearches: SavedSearchesTable;
  readonly comparisons: ComparisonsTable;
  readonly differences: DifferencesTable;
  readonly previewSheets: PreviewSheetsTable;
  readonly packRuns: PackRunsTable;
  readonly openRuns: OpenRunsTable;
  readonly grids: GridsTable;
  readonly trials: TrialsTable;
  readonly jobs: JobsTable;
  readonly printPaces: PrintPacesTable;
  readonly prompts: PromptsTable;
  readonly styles: StylesTable;
  readonly additions: AdditionsTable;
  readonly models: ModelsTable;
  readonly modelFiles: ModelFilesTable;
  readonly licences: LicencesTable;
  /** Runs `work` as one transaction: all of its writes or none. */
  transaction<Result>(work: () => Result): Result;
}

export function createTables(database: Database): Tables {
  return {
    pictures: createPicturesTable(database),
    pictureFiles: createPictureFilesTable(database),
    pictureHashes: createPictureHashesTable(database),
    pictureSources: createPictureSourcesTable(database),
    lineage: createPictureLineage(database),
    gallery: createGalleryQuery(database),
    marks: createPictureMarksTable(database),
    features: createPictureFeaturesTable(database),
    boards: createBoardsTable(database),
    savedSearches: createSavedSearchesTable(database),
    comparisons: createComparisonsTable(database),
    differences: createDifferencesTable(database),
    previewSheets: createPreviewSheetsTable(database),
    packRuns: createPackRunsTable(database),
    openRuns: createOpenRunsTable(database),
    grids: createGridsTable(database),
    trials: createTrialsTable(database),
    jobs: createJobsTable(database),
    printPaces: createPrintPacesTable(database),
    prompts: createPromptsTable(database),
    styles: createStylesTable(database),
    additions: createAdditionsTable(database),
    models: createModelsTable(database),
    modelFiles: createModelFilesTable(database),
    licences: createLicencesTable(database),
    transaction: (work) => database.transaction(work)(),
  };
}
