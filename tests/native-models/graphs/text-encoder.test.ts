import { describe, it } from 'node:test';

import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { buildTextEncoderGraph } from '../../../native-models/graphs/clip-text-encoder.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { assertActivations, assertClose } from './equality.ts';
import {
  golden,
  goldenActivations,
  goldenCases,
  goldenIds,
  readTinyModel,
  runGraph,
  tinyModels,
} from './golden.ts';

describe('the text encoder equals transformers 5.17 CLIPTextModel', skipWithoutReference, () => {
  for (const model of tinyModels) {
    it(`${model}: every recorded prompt`, async () => {
      const { config, tensors } = (await readTinyModel(model)).textEncoder;
      for (const { name, input, output } of goldenCases(model, 'text_encoder')) {
        const ids = goldenIds(model, input);
        const [batch = 0, tokens = 0] = ids.shape;
        const graph = buildTextEncoderGraph(config, tensors, { batch, tokens });
        const results = await runGraph(graph, { input_ids: ids });
        assertClose(name, results.get('last_hidden_state'), golden(model, output).data);
      }
    });

    it(`${model}: layer by layer`, async () => {
      const { config, tensors } = (await readTinyModel(model)).textEncoder;
      const activations = goldenActivations(model, 'text_encoder');
      const graph = buildTextEncoderGraph(config, tensors, { batch: 1 }, [...activations.keys()]);
      const ids = goldenIds(model, 'text_encoder/prompt.ids.npy');
      assertActivations(await runGraph(graph, { input_ids: ids }), activations);
    });
  }

  it('tiny-sd: with float16 weights, widened', async () => {
    const { config } = (await readTinyModel('tiny-sd')).textEncoder;
    const tensors = await readCheckpoint(
      referencePath('models', 'tiny-sd', 'text_encoder', 'model.fp16.safetensors'),
    );
    const graph = buildTextEncoderGraph(config, tensors, { batch: 1 });
    const ids = goldenIds('tiny-sd', 'text_encoder/prompt.ids.npy');
    const hidden = (await runGraph(graph, { input_ids: ids })).get('last_hidden_state');
    assertClose('float16', hidden, golden('tiny-sd', 'fp16_weights/text_encoder.npy').data);
  });
});
