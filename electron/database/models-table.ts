import type { Model } from '../api/contract/models.ts';
import type { PrintSettings } from '../api/contract/recipe.ts';
import type { Database } from './open-database.ts';

/** A model without its state, which depends on the disk at the moment of asking. */
export type ModelRecord = Omit<Model, 'state'>;

interface ModelRow {
  id: string;
  name_ja: string;
  name_en: string;
  arm: Model['arm'];
  folder: string;
  embedded: number;
  tokenizer: Model['tokenizer'];
  parameters: string;
  bytes: number;
  precision: string;
  licence: string | null;
  fingerprint: string;
  recommended: string;
  imported_at: string;
}

export type ModelsTable = ReturnType<typeof createModelsTable>;

export function createModelsTable(database: Database) {
  const upsert = database.prepare(`
    INSERT INTO models (id, name_ja, name_en, arm, folder, embedded, tokenizer, parameters, bytes,
      precision, licence, fingerprint, recommended, imported_at)
    VALUES (@id, @nameJa, @nameEn, @arm, @folder, @embedded, @tokenizer, @parameters, @bytes,
      @precision, @licence, @fingerprint, @recommended, @importedAt)
    ON CONFLICT (id) DO UPDATE SET name_ja = excluded.name_ja, name_en = excluded.name_en,
      arm = excluded.arm, folder = excluded.folder, embedded = excluded.embedded,
      tokenizer = excluded.tokenizer, parameters = excluded.parameters, bytes = excluded.bytes,
      precision = excluded.precision, licence = excluded.licence,
      fingerprint = excluded.fingerprint, recommended = excluded.recommended`);
  // Embedded models first, in the order of the story: Japanese, stage 1, English; then imported ones, newest first.
  const selectAll = database.prepare<[], ModelRow>(`
    SELECT * FROM models ORDER BY embedded DESC,
      CASE WHEN embedded THEN instr('ja ja-stage1 en ', arm || ' ') END, imported_at DESC, id`);
  const selectOne = database.prepare<[string], ModelRow>('SELECT * FROM models WHERE id = ?');
  const selectByFolder = database.prepare<[string], ModelRow>(
    'SELECT * FROM models WHERE folder = ?',
  );
  const selectByFingerprint = database.prepare<[string], ModelRow>(
    'SELECT * FROM models WHERE fingerprint = ? ORDER BY embedded DESC, id LIMIT 1',
  );
  const deleteRow = database.prepare('DELETE FROM models WHERE id = ?');

  return {
    /** Adds the model or renews the row with its id; the time of the first import stays. */
    save(model: ModelRecord): void {
      upsert.run({
        id: model.id,
        nameJa: model.name.ja,
        nameEn: model.name.en,
        arm: model.arm,
        folder: model.folder,
        embedded: model.embedded ? 1 : 0,
        tokenizer: model.tokenizer,
        parameters: JSON.stringify(model.parameters),
        bytes: model.bytes,
        precision: model.precision,
        licence: model.licence,
        fingerprint: model.fingerprint,
        recommended: JSON.stringify(model.recommended),
        importedAt: model.importedAt,
      });
    },

    list(): ModelRecord[] {
      return selectAll.all().map(readModel);
    },

    get(id: string): ModelRecord | null {
      return readOptional(selectOne.get(id));
    },

    byFolder(folder: string): ModelRecord | null {
      return readOptional(selectByFolder.get(folder));
    },

    byFingerprint(fingerprint: string): ModelRecord | null {
      return readOptional(selectByFingerprint.get(fingerprint));
    },

    remove(id: string): void {
      deleteRow.run(id);
    },
  };
}

function readOptional(row: ModelRow | undefined): ModelRecord | null {
  return row === undefined ? null : readModel(row);
}

function readModel(row: ModelRow): ModelRecord {
  return {
    id: row.id,
    name: { ja: row.name_ja, en: row.name_en },
    arm: row.arm,
    folder: row.folder,
    embedded: row.embedded !== 0,
    tokenizer: row.tokenizer,
    parameters: JSON.parse(row.parameters) as Model['parameters'],
    bytes: row.bytes,
    precision: row.precision,
    licence: row.licence,
    fingerprint: row.fingerprint,
    recommended: JSON.parse(row.recommended) as PrintSettings,
    importedAt: row.imported_at,
  };
}
