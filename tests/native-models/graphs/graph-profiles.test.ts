import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { buildTextEncoderGraph } from '../../../native-models/graphs/clip-text-encoder.ts';
import type { GraphProfile } from '../../../native-models/graphs/graph-profile.ts';
import { buildUnetGraph } from '../../../native-models/graphs/unet.ts';
import { buildVaeDecoderGraph } from '../../../native-models/graphs/vae-decoder.ts';
import { buildVaeEncoderGraph } from '../../../native-models/graphs/vae-encoder.ts';
import { skipWithoutReference } from '../../helpers/reference.ts';
import { distinctProfiles, profileTolerances } from './distinct-profiles.ts';
import {
  golden,
  goldenCases,
  goldenIds,
  readTinyModel,
  relativeError,
  runGraph,
  type TinyModel,
  tinyModels,
} from './golden.ts';

describe(
  'the graphs of every device, on the processor, equal diffusers',
  skipWithoutReference,
  () => {
    for (const { name, graph: profile } of distinctProfiles()) {
      for (const model of tinyModels) {
        it(`${name}: ${model}`, async (t) => {
          const errors = await errorsOf(model, profile);
          t.diagnostic(JSON.stringify(errors));
          for (const [network, error] of Object.entries(errors)) {
            const limit = profileTolerances[profile.computeType];
            assert.ok(error <= limit, `${network}: relative error ${error} of at most ${limit}`);
          }
        });
      }
    }
  },
);

async function errorsOf(
  model: TinyModel,
  profile: GraphProfile,
): Promise<Readonly<Record<string, number>>> {
  const { textEncoder, unet, vae } = await readTinyModel(model);
  const first = (network: Parameters<typeof goldenCases>[1]) =>
    goldenCases(model, network)[0] ?? assert.fail(`no recorded ${network}`);
  const options = { profile };

  const text = first('text_encoder');
  const ids = goldenIds(model, text.input);
  const [prompts = 0, tokens = 0] = ids.shape;
  const encoder = buildTextEncoderGraph(
    textEncoder.config,
    textEncoder.tensors,
    { batch: prompts, tokens },
    options,
  );
  const hidden = (await runGraph(encoder, { input_ids: ids })).get('last_hidden_state');

  const step = first('unet');
  const sample = golden(model, step.input);
  const [batch = 0, , height = 0, width = 0] = sample.shape;
  const timesteps = new Float32Array(batch).fill(Number(step.timestep));
  const unetGraph = buildUnetGraph(unet.config, unet.tensors, { batch, height, width }, options);
  const noise = await runGraph(unetGraph, {
    sample,
    timestep: { data: timesteps, shape: [batch] },
    encoder_hidden_states: golden(model, step.encoder_hidden_states ?? ''),
  });

  const decoding = first('vae.decode');
  const latents = golden(model, decoding.input);
  const decoder = buildVaeDecoderGraph(vae.config, vae.tensors, sizeOf(latents), options);
  const image = (await runGraph(decoder, { latents })).get('image');

  const encoding = first('vae.encode');
  const picture = golden(model, encoding.input);
  const encoderGraph = buildVaeEncoderGraph(vae.config, vae.tensors, sizeOf(picture), options);
  const moments = (await runGraph(encoderGraph, { image: picture })).get('moments');

  return {
    'text encoder': relativeError(hidden, golden(model, text.output).data),
    UNet: relativeError(noise.get('noise_pred'), golden(model, step.output).data),
    'VAE decoder': relativeError(image, golden(model, decoding.output).data),
    'VAE encoder': relativeError(moments, golden(model, encoding.output).data),
  };
}

function sizeOf({ shape: [batch = 0, , height = 0, width = 0] }: { shape: readonly number[] }): {
  batch: number;
  height: number;
  width: number;
} {
  return { batch, height, width };
}
