import { join } from 'node:path';
import { createTables } from '../database/tables.ts';
import { findRuntime } from '../cuda/provider-package.ts';
import { findAdapters } from '../workers/find-adapters.ts';
import { forkScoring } from '../workers/fork-scoring.ts';
import { createWorkerPool } from '../workers/worker-pool.ts';
import { createAddedHashes } from './added-hashes.ts';
import { createAdditionsService } from './additions.ts';
import { createCalibrationService } from './calibration.ts';
import { createCleaningService } from './cleaning.ts';
import { createComparisonsService } from './comparisons.ts';
import type { DataFolder } from './data-folder.ts';
import { createDevicesService } from './devices.ts';
import { openDiagnostics } from './diagnostics.ts';
import { createExportsService } from './exports.ts';
import { createGalleryChanges } from './gallery-changes.ts';
import { createGalleryService } from './gallery.ts';
import { gatherFacts } from './gather-facts.ts';
import { createGenerationService } from './generation.ts';
import { readGlossary } from './glossary.ts';
import { createHubService, hubFolder } from './hub.ts';
import { createTurns } from './in-turn.ts';
import { createGridsService } from './grids.ts';
import { createPictureImportService } from './import-pictures.ts';
import { createInputsService } from './inputs.ts';
import { createJobQueue } from './job-queue.ts';
import { keepBackups } from './keep-backups.ts';
import { logJobs } from './log-jobs.ts';
import { createModelsService } from './models.ts';
import { createOrganiseService } from './organise.ts';
import { createPacksService } from './packs.ts';
import { createPictureStore } from './picture-store.ts';
import { registerEmbedded } from './register-embedded.ts';
import { createRemoteService } from './remote.ts';
import { joinPlaces } from './print-places.ts';
import { createPreviewSheets } from './preview-sheets.ts';
import { createPromptsService } from './prompts.ts';
import { createQueueService } from './queue.ts';
import { recoverPictures } from './recover-pictures.ts';
import { restoreMarks } from './repair-database.ts';
import { scoreNewPictures } from './score-new-pictures.ts';
import { createScoresService } from './scores.ts';
import { setAsideDamagedSettings } from './set-aside-damaged.ts';
import { createSettingsService } from './settings.ts';
import { createSystemService } from './system.ts';
import { createStylesService } from './styles.ts';
import { createTokensService } from './tokens.ts';
import { createTranslatorService } from './translator.ts';
import { createVotesService } from './votes.ts';
import { watchScoring, watchWorkers } from './watch-workers.ts';
import { createWildcards } from './wildcards.ts';
import type { Studio, StudioOptions } from './studio.ts';
import { createStorageWait } from './wait-for-storage.ts';

