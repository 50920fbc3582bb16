import { join } from 'node:path';
import { isDamage } from '../database/open-database.ts';
import { createTables } from '../database/tables.ts';
import { findRuntime } from '../cuda/provider-package.ts';
import type { InstalledRuntime } from '../cuda/provider-package.ts';
import { findAdapters } from '../workers/find-adapters.ts';
import type { Adapter } from '../workers/find-adapters.ts';
import type { SpawnWorker } from '../workers/worker-channel.ts';
import { forkScoring } from '../workers/fork-scoring.ts';
import type { SpawnScoring } from '../workers/scoring-channel.ts';
import { createWorkerPool } from '../workers/worker-pool.ts';
import { createComparisonsService } from './comparisons.ts';
import type { ComparisonsService } from './comparisons.ts';
import { openDataFolder } from './data-folder.ts';
import type { DataFolder } from './data-folder.ts';
import { createDevicesService } from './devices.ts';
import type { DevicesService } from './devices.ts';
import { openDiagnostics } from './diagnostics.ts';
import type { DiagnosticsService } from './diagnostics.ts';
import { createExportsService } from './exports.ts';
import type { ExportsService } from './exports.ts';
import { createGalleryService } from './gallery.ts';
import type { GalleryService } from './gallery.ts';
import { gatherFacts } from './gather-facts.ts';
import { createGenerationService } from './generation.ts';
import type { GenerationService } from './generation.ts';
import { readGlossary } from './glossary.ts';
import { createHubService, hubFolder } from './hub.ts';
import type { HubService, HubServiceOptions } from './hub.ts';
import { createGridsService } from './grids.ts';
import type { GridsService } from './grids.ts';
import { createPictureImportService } from './import-pictures.ts';
import type { PictureImportService } from './import-pictures.ts';
import { createInputsService } from './inputs.ts';
import type { InputsService } from './inputs.ts';
import { createJobQueue } from './job-queue.ts';
import { keepBackups } from './keep-backups.ts';
import { logJobs } from './log-jobs.ts';
import { createModelsService } from './models.ts';
import type { ModelsService } from './models.ts';
import { createOrganiseService } from './organise.ts';
import type { OrganiseService } from './organise.ts';
import { createPacksService } from './packs.ts';
import type { PacksService } from './packs.ts';
import { createPictureStore } from './picture-store.ts';
import { registerEmbedded } from './register-embedded.ts';
import { createRemoteService } from './remote.ts';
import type { RemoteService, RemoteServiceOptions } from './remote.ts';
import { joinPlaces } from './print-places.ts';
import { createPreviewSheets } from './preview-sheets.ts';
import { createPromptsService } from './prompts.ts';
import type { PromptsService } from './prompts.ts';
import { createQueueService } from './queue.ts';
import type { QueueService } from './queue.ts';
import { recoverPictures } from './recover-pictures.ts';
import { restoreMarks } from './repair-database.ts';
import { scoreNewPictures } from './score-new-pictures.ts';
import { createScoresService } from './scores.ts';
import type { ScoresService } from './scores.ts';
import { createSettingsService } from './settings.ts';
import type { SettingsService } from './settings.ts';
import { createSystemService } from './system.ts';
import type { SystemService } from './system.ts';
import { createTokensService } from './tokens.ts';
import type { TokensService } from './tokens.ts';
import { createTranslatorService } from './translator.ts';
import type { TranslatorService } from './translator.ts';
import { createVotesService } from './votes.ts';
import type { VotesService } from './votes.ts';
import { watchWorkers } from './watch-workers.ts';
import { createWildcards } from './wildcards.ts';

export interface StudioOptions {
  readonly paths: {
    /**
     * Absolute path of the user's folder: database, pictures, thumbnails, trash, rewritten weights.
     * Made where it is missing.
     */
    readonly data: string;
    /** Absolute path of what comes with the studio: demo-models/, glossary/, wildcards/. Only read. */
    readonly resources: string;
  };
  readonly spawnWorker: SpawnWorker;
  /** Starts a process that scores; in plain Node where it is left out. */
  readonly spawnScoring?: SpawnScoring;
  /** Workers among which the processor is shared out; as the user has settled where it is left out. */
  readonly workers?: number;
  /** What to compute on for this run, whatever the settings say; see `deviceChoiceSchema`. */
  readonly device?: string | undefined;
  /** Graphics adapters of this machine; as the system finds them where they are left out. */
  readonly adapters?: readonly Adapter[];
  /** ONNX Runtime as it is installed; where it is left out, the one that this program runs. */
  readonly runtime?: InstalledRuntime;
  /** Written into each picture. */
  readonly appVersion: string;
  /** How a model hub is reached, and how its token is kept; left out, as the contract says, in a file of the user's own. */
  readonly hub?: Partial<Pick<HubServiceOptions, 'secrets' | 'surroundings'>>;
  /** Workers on other machines, as the environment names them; left out, as the user has set them. */
  readonly remote?: RemoteServiceOptions['surroundings'];
  readonly clock?: () => Date;
  /** Told of what no request can report: a picture file that vanished, a demo model that cannot be read. */
  readonly onProblem?: (message: string, cause?: unknown) => void;
}

