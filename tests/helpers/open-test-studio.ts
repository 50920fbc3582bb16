import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Arm } from '../../electron/api/contract/arm.ts';
import type { GenerationEvent, GenerationRequest } from '../../electron/api/contract/generation.ts';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import { openStudio } from '../../electron/services/studio.ts';
import type { Studio, StudioOptions } from '../../electron/services/studio.ts';
import { forkWorker } from '../../electron/workers/fork-worker.ts';
import type { SpawnWorker, WorkerChannel } from '../../electron/workers/worker-channel.ts';
import { importedBy } from './import-model.ts';
import { smallModels } from './small-models.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const resources = join(import.meta.dirname, '..', '..', 'resources');

export interface TestStudio {
  readonly studio: Studio;
  readonly data: string;
  /** The Japanese and the English arm of a small pair. */
  readonly ja: Arm;
  readonly en: Arm;
  /** A request that is done quickly: 64 × 64 pixels, two steps. */
  request(fields?: Partial<GenerationRequest>): GenerationRequest;
  /** Worker processes in the order in which they were started. */
  readonly workers: WorkerChannel[];
  /** What the studio reported beside its answers. */
  readonly problems: string[];
}

/** A real studio with its own models alone, closed at the end of the test. */
export async function openBareStudio(
  t: TestContext,
  {
    data,
    resources: own = resources,
    spawnWorker = forkWorker,
    remote = {},
  }: {
    data: string;
    resources?: string;
    spawnWorker?: SpawnWorker;
    remote?: StudioOptions['remote'];
  },
): Promise<{ studio: Studio; problems: string[] }> {
  const problems: string[] = [];
  const studio = await openStudio({
    paths: { data, resources: own },
    spawnWorker,
    remote,
    appVersion: '0.1.0-test',
    onProblem: (message) => problems.push(message),
  });
  t.after(() => studio.close());
  return { studio, problems };
}

/**
 * A real studio with real worker processes and two small models, closed at the end of the test.
 *
 * @param data folder to open; a new one where it is left out
 * @param spawnWorker default: `forkWorker`
 * @param remote queue for workers on other machines; none where it is left out
 */
export async function openTestStudio(
  t: TestContext,
  {
    data = join(temporaryFolder(), 'データ'),
    spawnWorker: spawn = forkWorker,
    remote = {},
  }: { data?: string; spawnWorker?: SpawnWorker; remote?: StudioOptions['remote'] } = {},
): Promise<TestStudio> {
  assert.ok(smallModels !== null);
  const workers: WorkerChannel[] = [];
  const spawnWorker: SpawnWorker = (device) => {
    const worker = spawn(device);
    workers.push(worker);
    return worker;
  };
  const { studio, problems } = await openBareStudio(t, { data, spawnWorker, remote });
  const japanese = await importedBy(studio.models.import({ path: smallModels.ja }));
  const english = await importedBy(studio.models.import({ path: smallModels.en }));
  const ja: Arm = {
    kind: 'ja',
    modelId: japanese.id,
    prompt: 'サラリーマン 油絵',
    negativePrompt: '',
  };
  const en: Arm = {
    kind: 'en',
    modelId: english.id,
    prompt: 'businessman, oil painting',
    negativePrompt: '',
  };
  const request = (fields: Partial<GenerationRequest> = {}): GenerationRequest => ({
    arms: [ja, en],
    seed: '42',
    count: 1,
    width: 64,
    height: 64,
    steps: 2,
    promptSyntax: 'weighted',
    noiseSource: 'cpu',
    // The small English model has a checker that objects to everything.
    safetyChecker: false,
    ...fields,
  });
  return { studio, data, ja, en, request, workers, problems };
}

/** All events of a run; `onEvent` may act in between. */
export async function collectEvents(
  events: AsyncIterable<GenerationEvent>,
  onEvent: (event: GenerationEvent) => void | Promise<void> = () => {},
): Promise<GenerationEvent[]> {
  const collected: GenerationEvent[] = [];
  for await (const event of events) {
    collected.push(event);
    await onEvent(event);
  }
  return collected;
}

export function savedPictures(events: readonly GenerationEvent[]): Picture[] {
  return events.flatMap((event) => (event.type === 'saved' ? [event.picture] : []));
}