/** The services of a data folder, joined; what a crash or another program left there is put right first. */
export async function makeServices(
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
  setAsideDamagedSettings(data, onProblem);
  // Asked while the rest is opened: some systems take a second to answer.
  const searching = options.adapters ?? findAdapters();
  const glossary = await readGlossary(join(paths.resources, 'glossary', 'ja-en.json'));
  const tables = createTables(data.database);
  const calibrationFolder = join(data.path, 'calibrations');
  const models = createModelsService({
    tables,
    libraryFolder: join(data.path, 'models'),
    downloadFolder: hubFolder(data.path),
    calibrationFolder,
    clock,
    isBusy: () => isPrinting(),
    onUsable: () => runsLookAgain(),
    onProblem,
  });
  let isPrinting = (): boolean => false;
  let recovered = 0;
  if (!data.readOnly) {
    tables.prompts.purgeRemoved();
    tables.grids.purgeRemoved();
    await registerEmbedded(join(paths.resources, 'demo-models'), { tables, clock, onProblem });
    await models.tidyLibrary();
    await models.resume();
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
    calibrationFolder,
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
  const storage = createStorageWait(onProblem);
  const store = createPictureStore(tables, folders, clock, data.isThere);
  const galleryChanges = createGalleryChanges();
  const changed = galleryChanges.tell;
  const gallery = createGalleryService({ tables, store, folders, clock, changed });
  const inputs = createInputsService({
    folder: join(data.path, 'inputs'),
    locatePicture: (id) => gallery.locate(id, 'full'),
  });
  const previewSheets = createPreviewSheets(tables, folders);
  const wildcards = createWildcards({
    own: join(paths.resources, 'wildcards'),
    user: join(data.path, 'wildcards'),
  });
  const additions = createAdditionsService({
    tables,
    models,
    dataFolder: data.path,
    clock,
    isBusy: () => isPrinting(),
    onProblem,
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
  const spawnScoring = watchScoring(options.spawnScoring ?? forkScoring, logs);
  const scores = createScoresService({
    tables,
    settings,
    locate: (id) => gallery.locate(id, 'full')?.path ?? null,
    spawnScoring,
    data: data.path,
    resources: paths.resources,
  });
  const newPictures = scoreNewPictures({
    scores,
    settings,
    isBusy: () => isPrinting(),
    onProblem,
  });
  const jobs = createJobQueue({
    ...shared,
    hashAdded: createAddedHashes({ table: tables.additions, onProblem }),
    store,
    previewSheets,
    places,
    storage,
    appVersion,
    onProblem,
    onSaved: ({ id }) => newPictures.note(id),
  });
  isPrinting = () => jobs.open().some(({ job }) => job.status === 'running');
  logJobs(jobs, tables, log);
  if (!data.readOnly) {
    additions.resume();
    jobs.restore();
  }
  const generation = createGenerationService({
    ...shared,
    queue: jobs,
    pool,
    storage,
    readOnly: data.readOnly,
  });
  const calibration = createCalibrationService({ models, pool, folder: calibrationFolder });
  const comparisons = createComparisonsService({ tables, store, previewSheets, onProblem });
  const votes = createVotesService({ tables, comparisons, dataFolder: data.path, clock });
  const takeTurn = createTurns();
  const runs = {
    tables,
    models,
    generation,
    dataFolder: data.path,
    inTurn: async (work: () => Promise<void>) => await takeTurn('run', work),
    clock,
    onProblem,
  };
  const packs = createPacksService({
    ...runs,
    comparisons,
    votes,
    locate: (id) => gallery.locate(id, 'thumbnail')?.path ?? null,
    folders: { own: join(paths.resources, 'culture-packs'), user: join(data.path, 'packs') },
  });
  const grids = createGridsService({ ...runs, wildcards, storage });
  const stopBackups = data.readOnly ? null : keepBackups(data, { clock, onProblem });
  let closing: Promise<void> | null = null;

  /** A command that imports a model begins nothing else by it. */
  let runsGoOn = false;

  function goOnWithRuns(): void {
    if (data.readOnly) return;
    runsGoOn = true;
    packs.resumeLeft();
    grids.resumeLeft();
  }

  function runsLookAgain(): void {
    if (!runsGoOn) return;
    packs.lookAgain();
    grids.lookAgain();
  }

  async function close(): Promise<void> {
    calibration.close();
    const left = Promise.all([packs.close(), grids.close()]);
    await jobs.close();
    await left;
    await newPictures.close();
    await Promise.all([models.close(), additions.close()]);
    await Promise.all([pool.close(), remote.close()]);
    gallery.close();
    await stopBackups?.();
    log.info('closed');
    data.release();
  }

  const told = {
    remote,
    queue: createQueueService({
      ...shared,
      queue: jobs,
      onResume: goOnWithRuns,
      onPartRetried: (runId) => {
        packs.partRetried(runId);
        grids.partRetried(runId);
      },
    }),
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
    galleryChanges,
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
      changed,
    }),
    organise: createOrganiseService({ tables, dataFolder: data.path, clock, changed }),
    inputs,
    comparisons,
    packs,
    votes,
    grids,
    prompts: createPromptsService(tables, glossary, wildcards, clock),
    styles: createStylesService({
      tables,
      own: join(paths.resources, 'styles', 'styles.json'),
      dataFolder: data.path,
      clock,
    }),
    tokens: createTokensService(shared),
    additions,
    calibration,
    scores,
    cleaning: createCleaningService({ spawnScoring, clock, data: data.path, onProblem }),
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
