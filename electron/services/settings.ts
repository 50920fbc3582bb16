import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScorer } from '../../native-models/checkpoints/read-scorer.ts';
import { isTaesd, readTaesd } from '../../native-models/checkpoints/read-taesd.ts';
import { studioSettingsSchema } from '../api/contract/settings.ts';
import type { ChangeSettings, StudioSettings } from '../api/contract/settings.ts';
import { writePrivateFile } from '../hub/hub-settings.ts';
import { createTurns } from './in-turn.ts';
import { describeReadFailure } from './model-errors.ts';
import { describeWriteFailure, StudioError } from './studio-error.ts';

export type SettingsService = ReturnType<typeof createSettingsService>;

/**
 * What holds for every run unless a request says otherwise; kept in `settings.json` of the data folder.
 *
 * @param onChange told of what is kept now
 */
export function createSettingsService(
  dataFolder: string,
  onChange: (settings: StudioSettings) => void = () => {},
) {
  const file = join(dataFolder, 'settings.json');
  /** Two pages may change different things at once: each adds to what the other has written. */
  const inTurn = createTurns();

  function read(): StudioSettings {
    try {
      return studioSettingsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      // No file, or a damaged one, which is set aside when the studio opens: as if nothing had been settled.
      return studioSettingsSchema.parse({});
    }
  }

  return {
    /** As they are now. */
    read,

    async get(): Promise<StudioSettings> {
      return read();
    },

    /** @throws StudioError MODEL_UNREADABLE where TAESD or a scorer cannot be used; CANNOT_SAVE. Nothing is changed then. */
    async change(change: ChangeSettings): Promise<StudioSettings> {
      if (change.previewTaesd) await requireTaesd(change.previewTaesd);
      for (const scorer of [change.japaneseScorer, change.englishScorer]) {
        if (scorer) await requireScorer(scorer);
      }
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      return await inTurn(file, async () => {
        const settings = studioSettingsSchema.parse({ ...read(), ...Object.fromEntries(given) });
        try {
          await writePrivateFile(file, JSON.stringify(settings, null, 2));
        } catch (error) {
          throw describeWriteFailure(error, 'The settings', dataFolder, 0);
        }
        onChange(settings);
        return settings;
      });
    },
  };
}

async function requireTaesd(path: string): Promise<void> {
  try {
    if ((await isTaesd(path)) && (await readTaesd(path)).decoder !== null) return;
  } catch (error) {
    throw describeReadFailure(error, path);
  }
  const detail = 'It is no TAESD, or only its encoder.';
  throw new StudioError(
    'MODEL_UNREADABLE',
    { path, reason: 'no-taesd', detail },
    `${path} draws no previews. ${detail} Nothing was changed. Choose taesd_decoder.safetensors or .pth, or the folder of TAESD.`,
  );
}

async function requireScorer(path: string): Promise<void> {
  try {
    await readScorer(path);
  } catch (error) {
    throw describeReadFailure(error, path);
  }
}
