import { readDiffusersFolder } from '../../native-models/checkpoints/diffusers-folder.ts';
import { promptTokenizerSource } from '../../native-models/models/prompt-tokenizer-source.ts';
import { loadPromptTokenizer } from '../../native-models/tokenizers/load-prompt-tokenizer.ts';
import type { PromptTokenizer } from '../../native-models/tokenizers/prompt-tokenizer.ts';
import type { Model } from '../api/contract/models.ts';
import type { Tokenisation } from '../api/contract/tokens.ts';
import type { ModelRecord } from '../database/models-table.ts';
import { describeReadFailure } from './models.ts';
import type { ModelsService } from './models.ts';
import { findSpellings } from './spelling-variants.ts';

export type TokensService = ReturnType<typeof createTokensService>;

export function createTokensService(models: ModelsService) {
  /** Tokenizers that are in memory, by fingerprint: one is a few megabytes and takes tenths of a second to read. */
  const tokenizers = new Map<string, Promise<PromptTokenizer>>();

  function tokenizerOf(model: ModelRecord): Promise<PromptTokenizer> {
    const known = tokenizers.get(model.fingerprint);
    if (known !== undefined) return known;
    const loading = loadTokenizer(model.folder);
    tokenizers.set(model.fingerprint, loading);
    // Not kept where it failed: the user may put the file right.
    loading.catch(() => tokenizers.delete(model.fingerprint));
    return loading;
  }

  async function inspectWith(model: ModelRecord, text: string): Promise<Tokenisation> {
    const tokenizer = await tokenizerOf(model);
    const { pieces, usable } = tokenizer.encode(text);
    return {
      tokenizer: model.tokenizer,
      modelId: model.id,
      usable,
      tokens: pieces.map(({ piece, id, unknown, start, end }) => ({
        piece,
        id,
        unknown,
        start,
        end,
        suggestions: unknown ? suggest(text.slice(start, end), tokenizer) : [],
      })),
    };
  }

  return {
    /** @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE */
    async inspect({
      text,
      modelIds,
    }: {
      text: string;
      modelIds?: readonly string[] | undefined;
    }): Promise<Tokenisation[]> {
      const ids = modelIds ?? chooseModels(await models.list());
      const chosen = ids.map((id) => models.require(id));
      return await Promise.all(chosen.map((model) => inspectWith(model, text)));
    },
  };
}

/** The first Japanese and the first English model, as far as there are any. */
function chooseModels(models: readonly Model[]): string[] {
  const ready = models.filter(({ state }) => state === 'ready');
  return (['ja', 'en'] as const).flatMap((arm) => {
    const first = ready.find((model) => model.arm === arm);
    return first === undefined ? [] : [first.id];
  });
}

async function loadTokenizer(folder: string): Promise<PromptTokenizer> {
  try {
    const { tokenizer } = await readDiffusersFolder(folder);
    return await loadPromptTokenizer(promptTokenizerSource(tokenizer));
  } catch (error) {
    throw describeReadFailure(error, folder);
  }
}

/** Other spellings of an unknown piece, as far as this tokenizer knows them. */
function suggest(text: string, tokenizer: PromptTokenizer): string[] {
  return findSpellings(text).filter((spelling) =>
    tokenizer.encode(spelling).pieces.every(({ unknown }) => !unknown),
  );
}
