import type { Model } from '../api/contract/models.ts';
import type { PrintSettings } from '../api/contract/recipe.ts';
import type { Database } from './open-database.ts';

/** A model without its state, which depends on the disk at the moment of asking. */
export interface ModelRecord extends Omit<
  Model,
  'state' | 'owned' | 'notes' | 'vaeId' | 'acceptance' | 'content' | 'calibrated'
> {
  /** Name of the file below the studio's `models/` that holds its rewritten weights; null where all stay in place. */
  readonly rewritten: string | null;
  /** `sampleModelFiles` of a model with rewritten weights; null for others, and where its files were not sampled. */
  readonly sampled: string | null;
}

/** What the user has said of a model; `save` leaves it as it is. */
export interface ModelWords {
  /** Null for the model's own name. */
  readonly name: string | null;
  readonly notes: string;
  /** Of the library, in the place of its own where a request names none; null for its own. */
  readonly vaeId: string | null;
}

interface ModelRow {
  id: string;
  name_ja: string;
  name_en: string;
  arm: Model['arm'];
  path: string;
  options: string;
  embedded: number;
  tokenizer: Model['tokenizer'];
  inpainting: number;
  takes_guidance: number;
  prediction_type: Model['predictionType'];
  parameters: string;
  bytes: number;
  rewritten: string | null;
  rewritten_bytes: number;
  precision: string;
  licence: string | null;
  fingerprint: string;
  recommended: string;
  imported_at: string;
  page: string | null;
  sampled: string | null;
  given_name: string | null;
  notes: string;
}

export type ModelsTable = ReturnType<typeof createModelsTable>;

export function createModelsTable(database: Database) {
  const upsert = database.prepare(`
    INSERT INTO models (id, name_ja, name_en, arm, path, options, embedded, tokenizer, inpainting,
      takes_guidance, prediction_type, parameters, bytes, rewritten, rewritten_bytes, precision, licence,
      fingerprint, recommended, imported_at, page, sampled)
    VALUES (@id, @nameJa, @nameEn, @arm, @path, @options, @embedded, @tokenizer, @inpainting,
      @takesGuidance, @predictionType, @parameters, @bytes, @rewritten, @rewrittenBytes, @precision, @licence,
      @fingerprint, @recommended, @importedAt, @page, @sampled)
    ON CONFLICT (id) DO UPDATE SET name_ja = excluded.name_ja, name_en = excluded.name_en,
      arm = excluded.arm, path = excluded.path, options = excluded.options,
      embedded = excluded.embedded, tokenizer = excluded.tokenizer,
      inpainting = excluded.inpainting, takes_guidance = excluded.takes_guidance,
      prediction_type = excluded.prediction_type,
      parameters = excluded.parameters, bytes = excluded.bytes, rewritten = excluded.rewritten,
      rewritten_bytes = excluded.rewritten_bytes, precision = excluded.precision,
      licence = excluded.licence, fingerprint = excluded.fingerprint,
      recommended = excluded.recommended, page = excluded.page, sampled = excluded.sampled`);
  // Embedded models first, in the order of the story: Japanese, stage 1, English, and of one arm the plain one first by its
  // id, whenever a new version of the studio brought the others; then imported ones, newest first.
  const selectAll = database.prepare<[], ModelRow>(`
    SELECT * FROM models ORDER BY embedded DESC,
      CASE WHEN embedded THEN instr('ja ja-stage1 en ', arm || ' ') END,
      CASE WHEN NOT embedded THEN imported_at END DESC, id`);
  const selectOne = database.prepare<[string], ModelRow>('SELECT * FROM models WHERE id = ?');
  const selectByPath = database.prepare<[string], ModelRow>('SELECT * FROM models WHERE path = ?');
  const selectByFingerprint = database.prepare<[string], ModelRow>(
    'SELECT * FROM models WHERE fingerprint = ? ORDER BY embedded DESC, id LIMIT 1',
  );
  const updateWords = database.prepare(
    'UPDATE models SET given_name = @name, notes = @notes, vae_id = @vaeId WHERE id = @id',
  );
  const selectWords = database.prepare<[string], ModelWords>(
    'SELECT given_name AS name, notes, vae_id AS vaeId FROM models WHERE id = ?',
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
        path: model.path,
        options: JSON.stringify(model.options),
        embedded: model.embedded ? 1 : 0,
        tokenizer: model.tokenizer,
        inpainting: model.isInpainting ? 1 : 0,
        takesGuidance: model.takesGuidance ? 1 : 0,
        predictionType: model.predictionType,
        parameters: JSON.stringify(model.parameters),
        bytes: model.bytes,
        rewritten: model.rewritten,
        rewrittenBytes: model.rewrittenBytes,
        precision: model.precision,
        licence: model.licence,
        fingerprint: model.fingerprint,
        recommended: JSON.stringify(model.recommended),
        importedAt: model.importedAt,
        page: model.page,
        sampled: model.sampled,
      });
    },

    /** What the user says of it. */
    words(id: string): ModelWords {
      return selectWords.get(id) ?? { name: null, notes: '', vaeId: null };
    },

    describe(id: string, words: ModelWords): void {
      updateWords.run({ id, ...words });
    },

    list(): ModelRecord[] {
      return selectAll.all().map(readModel);
    },

    get(id: string): ModelRecord | null {
      return readOptional(selectOne.get(id));
    },

    byPath(path: string): ModelRecord | null {
      return readOptional(selectByPath.get(path));
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
    path: row.path,
    options: JSON.parse(row.options) as Model['options'],
    embedded: row.embedded !== 0,
    tokenizer: row.tokenizer,
    isInpainting: row.inpainting !== 0,
    takesGuidance: row.takes_guidance !== 0,
    predictionType: row.prediction_type,
    parameters: JSON.parse(row.parameters) as Model['parameters'],
    bytes: row.bytes,
    rewritten: row.rewritten,
    rewrittenBytes: row.rewritten_bytes,
    precision: row.precision,
    licence: row.licence,
    fingerprint: row.fingerprint,
    recommended: JSON.parse(row.recommended) as PrintSettings,
    importedAt: row.imported_at,
    page: row.page,
    sampled: row.sampled,
  };
}