/** The studio without a face: one service per noun of the contract, methods named as its procedures. */
export interface Studio {
  readonly generation: GenerationService;
  readonly queue: QueueService;
  readonly gallery: GalleryService;
  readonly exports: ExportsService;
  readonly pictureImport: PictureImportService;
  readonly organise: OrganiseService;
  readonly inputs: InputsService;
  readonly comparisons: ComparisonsService;
  readonly packs: PacksService;
  readonly votes: VotesService;
  readonly grids: GridsService;
  readonly prompts: PromptsService;
  readonly models: ModelsService;
  readonly hub: HubService;
  readonly tokens: TokensService;
  readonly translator: TranslatorService;
  readonly scores: ScoresService;
  readonly settings: SettingsService;
  readonly devices: Pick<DevicesService, 'list' | 'test' | 'installCuda'>;
  readonly remote: RemoteService;
  readonly system: SystemService;
  readonly diagnostics: Omit<DiagnosticsService, 'bundle'> & {
    bundle(): Promise<{ name: string; file: Blob }>;
  };
  /** Absolute. */
  readonly dataFolder: string;
  /**
   * Ends the workers and lets go of the data folder. Jobs of `generation.run` are cancelled, all others stay queued.
   * Calling it again does nothing.
   */
  close(): Promise<void>;
}

/**
 * Opens the studio on a data folder, which it holds alone until it is closed. No worker is started yet.
 *
 * @throws StudioLockedError where another studio has the folder, DatabaseError where its database cannot be opened (a
 *   damaged one is repaired), and the system's error where the folder cannot be made. On a folder that can only be read the studio opens, shows what
 *   is there and fails to save.
 */
export async function openStudio(options: StudioOptions): Promise<Studio> {
  const clock = options.clock ?? (() => new Date());
  const folder = options.paths.data;
  const data = openDataFolder(folder, clock());
  try {
    return await openServices(data, { ...options, clock });
  } catch (error) {
    data.release();
    if (data.readOnly || data.repair !== null || !isDamage(error)) throw error;
  }
  // It was damaged where only the services look.
  const repaired = openDataFolder(folder, clock(), true);
  try {
    return await openServices(repaired, { ...options, clock });
  } catch (error) {
    repaired.release();
    throw error;
  }
}

