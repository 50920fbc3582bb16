import type { TextEncoderConfig } from '../../native-models/checkpoints/model-config.ts';
import { readModel } from '../../native-models/checkpoints/read-model.ts';
import { choosePrompt } from '../../native-models/prompts/choose-prompt.ts';
import { measurePrompt } from '../../native-models/prompts/measure-prompt.ts';
import type { LearnedWords } from '../../native-models/prompts/learned-words.ts';
import { PromptError } from '../../native-models/prompts/prompt-error.ts';
import { cutPlainPrompt } from '../../native-models/prompts/windows.ts';
import { promptTokenizerSource } from '../../native-models/models/prompt-tokenizer-source.ts';
import { loadPromptTokenizer } from '../../native-models/tokenizers/load-prompt-tokenizer.ts';
import type {
  PromptPiece,
  PromptTokenizer,
} from '../../native-models/tokenizers/prompt-tokenizer.ts';
import type { Embedding } from '../api/contract/arm.ts';
import type { Model } from '../api/contract/models.ts';
import type { PromptSyntax } from '../api/contract/recipe.ts';
import type { PromptReading, Tokenisation } from '../api/contract/tokens.ts';
import type { ModelRecord } from '../database/models-table.ts';
import type { Tables } from '../database/tables.ts';
import { createTokenDescriber } from './describe-token.ts';
import { learnWords } from './learn-words.ts';
import { describeReadFailure } from './model-errors.ts';
import type { ModelSource } from './model-states.ts';
import type { ModelsService } from './models.ts';
import { withoutNamedLoras } from './named-loras.ts';
import { readPrompt } from './read-prompt.ts';
import { explainPrompt, settlePrompt } from './settle-prompts.ts';
import type { Wildcards } from './wildcards.ts';

/** What of a model decides how it reads a text. */
interface Reader {
  readonly tokenizer: PromptTokenizer;
  readonly textEncoder: TextEncoderConfig;
}

interface ReadRequest {
  readonly text: string;
  readonly modelIds?: readonly string[] | undefined;
  readonly promptSyntax: PromptSyntax;
  readonly seed: string;
  readonly steps?: number | undefined;
  readonly embeddings?: readonly Embedding[] | undefined;
}

export type TokensService = ReturnType<typeof createTokensService>;

export interface TokensOptions {
  readonly models: ModelsService;
  readonly wildcards: Wildcards;
  readonly tables: Pick<Tables, 'additions'>;
}

