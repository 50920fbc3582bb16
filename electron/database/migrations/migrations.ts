import { firstTables } from './0001-first-tables.ts';
import { comparisonMeasures } from './0002-comparison-measures.ts';

/**
 * All migrations in order; number n of the list leads to `user_version` n + 1. A migration that has been released is
 * never changed: a further one is added.
 */
export const migrations: readonly string[] = [firstTables, comparisonMeasures];
