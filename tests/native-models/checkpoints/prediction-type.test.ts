import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeModel } from '../../../native-models/checkpoints/describe-model.ts';
import { readModel } from '../../../native-models/checkpoints/read-model.ts';
import { encodeRawSafetensors, encodeSafetensorsHeader } from '../../helpers/safetensors-file.ts';
import { writeTo } from '../../helpers/temporary-folder.ts';
import { folder, scalar, whole, writeSingleFile } from './single-files.ts';

const predictions: readonly [string, string, readonly [string, string][]][] = [
  ['metadata', 'v_prediction', [['modelspec.prediction_type', 'v']]],
  ['metadata that names the noise', 'epsilon', [['modelspec.prediction_type', 'epsilon']]],
  ['nothing', 'epsilon', [['modelspec.title', 'v_prediction']]],
];
for (const [what, expected, metadata] of predictions) {
  test(`tells from ${what} that the UNet predicts ${expected}`, async () => {
    const header = encodeSafetensorsHeader(whole).replace(
      /^\{/,
      () => `{"__metadata__":${JSON.stringify(Object.fromEntries(metadata))},`,
    );
    const data = Buffer.concat(
      whole.map(({ data: bytes, shape }) => bytes ?? Buffer.alloc(8 * (shape[1] ?? 1))),
    );
    const file = await writeTo(folder, 'meta.safetensors', encodeRawSafetensors(header, data));
    assert.equal((await describeModel(await readModel(file))).predictionType, expected);
  });
}

test('tells the velocity from a tensor, from a file beside, and from the caller', async () => {
  const predictionOf = async (file: string, options = {}): Promise<unknown> =>
    (await readModel(file, options)).schedulerConfig['prediction_type'];
  const marked = await writeSingleFile(
    [...whole, scalar('v_pred'), scalar('ztsnr')],
    'marked.safetensors',
  );
  assert.equal(await predictionOf(marked), 'v_prediction');
  assert.equal((await readModel(marked)).schedulerConfig['rescale_betas_zero_snr'], true);

  const plain = await writeSingleFile(whole, 'plain.safetensors');
  assert.equal(await predictionOf(plain), 'epsilon');
  assert.equal(await predictionOf(plain, { predictionType: 'v_prediction' }), 'v_prediction');
  await writeTo(folder, 'plain.yaml', 'model:\n  params:\n    parameterization: "v"\n');
  assert.equal(await predictionOf(plain), 'v_prediction');
  assert.equal(await predictionOf(plain, { predictionType: 'epsilon' }), 'epsilon');
  await writeTo(folder, 'marked.yaml', 'model:\n  params:\n    parameterization: eps\n');
  assert.equal(await predictionOf(marked), 'epsilon');
});