export function createTokensService({ models, wildcards, tables }: TokensOptions) {
  /** Readers that are in memory, by fingerprint: one is a few megabytes and takes tenths of a second to read. */
  const readers = new Map<string, Promise<Reader>>();

  const withoutTags = (settled: string) => withoutNamedLoras(settled, tables.additions.list());

  function readerOf(model: ModelRecord): Promise<Reader> {
    const known = readers.get(model.fingerprint);
    if (known !== undefined) return known;
    const loading = loadReader(models.sourceOf(model));
    readers.set(model.fingerprint, loading);
    // Not kept where it failed: the user may put the file right.
    loading.catch(() => readers.delete(model.fingerprint));
    return loading;
  }

  async function inspectWith(
    model: ModelRecord,
    text: string,
    syntax: PromptSyntax,
    embeddings: readonly Embedding[],
  ): Promise<Tokenisation> {
    const { tokenizer, textEncoder } = await readerOf(model);
    const { words, unusable } = await learnWords(textEncoder, embeddings);
    const lines = wildcards.linesFor(model.arm);
    const settle = () => withoutTags(choosePrompt(text, 0n, { wildcards: lines }));
    const { pieces, usable, isAligned } = readText(text, tokenizer, syntax, words, settle);
    const describe = createTokenDescriber(isAligned ? text : null, tokenizer, words);
    return {
      tokenizer: model.tokenizer,
      modelId: model.id,
      usable,
      unusable: [...unusable],
      tokens: pieces.map(describe),
    };
  }

  async function readWith(model: ModelRecord, request: ReadRequest): Promise<PromptReading> {
    const { text, promptSyntax, seed, embeddings = [] } = request;
    const { tokenizer, textEncoder } = await readerOf(model);
    const { words: learnedWords, unusable } = await learnWords(textEncoder, embeddings);
    const steps = request.steps ?? model.recommended.steps;
    const lines = wildcards.linesFor(model.arm);
    const chosen = settlePrompt(text, seed, { promptSyntax }, lines);
    const settled = promptSyntax === 'plain' ? chosen : withoutTags(chosen);
    const reading = { promptSyntax, steps, learnedWords };
    return {
      tokenizer: model.tokenizer,
      modelId: model.id,
      promptSyntax,
      settled,
      steps,
      usable: tokenizer.usable,
      unusable: [...unusable],
      ...explainPrompt(settled, () => readPrompt(settled, tokenizer, reading)),
    };
  }

  async function modelsFor(modelIds: readonly string[] | undefined): Promise<ModelRecord[]> {
    const ids = modelIds ?? chooseModels(await models.list());
    return ids.map((id) => models.require(id));
  }

  return {
    /** @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE */
    async inspect({
      text,
      modelIds,
      promptSyntax = 'plain',
      embeddings = [],
    }: {
      text: string;
      modelIds?: readonly string[] | undefined;
      promptSyntax?: PromptSyntax;
      embeddings?: readonly Embedding[] | undefined;
    }): Promise<Tokenisation[]> {
      const chosen = await modelsFor(modelIds);
      return await Promise.all(
        chosen.map((model) => inspectWith(model, text, promptSyntax, embeddings)),
      );
    },

    /** @throws StudioError MODEL_NOT_FOUND, MODEL_UNREADABLE, PROMPT_INVALID */
    async read({ modelIds, ...request }: ReadRequest): Promise<PromptReading[]> {
      const chosen = await modelsFor(modelIds);
      return await Promise.all(chosen.map((model) => readWith(model, request)));
    },
  };
}

interface ReadText {
  readonly pieces: readonly PromptPiece[];
  readonly usable: number;
  /** Whether the pieces' ranges are those of the text itself: where a choice was settled they are not. */
  readonly isAligned: boolean;
}

function readText(
  text: string,
  tokenizer: PromptTokenizer,
  syntax: PromptSyntax,
  learnedWords: LearnedWords,
  settle: () => string,
): ReadText {
  if (syntax === 'weighted') {
    try {
      const settled = settle();
      // How long a schedule runs is not known here; what it leads to is.
      const { pieces, windows } = measurePrompt(settled, tokenizer, { steps: 100, learnedWords });
      const usable = windows.length * tokenizer.usable;
      return { pieces, usable, isAligned: settled === text };
    } catch (error) {
      // A prompt that is still being written, with a bracket open: it is counted as it stands.
      if (!(error instanceof PromptError)) throw error;
    }
  }
  const pieces = cutPlainPrompt(text, tokenizer, learnedWords);
  return { pieces, usable: tokenizer.usable, isAligned: true };
}

/** The first Japanese and the first English model, as far as there are any. */
function chooseModels(models: readonly Model[]): string[] {
  const ready = models.filter(({ state }) => state === 'ready');
  return (['ja', 'en'] as const).flatMap((arm) => {
    const first = ready.find((model) => model.arm === arm);
    return first === undefined ? [] : [first.id];
  });
}

async function loadReader({ path, options }: ModelSource): Promise<Reader> {
  try {
    const { tokenizer, textEncoder } = await readModel(path, options);
    return {
      tokenizer: await loadPromptTokenizer(promptTokenizerSource(tokenizer)),
      textEncoder: textEncoder.config,
    };
  } catch (error) {
    throw describeReadFailure(error, path);
  }
}
