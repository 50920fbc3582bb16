import { join } from 'node:path';
import { CheckpointError } from './checkpoint-error.ts';
import { fileExists } from './checkpoint-file.ts';
import type { JsonObject } from './diffusers-model.ts';
import { configInvalid } from './json-file.ts';
import type { TextEncoderConfig } from './model-config.ts';
import { readTextEncoderConfig } from './read-model-config.ts';
import { readBertConfig, readClipVisionConfig, readVitConfig } from './read-scorer-config.ts';
import type { BertConfig, ClipVisionConfig, VitConfig } from './scorer-config.ts';
import type { TensorIndex } from './tensor-entry.ts';
import { readTransformersFolder, subConfig } from './transformers-folder.ts';

/** A model that says how well a text fits a picture, its weights where they lie. */
export interface ScorerFiles {
  readonly config: ScorerConfig;
  readonly tensors: TensorIndex;
  readonly tokenizer: ScorerTokenizer;
}

export interface ScorerConfig {
  readonly kind: 'clip' | 'cloob';
  readonly vision: ClipVisionConfig | VitConfig;
  readonly text: ClipTextConfig | BertConfig;
  /** Length of the features in which pictures and texts are compared. */
  readonly projectionDim: number;
}

export interface ClipTextConfig extends TextEncoderConfig {
  readonly kind: 'clip';
  /** Files of 2021 say 2, and mean the largest id. */
  readonly eosTokenId: number;
}

export type ScorerTokenizer =
  | { readonly kind: 'sentencepiece'; readonly model: string }
  | { readonly kind: 'clip'; readonly vocab: string; readonly merges: string }
  | { readonly kind: 'clip'; readonly builtin: true };

/**
 * Reads a scorer's folder: OpenAI's CLIP as transformers saves it (`CLIPModel`), and the CLIP and CLOOB of
 * rinnakk/japanese-clip, whose `vision_config` is a ViT's and whose `text_config` is a BERT's or RoBERTa's. `spiece.model`,
 * which rinna publishes with its RoBERTa, has to lie beside the weights.
 *
 * @throws CheckpointError `unsupported-architecture` for other kinds, and all that opening a folder can meet.
 */
export async function readScorer(path: string): Promise<ScorerFiles> {
  const { folder, configFile: file, config: json, tensors } = await readTransformersFolder(path);
  const kind = json['model_type'];
  if (kind !== 'clip' && kind !== 'cloob') throw otherArchitecture(file, 'model_type', kind);
  const projectionDim = json['projection_dim'] ?? 512;
  if (typeof projectionDim !== 'number') throw configInvalid(file, ['projection_dim: no number']);

  const part = (name: 'vision_config' | 'text_config') => ({
    model_type: defaultTypes[kind][name],
    ...subConfig(json, name),
    ...subConfig(json, `${name}_dict`),
  });
  const vision = readVision(file, part('vision_config'));
  const text = readText(file, part('text_config'));
  const tokenizer = await locateTokenizer(folder, text);
  return { config: { kind, vision, text, projectionDim }, tensors, tokenizer };
}

const defaultTypes = {
  clip: { vision_config: 'clip_vision_model', text_config: 'clip_text_model' },
  cloob: { vision_config: 'vit', text_config: 'bert' },
};

function readVision(file: string, json: JsonObject): ClipVisionConfig | VitConfig {
  switch (json['model_type']) {
    case 'vit':
      return readVitConfig(file, json);
    case 'clip_vision_model':
      return readClipVisionConfig(file, json);
    default:
      throw otherArchitecture(file, 'vision_config.model_type', json['model_type']);
  }
}

function readText(file: string, json: JsonObject): ClipTextConfig | BertConfig {
  switch (json['model_type']) {
    case 'bert':
    case 'roberta':
      return readBertConfig(file, json);
    case 'clip_text_model': {
      const eosTokenId = json['eos_token_id'] ?? 2;
      if (typeof eosTokenId !== 'number') throw configInvalid(file, ['eos_token_id: no number']);
      return { kind: 'clip', ...readTextEncoderConfig(file, json), eosTokenId };
    }
    default:
      throw otherArchitecture(file, 'text_config.model_type', json['model_type']);
  }
}

/** Number of pieces of OpenAI's vocabulary. */
const clipVocabulary = 49_408;

async function locateTokenizer(
  folder: string,
  text: ClipTextConfig | BertConfig,
): Promise<ScorerTokenizer> {
  const [model, vocab, merges] = ['spiece.model', 'vocab.json', 'merges.txt'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const isThere = await Promise.all([model, vocab, merges].map(fileExists));
  if (text.kind === 'bert' && isThere[0]) return { kind: 'sentencepiece', model };
  if (text.kind === 'clip' && isThere[1] && isThere[2]) return { kind: 'clip', vocab, merges };
  if (text.kind === 'clip' && text.vocabSize === clipVocabulary)
    return { kind: 'clip', builtin: true };
  const missing = text.kind === 'bert' ? ['spiece.model'] : ['vocab.json', 'merges.txt'];
  throw new CheckpointError(
    'folder-incomplete',
    folder,
    `lacks its tokenizer: ${missing.join(' and ')}. Put it beside the weights.`,
    { missing },
  );
}

function otherArchitecture(file: string, field: string, value: unknown): CheckpointError {
  const problems = [`${field}: ${JSON.stringify(value)}`];
  return new CheckpointError(
    'unsupported-architecture',
    file,
    `describes no scorer that is known here (${problems[0]}). Choose a CLIP, or a Japanese CLIP or CLOOB.`,
    { problems },
  );
}
