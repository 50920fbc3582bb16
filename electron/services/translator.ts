import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { translatorEndpointSchema } from '../api/contract/translator.ts';
import type { TranslatorEndpoint, TranslatorState } from '../api/contract/translator.ts';
import { keepToken, revealToken, writePrivateFile } from '../hub/hub-settings.ts';
import type { Secrets } from '../hub/hub-settings.ts';
import { askTranslator } from './ask-translator.ts';
import { createTurns } from './in-turn.ts';
import { describeWriteFailure } from './studio-error.ts';

export const translatorFileSchema = z.object({
  endpoint: translatorEndpointSchema.nullable(),
  key: z.object({ kept: z.enum(['system', 'file']), value: z.string() }).nullish(),
});
type Kept = z.infer<typeof translatorFileSchema>;

interface TranslatorOptions {
  readonly dataFolder: string;
  /** Null where the system keeps no secrets for this program. */
  readonly secrets: Secrets | null;
}

export type TranslatorService = ReturnType<typeof createTranslatorService>;

/** A translator that the user may name. Off until then; its key goes to its address and nowhere else. */
export function createTranslatorService({ dataFolder, secrets }: TranslatorOptions) {
  const file = join(dataFolder, 'translator.json');
  /** Of two changes at once the second finds what the first has written. */
  const inTurn = createTurns();

  function read(): Kept {
    try {
      return translatorFileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      // No file, or a damaged one, which is set aside when the studio opens: as if nothing had been set.
      return { endpoint: null };
    }
  }

  function keepKey(key: string | null): Kept['key'] {
    return key === null ? null : keepToken(key, secrets);
  }

  function state({ endpoint, key }: Kept): TranslatorState {
    return { endpoint, key: revealToken(key, secrets).state };
  }

  return {
    async get(): Promise<TranslatorState> {
      return state(read());
    },

    /** @throws StudioError CANNOT_SAVE */
    async change(change: {
      endpoint: TranslatorEndpoint | null;
      key?: string | null | undefined;
    }): Promise<TranslatorState> {
      const { endpoint } = change;
      return await inTurn(file, async () => {
        const before = read();
        const isSameAddress = endpoint !== null && endpoint.address === before.endpoint?.address;
        const kept = isSameAddress ? before.key : null;
        const key = change.key === undefined ? kept : keepKey(change.key);
        try {
          await writePrivateFile(file, JSON.stringify({ endpoint, key }, null, 2));
        } catch (error) {
          throw describeWriteFailure(error, 'The translator', dataFolder, 0);
        }
        return state({ endpoint, key });
      });
    },

    /** @throws StudioError TRANSLATOR_FAILED */
    async translate({ text }: { text: string }): Promise<{ english: string; model: string }> {
      const { endpoint, key } = read();
      const english = await askTranslator(text, endpoint, revealToken(key, secrets).token);
      return { english, model: endpoint?.model ?? '' };
    },
  };
}