async function openServices(
  data: DataFolder,
  options: StudioOptions & { readonly clock: () => Date },
): Promise<Studio> {
  const { paths, clock, appVersion, onProblem: tell = logProblem } = options;
  const { folders } = data;
  const diagnostics = openDiagnostics({ data, appVersion, clock });
  const { logs, log } = diagnostics;
  const onProblem = (message: string, cause?: unknown): void => {
    log.warn(message, cause === undefined ? {} : { cause });
    tell(message, cause);
  };
  // Asked while the rest is opened: some systems take a second to answer.
  const searching = options.adapters ?? findAdapters();
  const glossary = await readGlossary(join(paths.resources, 'glossary', 'ja-en.json'));
  const tables = createTables(data.database);
  const models = createModelsService({
    tables,
    libraryFolder: join(data.path, 'models'),
    downloadFolder: hubFolder(data.path),
    clock,
    onProblem,
  });
  let recovered = 0;
  if (!data.readOnly) {
    tables.prompts.purgeRemoved();
    tables.grids.purgeRemoved();
    await registerEmbedded(join(paths.resources, 'demo-models'), { tables, clock, onProblem });
    await models.tidyLibrary();
    recovered = await recoverPictures({ tables, folders, clock, onProblem });
  }
  if (data.repair !== null) {
    const { keptAs, rows, pictures, marks } = data.repair;
    restoreMarks(tables, marks);
    onProblem(
      `The gallery's database was damaged and has been made anew: ${pictures} pictures and ${rows} other rows were taken over, ${recovered} pictures came back from their own files. The damaged file is kept as ${keptAs}.`,
    );
  }

  const spawnWorker = watchWorkers(options.spawnWorker, logs, diagnostics.workerEnded);
  const settings = createSettingsService(data.path, () => devices.arrange());
  const devices = createDevicesService({
    data: data.path,
    runtime: options.runtime ?? findRuntime(),
    system: `${process.platform}/${process.arch}`,
    env: process.env,
    readSettings: settings.read,
    forced: { device: options.device, workers: options.workers },
    spawnWorker,
    testFolder: join(data.path, 'device-tests'),
    appVersion,
    adapters: await searching,
  });
  const pool = createWorkerPool(devices.inUse(), spawnWorker, onProblem);
  devices.serve(pool);
  const remote = createRemoteService({
    dataFolder: data.path,
    secrets: options.hub?.secrets ?? null,
    surroundings: options.remote ?? {},
    onProblem,
  });
  const places = joinPlaces(pool, remote);
  const store = createPictureStore(tables, folders, clock, data.isThere);
  const gallery = createGalleryService(tables, store, folders, clock);
  const inputs = createInputsService({
    folder: join(data.path, 'inputs'),
    locatePicture: (id) => gallery.locate(id, 'full'),
  });
  const previewSheets = createPreviewSheets(tables, folders);
  const wildcards = createWildcards({
    own: join(paths.resources, 'wildcards'),
    user: join(data.path, 'wildcards'),
  });
  const shared = {
    tables,
    models,
    inputs,
    settings,
    wildcards,
    picturesFolder: folders.pictures,
    clock,
  };
  const scores = createScoresService({
    tables,
    settings,
    locate: (id) => gallery.locate(id, 'full')?.path ?? null,
    spawnScoring: options.spawnScoring ?? forkScoring,
    data: data.path,
    resources: paths.resources,
  });
  const newPictures = scoreNewPictures({
    scores,
    settings,
    isBusy: () => jobs.open().some(({ job }) => job.status === 'running'),
    onProblem,
  });
  const jobs = createJobQueue({
    ...shared,
    store,
    previewSheets,
    places,
    appVersion,
    onProblem,
    onSaved: ({ id }) => newPictures.note(id),
  });
  logJobs(jobs, tables, log);
  if (!data.readOnly) jobs.restore();
  const generation = createGenerationService({ ...shared, queue: jobs, pool });
  const comparisons = createComparisonsService(tables, store, previewSheets);
  const votes = createVotesService({ tables, comparisons, dataFolder: data.path, clock });
  const packs = createPacksService({
    tables,
    models,
    generation,
    comparisons,
    votes,
    locate: (id) => gallery.locate(id, 'thumbnail')?.path ?? null,
    folders: { own: join(paths.resources, 'culture-packs'), user: join(data.path, 'packs') },
    clock,
    onProblem,
  });
  const stopBackups = data.readOnly ? null : keepBackups(data, { clock, onProblem });
  let closing: Promise<void> | null = null;

  async function close(): Promise<void> {
    await jobs.close();
    await newPictures.close();
    await Promise.all([pool.close(), remote.close()]);
    gallery.close();
    await stopBackups?.();
    log.info('closed');
    data.release();
  }

  const told = {
    remote,
    queue: createQueueService({ ...shared, queue: jobs }),
    models,
    hub: createHubService({
      data: data.path,
      models,
      secrets: options.hub?.secrets ?? null,
      surroundings: options.hub?.surroundings ?? {},
    }),
    translator: createTranslatorService({
      dataFolder: data.path,
      secrets: options.hub?.secrets ?? null,
    }),
    system: createSystemService(data, pool, appVersion, recovered),
  };
  return {
    ...told,
    generation,
    gallery,
    exports: createExportsService({
      tables,
      locate: (id) => gallery.locate(id, 'full'),
      appVersion,
    }),
    pictureImport: createPictureImportService({
      tables,
      folders,
      dataFolder: data.path,
      isThere: data.isThere,
      clock,
    }),
    organise: createOrganiseService(tables, data.path, clock),
    inputs,
    comparisons,
    packs,
    votes,
    grids: createGridsService({ tables, models, generation, dataFolder: data.path, clock }),
    prompts: createPromptsService(tables, glossary, wildcards, clock),
    tokens: createTokensService(models),
    scores,
    settings,
    devices,
    diagnostics: {
      ...diagnostics,
      bundle: async () => diagnostics.bundle(await gatherFacts(told, data.database)),
    },
    dataFolder: data.path,
    close: () => (closing ??= close()),
  };
}

function logProblem(message: string, cause?: unknown): void {
  if (cause === undefined) console.error(message);
  else console.error(message, cause);
}
