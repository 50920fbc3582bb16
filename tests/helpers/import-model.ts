import assert from 'node:assert/strict';
import type { ImportEvent, Model } from '../../electron/api/contract/models.ts';

/** The model that an import ends with. */
export async function importedBy(
  events: AsyncIterable<ImportEvent> | Promise<AsyncIterable<ImportEvent>>,
): Promise<Model> {
  let model: Model | null = null;
  for await (const event of await events) if (event.type === 'imported') ({ model } = event);
  assert.ok(model, 'the import ended without a model');
  return model;
}
