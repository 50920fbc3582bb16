import type SQLite from 'better-sqlite3';
import { firstTables } from './0001-first-tables.ts';
import { comparisonMeasures } from './0002-comparison-measures.ts';
import { addGalleryFacts } from './0003-gallery-facts.ts';
import { modelSources } from './0004-model-sources.ts';
import { packsAndVotes } from './0005-packs-and-votes.ts';
import { queue } from './0006-queue.ts';
import { modelNotes } from './0007-model-notes.ts';
import { grids } from './0008-grids.ts';
import { removedGrids } from './0009-removed-grids.ts';
import { importedPictures } from './0010-imported-pictures.ts';
import { favouritePrompts } from './0011-favourite-prompts.ts';
import { scorers } from './0012-scorers.ts';
import { pictureFeatures } from './0013-picture-features.ts';
import { modelFiles } from './0014-model-files.ts';
import { sampledModels } from './0015-sampled-models.ts';
import { printPaces } from './0016-print-paces.ts';
import { styles } from './0017-styles.ts';
import { additions } from './0018-additions.ts';
import { libraryVaes } from './0019-library-vaes.ts';
import { modelsThatTakeGuidance } from './0020-models-that-take-guidance.ts';
import { openRuns } from './0021-open-runs.ts';
import { comparisonSearch } from './0022-comparison-search.ts';

/** SQL, or a function where rows must be read to be rewritten. Runs in a transaction. */
export type Migration = string | ((database: SQLite.Database) => void);

/**
 * All migrations in order; number n of the list leads to `user_version` n + 1. A migration that has been released is
 * never changed: a further one is added.
 */
export const migrations: readonly Migration[] = [
  firstTables,
  comparisonMeasures,
  addGalleryFacts,
  modelSources,
  packsAndVotes,
  queue,
  modelNotes,
  grids,
  removedGrids,
  importedPictures,
  favouritePrompts,
  scorers,
  pictureFeatures,
  modelFiles,
  sampledModels,
  printPaces,
  styles,
  additions,
  libraryVaes,
  modelsThatTakeGuidance,
  openRuns,
  comparisonSearch,
];
