import type { Database } from './open-database.ts';

/** What was in one of a model's files when it was read through. */
export interface KnownFile {
  readonly name: string;
  readonly bytes: number;
  /** Time of its last change, milliseconds since 1970. */
  readonly changed: number;
  /** Hexadecimal digits. */
  readonly sha256: string;
}

export type ModelFilesTable = ReturnType<typeof createModelFilesTable>;

/** What is in the files of models. */
export function createModelFilesTable(database: Database) {
  const upsert = database.prepare(`
    INSERT INTO model_files (model_id, name, bytes, changed, sha256)
    VALUES (@modelId, @name, @bytes, @changed, @sha256)
    ON CONFLICT (model_id, name) DO UPDATE SET
      bytes = excluded.bytes, changed = excluded.changed, sha256 = excluded.sha256`);
  const select = database.prepare<[string], KnownFile>(
    "SELECT name, bytes, changed, sha256 FROM model_files WHERE model_id = ? AND name <> '' ORDER BY name",
  );
  const selectWhole = database
    .prepare<[string], string>("SELECT sha256 FROM model_files WHERE model_id = ? AND name = ''")
    .pluck();
  const deleteAll = database.prepare('DELETE FROM model_files WHERE model_id = ?');
  const replace = database.transaction(
    (modelId: string, files: readonly KnownFile[], sha256: string) => {
      deleteAll.run(modelId);
      for (const file of files) upsert.run({ modelId, ...file });
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      upsert.run({ modelId, name: '', bytes, changed: 0, sha256 });
    },
  );
  return {
    /** In the order of their names. */
    of(modelId: string): KnownFile[] {
      return select.all(modelId);
    },

    /** The hash of all of them; null where not all have been read. */
    whole(modelId: string): string | null {
      return (selectWhole.get(modelId) as string | undefined) ?? null;
    },

    save(modelId: string, file: KnownFile): void {
      upsert.run({ modelId, ...file });
    },

    /** All have been read: these and no others. */
    finish(modelId: string, files: readonly KnownFile[], sha256: string): void {
      replace(modelId, files, sha256);
    },

    forget(modelId: string): void {
      deleteAll.run(modelId);
    },
  };
}
