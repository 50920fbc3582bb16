import { checkDatabase } from '../database/check-database.ts';
import type { Database } from '../database/open-database.ts';
import type { BundleFacts } from './diagnostics-bundle.ts';
import type { Studio } from './studio.ts';

type Asked = Pick<Studio, 'system' | 'hub' | 'translator' | 'remote' | 'models' | 'queue'>;

/**
 * What a studio knows of itself that helps to find out what went wrong. Prompts, notes and names that the user gave are
 * left out; a part that cannot be told says why.
 */
export async function gatherFacts(studio: Asked, database: Database): Promise<BundleFacts> {
  const parts: Record<string, () => unknown> = {
    system: () => studio.system.info(),
    settings: async () => ({
      hub: await studio.hub.state(),
      translator: await studio.translator.get(),
      remote: await studio.remote.state(),
    }),
    database: () => checkDatabase(database),
    models: async () =>
      (await studio.models.list()).map(({ name: _name, notes: _notes, ...model }) => model),
    queue: async () => {
      const { paused, open, ended } = await studio.queue.list();
      return { paused, open: open.map(outline), ended: ended.map(outline) };
    },
  };
  const told = Object.entries(parts).map(async ([name, tell]) => {
    try {
      return [name, await tell()] as const;
    } catch (error) {
      return [name, { failed: String(error) }] as const;
    }
  });
  return Object.fromEntries(await Promise.all(told));
}

function outline({
  job,
  failure,
  ...entry
}: Awaited<ReturnType<Asked['queue']['list']>>['open'][number]) {
  const { id, status, createdAt, settings, arms, seeds } = job;
  const models = arms.map(({ kind, modelId }) => ({ kind, modelId }));
  return {
    id,
    status,
    createdAt,
    settings,
    models,
    seeds,
    ...entry,
    failure: failure?.code ?? null,
  };
}
