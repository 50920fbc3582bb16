import { readModel } from '../../native-models/checkpoints/read-model.ts';
import { choosePrompt } from '../../native-models/prompts/choose-prompt.ts';
import { measurePrompt } from '../../native-models/prompts/measure-prompt.ts';
import { PromptError } from '../../native-models/prompts/prompt-error.ts';
import { promptTokenizerSource } from '../../native-models/models/prompt-tokenizer-source.ts';
import { loadPromptTokenizer } from '../../native-models/tokenizers/load-prompt-tokenizer.ts';
import type {
  PromptPiece,
  PromptTokenizer,
} from '../../native-models/tokenizers/prompt-tokenizer.ts';
import type { Model } from '../api/contract/models.ts';
import type { PromptSyntax } from '../api/contract/recipe.ts';
import type { Tokenisation } from '../api/contract/tokens.ts';
import type { ModelRecord } from '../database/models-table.ts';
import { describeReadFailure } from './model-errors.ts';
import type { ModelSource } from './model-states.ts';
import type { ModelsService } from './models.ts';
import { findSpellings } from './spelling-variants.ts';

export type TokensService = ReturnType<typeof createTokensService>;

export function createTokensService(models: ModelsService) {
  /** Tokenizers that are in memory, by fingerprint: one is a few megabytes and takes tenths of a second to read. */
  const tokenizers = new Map<string, Promise<PromptTokenizer>>();

  function tokenizerOf(model: ModelRecord): Promise<PromptTokenizer> {
    const known = tokenizers.get(model.fingerprint);
    if (known !== undefined) return known;
    const loading = loadTokenizer(models.sourceOf(model));
    tokenizers.set(model.fingerprint, loading);
    // Not kept where it failed: the user may put the file right.
    loading.catch(() => tokenizers.delete(model.fingerprint));
    return loading;
  }

  async function inspectWith(
    model: ModelRecord,
    text: string,
    syntax: PromptSyntax,
  ): Promise<Tokenisation> {
    const tokenizer = await tokenizerOf(model);
    const { pieces, usable, isAligned } = readText(text, tokenizer, syntax);
    return {
      tokenizer: model.tokenizer,
      modelId: model.id,
      usable,
      tokens: pieces.map(({ piece, id, unknown, start, end }) => ({
        piece,
        id,
        unknown,
        start: isAligned ? start : null,
        end: isAligned ? end : null,
        suggestions: unknown && isAligned ? suggest(text.slice(start, end), tokenizer) : [],
      })),
    };
  }

  return {
    /** @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE */
    async inspect({
      text,
      modelIds,
      promptSyntax = 'plain',
    }: {
      text: string;
      modelIds?: readonly string[] | undefined;
      promptSyntax?: PromptSyntax;
    }): Promise<Tokenisation[]> {
      const ids = modelIds ?? chooseModels(await models.list());
      const chosen = ids.map((id) => models.require(id));
      return await Promise.all(chosen.map((model) => inspectWith(model, text, promptSyntax)));
    },
  };
}

interface ReadText {
  readonly pieces: readonly PromptPiece[];
  readonly usable: number;
  /** Whether the pieces' ranges are those of the text itself: where a choice was settled they are not. */
  readonly isAligned: boolean;
}

function readText(text: string, tokenizer: PromptTokenizer, syntax: PromptSyntax): ReadText {
  if (syntax === 'weighted') {
    try {
      const settled = choosePrompt(text, 0n);
      // How long a schedule runs is not known here; what it leads to is.
      const { pieces, windows } = measurePrompt(settled, tokenizer, { steps: 100 });
      const usable = windows.length * tokenizer.usable;
      return { pieces, usable, isAligned: settled === text };
    } catch (error) {
      // A prompt that is still being written, with a bracket open: it is counted as it stands.
      if (!(error instanceof PromptError)) throw error;
    }
  }
  const { pieces, usable } = tokenizer.encode(text);
  return { pieces, usable, isAligned: true };
}

/** The first Japanese and the first English model, as far as there are any. */
function chooseModels(models: readonly Model[]): string[] {
  const ready = models.filter(({ state }) => state === 'ready');
  return (['ja', 'en'] as const).flatMap((arm) => {
    const first = ready.find((model) => model.arm === arm);
    return first === undefined ? [] : [first.id];
  });
}

async function loadTokenizer({ path, options }: ModelSource): Promise<PromptTokenizer> {
  try {
    const { tokenizer } = await readModel(path, options);
    return await loadPromptTokenizer(promptTokenizerSource(tokenizer));
  } catch (error) {
    throw describeReadFailure(error, path);
  }
}

/** Other spellings of an unknown piece, as far as this tokenizer knows them. */
function suggest(text: string, tokenizer: PromptTokenizer): string[] {
  return findSpellings(text).filter((spelling) =>
    tokenizer.encode(spelling).pieces.every(({ unknown }) => !unknown),
  );
}
