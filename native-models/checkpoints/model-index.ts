import { z } from 'zod';
import { CheckpointError, listNames, quoteName } from './checkpoint-error.ts';
import {
  type ComponentName,
  type JsonObject,
  type NishikiOverlay,
  type PipelineClass,
  pipelineClasses,
} from './diffusers-model.ts';
import { parseConfig } from './json-file.ts';
import { otherArchitecture, recognizePipeline } from './other-architectures.ts';

/** What model_index.json says a model is made of. */
export interface ModelIndex {
  readonly pipelineClass: PipelineClass;
  readonly tokenizerKind: 'clip' | 'sentencepiece';
}

/** Classes that each part may have. The safety checker and the feature extractor are not read. */
const componentClasses: Readonly<Record<ComponentName, readonly string[]>> = {
  text_encoder: ['CLIPTextModel'],
  tokenizer: ['CLIPTokenizer', 'CLIPTokenizerFast', 'T5Tokenizer', 'T5TokenizerFast'],
  unet: ['UNet2DConditionModel'],
  vae: ['AutoencoderKL'],
  // Any: the person chooses a sampler, the scheduler's file only gives the noise schedule.
  scheduler: [],
};

/**
 * @param file path of model_index.json, for messages.
 * @throws CheckpointError `unsupported-pipeline`, `other-architecture`, `unsupported-architecture`, `config-invalid`.
 */
export function parseModelIndex(file: string, json: JsonObject): ModelIndex {
  const pipelineClass = json['_class_name'];
  if (!isPipelineClass(pipelineClass)) {
    const name = typeof pipelineClass === 'string' ? pipelineClass : '';
    const other = recognizePipeline(name);
    if (other !== null) throw otherArchitecture(file, other);
    throw new CheckpointError(
      'unsupported-pipeline',
      file,
      `describes ${name === '' ? 'no pipeline' : quoteName(name)}; these are read: ${pipelineClasses.join(', ')}.`,
      { pipelineClass: name },
    );
  }
  const index = parseConfig(file, modelIndexSchema, json);
  const problems = Object.entries(componentClasses)
    .filter(([, allowed]) => allowed.length > 0)
    .flatMap(([name, allowed]) => {
      const className = index[name as ComponentName][1];
      return allowed.includes(className) ? [] : [`${name}: ${className}`];
    });
  if (problems.length > 0) {
    throw new CheckpointError(
      'unsupported-architecture',
      file,
      `names parts that Stable Diffusion 1.x does not have (${listNames(problems)}). Choose a model of the 1.x family.`,
      { problems },
    );
  }
  const tokenizerKind = index.tokenizer[1].startsWith('CLIP') ? 'clip' : 'sentencepiece';
  return { pipelineClass, tokenizerKind };
}

/** Library and class, e.g. `["transformers", "CLIPTextModel"]`. */
const componentSchema = z.tuple([z.string(), z.string()]);
const modelIndexSchema = z.object({
  text_encoder: componentSchema,
  tokenizer: componentSchema,
  unet: componentSchema,
  vae: componentSchema,
  scheduler: componentSchema,
});

function isPipelineClass(name: unknown): name is PipelineClass {
  return pipelineClasses.some((known) => known === name);
}

/** @param file path of nishiki.json, for messages. @throws CheckpointError `config-invalid`. */
export function parseNishikiOverlay(file: string, json: JsonObject): NishikiOverlay {
  return parseConfig(file, overlaySchema, json);
}

const path = z
  .string()
  .min(1)
  .refine((value) => !/^(?:[/\\]|[A-Za-z]:)/.test(value), 'must be relative to the model folder');
const size = z.int().min(8).max(4096).multipleOf(8);

const overlaySchema = z.object({
  name: z.object({ ja: z.string().min(1), en: z.string().min(1) }).optional(),
  arm: z.enum(['en', 'ja-stage1', 'ja']).optional(),
  defaults: z
    .object({
      width: size.optional(),
      height: size.optional(),
      steps: z.int().min(1).max(1000).optional(),
      guidance: z.number().min(0).max(100).optional(),
      sampler: z.string().min(1).max(100).optional(),
    })
    .optional(),
  licence: z.string().min(1).optional(),
  components: z
    .object({
      text_encoder: path.optional(),
      unet: path.optional(),
      vae: path.optional(),
      tokenizer: path.optional(),
      scheduler: path.optional(),
    })
    .optional(),
});
