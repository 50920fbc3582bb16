import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { readTaesd } from '../../../native-models/checkpoints/read-taesd.ts';
import {
  buildTaesdDecoderGraph,
  buildTaesdEncoderGraph,
} from '../../../native-models/graphs/taesd.ts';
import { openTaesdDecoder, openTaesdEncoder } from '../../../native-models/models/taesd.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { readNpy } from '../../helpers/npy.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';
import { encodeSafetensors } from '../../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { assertClose } from './equality.ts';
import { writeFormulaWeights } from './formula-weights.ts';
import { runGraph } from './golden.ts';

const folder = temporaryFolder();
const options = { threads: 1 };

describe('TAESD equals taesd.py and diffusers 0.39 AutoencoderTiny', skipWithoutReference, () => {
  const halves = {
    'a diffusers folder': ['narrow-diffusers', 'narrow-diffusers'],
    "taesd.py's own files": ['narrow.taesd_encoder.pth', 'narrow.taesd_decoder.pth'],
  };
  for (const [form, [encoderPath = '', decoderPath = '']] of Object.entries(halves)) {
    it(`${form}: encoding and decoding`, async () => {
      const encoder = openTaesdEncoder(await readTaesd(taesdPath(encoderPath)), options);
      const decoder = openTaesdDecoder(await readTaesd(taesdPath(decoderPath)), options);
      assert.ok(encoder && decoder);
      assert.deepEqual([encoder.scalingFactor, decoder.scalingFactor], [1, 1]);

      const image = golden('narrow.encode_in_0_1');
      const latents = golden('narrow.encode_latents');
      const { mean, logVariance } = await encoder.encode(
        toSigned(image.data),
        sizeOf(latents.shape),
      );
      assertClose('latents', mean, latents.data);
      assert.ok(logVariance.every((value) => Math.exp(value / 2) === 0));

      const given = golden('narrow.decode_latents_in');
      const decoded = await decoder.decode(given.data, sizeOf(given.shape));
      assertClose('image', fromSigned(decoded), golden('narrow.decode_out_0_1').data);
      const again = await decoder.decode(mean, sizeOf(latents.shape));
      assertClose('there and back', fromSigned(again), golden('narrow.roundtrip_0_1').data);
      await encoder.dispose();
      await decoder.dispose();
    });
  }

  it('at full width, with weights by formula', async () => {
    const { config } = await readTaesd(taesdPath('narrow-diffusers'));
    const wide = { ...config, channels: 64 };
    const image = golden('full-width.encode_in_0_1');
    const given = golden('full-width.decode_latents_in');
    const [, , height = 0, width = 0] = image.shape;
    const encoderShape = { batch: 1, height, width };

    const encoderWeights = writeFormulaWeights(
      join(folder, 'encoder'),
      (weights) => buildTaesdEncoderGraph(wide, weights, encoderShape),
      (key) => `taesd/${key}`,
    );
    const encoded = await runGraph(buildTaesdEncoderGraph(wide, encoderWeights, encoderShape), {
      image: { data: toSigned(image.data), shape: image.shape },
    });
    assertClose('latents', encoded.get('latents'), golden('full-width.encode_latents').data);

    const decoderWeights = writeFormulaWeights(
      join(folder, 'decoder'),
      (weights) => buildTaesdDecoderGraph(wide, weights, sizeOf(given.shape)),
      (key) => `taesd/${key}`,
    );
    const decoderGraph = buildTaesdDecoderGraph(wide, decoderWeights, sizeOf(given.shape));
    const decoded = (await runGraph(decoderGraph, { latents: given })).get('image');
    assertClose(
      'image',
      fromSigned(decoded ?? assert.fail()),
      golden('full-width.decode_out_0_1').data,
    );

    const { 'full-width-keys': keys } = JSON.parse(
      readFileSync(taesdPath('golden.json'), 'utf8'),
    ) as { 'full-width-keys': { diffusers: string }[] };
    const used = [...encoderWeights.keys(), ...decoderWeights.keys()];
    assert.deepEqual(used.toSorted(), keys.map(({ diffusers }) => diffusers).toSorted());
  });

  it('a half alone opens no session for the other', async () => {
    const decoderOnly = await readTaesd(taesdPath('narrow.taesd_decoder.pth'));
    assert.equal(openTaesdEncoder(decoderOnly), null);
    const encoderOnly = await readTaesd(taesdPath('narrow.taesd_encoder.pth'));
    assert.equal(openTaesdDecoder(encoderOnly), null);
  });
});

describe('what is no TAESD is refused', () => {
  it('a folder without its files, another network, widths that differ', async () => {
    await writeTo(folder, 'empty/README.md', '');
    const error = await assertRejected(readTaesd(join(folder, 'empty')), 'folder-incomplete');
    assert.deepEqual(error.data['missing'], ['taesd_encoder.safetensors', 'taesd_encoder.pth']);
    const other = encodeSafetensors([{ name: 'conv_in.weight', dtype: 'F32', shape: [1] }]);
    const file = await writeTo(folder, 'other.safetensors', other);
    await assertRejected(readTaesd(file), 'no-state-dict');
    const config = { encoder_block_out_channels: [8, 16], decoder_block_out_channels: [8, 8] };
    await writeTo(folder, 'uneven/config.json', JSON.stringify(config));
    await assertRejected(readTaesd(join(folder, 'uneven')), 'config-invalid');
  });
});

function taesdPath(name: string): string {
  return referencePath('models', 'taesd', name);
}

function golden(name: string) {
  return readNpy(taesdPath(`${name}.npy`));
}

function sizeOf([batch = 0, , height = 0, width = 0]: readonly number[]) {
  return { batch, height, width };
}

/** The files have pictures within 0…1, as taesd.py; VAEs here as in diffusers. */
function toSigned(picture: Float32Array): Float32Array {
  return picture.map((value) => 2 * value - 1);
}

function fromSigned(picture: Float32Array): Float32Array {
  return picture.map((value) => (value + 1) / 2);
}
