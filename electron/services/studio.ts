import { isDamage } from '../database/open-database.ts';
import type { InstalledRuntime } from '../cuda/provider-package.ts';
import type { Adapter } from '../workers/find-adapters.ts';
import type { SpawnWorker } from '../workers/worker-channel.ts';
import type { SpawnScoring } from '../workers/scoring-channel.ts';
import type { AdditionsService } from './additions.ts';
import type { ComparisonsService } from './comparisons.ts';
import { openDataFolder } from './data-folder.ts';
import type { DevicesService } from './devices.ts';
import type { DiagnosticsService } from './diagnostics.ts';
import type { ExportsService } from './exports.ts';
import type { GalleryChanges } from './gallery-changes.ts';
import type { GalleryService } from './gallery.ts';
import type { GenerationService } from './generation.ts';
import type { HubService, HubServiceOptions } from './hub.ts';
import type { GridsService } from './grids.ts';
import type { PictureImportService } from './import-pictures.ts';
import type { InputsService } from './inputs.ts';
import type { ModelsService } from './models.ts';
import type { OrganiseService } from './organise.ts';
import type { PacksService } from './packs.ts';
import type { RemoteService, RemoteServiceOptions } from './remote.ts';
import type { PromptsService } from './prompts.ts';
import type { QueueService } from './queue.ts';
import type { ScoresService } from './scores.ts';
import type { SettingsService } from './settings.ts';
import type { StylesService } from './styles.ts';
import type { SystemService } from './system.ts';
import type { CalibrationService } from './calibration.ts';
import type { CleaningService } from './cleaning.ts';
import type { TokensService } from './tokens.ts';
import type { TranslatorService } from './translator.ts';
import type { VotesService } from './votes.ts';
import { makeServices } from './make-services.ts';

export interface StudioOptions {
  readonly paths: {
    /**
     * Absolute path of the user's folder: database, pictures, thumbnails, trash, rewritten weights.
     * Made where it is missing.
     */
    readonly data: string;
    /** Absolute path of what comes with the studio: demo-models/, glossary/, styles/, wildcards/. Only read. */
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
  readonly galleryChanges: GalleryChanges;
  readonly exports: ExportsService;
  readonly pictureImport: PictureImportService;
  readonly organise: OrganiseService;
  readonly inputs: InputsService;
  readonly comparisons: ComparisonsService;
  readonly packs: Omit<PacksService, 'partRetried' | 'resumeLeft' | 'lookAgain' | 'close'>;
  readonly votes: VotesService;
  readonly grids: Omit<GridsService, 'partRetried' | 'resumeLeft' | 'lookAgain' | 'close'>;
  readonly prompts: PromptsService;
  readonly styles: StylesService;
  readonly models: ModelsService;
  readonly additions: Omit<AdditionsService, 'applyTags' | 'close'>;
  readonly hub: HubService;
  readonly tokens: TokensService;
  readonly calibration: CalibrationService;
  readonly translator: TranslatorService;
  readonly scores: ScoresService;
  readonly cleaning: CleaningService;
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
   * Ends the workers and lets go of the data folder. Jobs of `generation.run` are cancelled, all others stay queued, and
   * runs go on in the next studio.
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
    return await makeServices(data, { ...options, clock });
  } catch (error) {
    data.release();
    if (data.readOnly || data.repair !== null || !isDamage(error)) throw error;
  }
  // It was damaged where only the services look.
  const repaired = openDataFolder(folder, clock(), true);
  try {
    return await makeServices(repaired, { ...options, clock });
  } catch (error) {
    repaired.release();
    throw error;
  }
}
