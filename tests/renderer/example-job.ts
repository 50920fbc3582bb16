import type { GenerationEvent, Job } from '../../electron/api/contract/generation.ts';
import type { Model } from '../../electron/api/contract/models.ts';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import { printSettingsSchema } from '../../electron/api/contract/recipe.ts';

const day = '2026-01-02T03:04:05.000Z';

/** A job of two seeds and two arms, 4 steps each. */
export const exampleJob: Job = {
  id: 'job',
  comparisonId: 'comparison',
  arms: [
    { kind: 'ja', modelId: 'm-ja', prompt: '猫 油絵', negativePrompt: '' },
    { kind: 'en', modelId: 'm-en', prompt: 'cat, oil painting', negativePrompt: '' },
  ],
  seeds: ['7', '8'],
  settings: printSettingsSchema.parse({ steps: 4 }),
  createdAt: day,
  status: 'queued',
};

export function stepEvent(
  cell: { arm: number; seed: number },
  step: number,
  seconds = 0.5,
  preview: string | null = `data:,${step}`,
): GenerationEvent {
  return { type: 'step', cell, step, steps: 4, seconds, preview };
}

export function savedEvent(cell: { arm: number; seed: number }, id: string): GenerationEvent {
  return { type: 'saved', cell, picture: examplePicture(id) };
}

export function examplePicture(id: string): Picture {
  return {
    id,
    createdAt: day,
    jobId: 'job',
    comparisonId: 'comparison',
    arm: 'ja',
    modelId: 'm-ja',
    fileName: `${id}.png`,
    bytes: 1,
    rating: 0,
    favourite: false,
    tags: [],
    boards: [],
    score: null,
    scorer: null,
    removedAt: null,
    imported: null,
    linked: false,
    recipe: {
      ...exampleJob.settings,
      schema: 1,
      arm: 'ja',
      prompt: '猫 油絵',
      negativePrompt: '',
      seed: '7',
      model: { name: 'm', fingerprint: 'f' },
      noiseHash: '00',
      engine: { version: '1', provider: 'cpu', precision: 'float32' },
      pictureId: id,
      comparisonId: 'comparison',
      jobId: 'job',
      createdAt: day,
    },
  };
}

export function exampleModel(change: Partial<Model> & Pick<Model, 'id' | 'arm'>): Model {
  return {
    name: { ja: change.id, en: change.id },
    notes: '',
    vaeId: null,
    path: `/models/${change.id}`,
    options: {},
    embedded: true,
    state: 'ready',
    owned: false,
    tokenizer: change.arm === 'en' ? 'clip' : 'sentencepiece',
    isInpainting: false,
    takesGuidance: false,
    predictionType: 'epsilon',
    parameters: { textEncoder: 1, unet: 1, vae: 1 },
    bytes: 1,
    rewrittenBytes: 0,
    precision: 'float16',
    licence: null,
    page: null,
    acceptance: { state: 'free', at: null },
    content: { state: 'unknown', bytesDone: 0, bytesTotal: 0, sha256: null },
    calibrated: false,
    fingerprint: 'f',
    recommended: printSettingsSchema.parse({ width: 128, height: 128, guidance: 4 }),
    importedAt: day,
    ...change,
  };
}
