import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelRecord } from '../database/models-table.ts';

/** The folder of the safety checker that came with a model; null where none did. */
export function safetyCheckerOf({ path }: Pick<ModelRecord, 'path'>): string | null {
  const folder = join(path, 'safety_checker');
  return existsSync(join(folder, 'config.json')) ? folder : null;
}
