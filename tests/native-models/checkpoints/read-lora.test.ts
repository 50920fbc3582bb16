import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adaptTensors, deltasOf } from '../../../native-models/checkpoints/weight-delta.ts';
import { readLora } from '../../../native-models/checkpoints/read-lora.ts';
import type { TensorEntry, TensorIndex } from '../../../native-models/checkpoints/tensor-entry.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import {
  bytesOfTensor,
  encodeRawSafetensors,
  encodeSafetensors,
  encodeSafetensorsHeader,
  type TensorToWrite,
} from '../../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';

const folder = temporaryFolder();

const networks = {
  unet: index({ 'conv_in.weight': [8, 4, 3, 3], 'attn.to_q.weight': [8, 6] }),
  textEncoder: index({ 'text_model.encoder.layers.0.mlp.fc1.weight': [16, 8, 1, 1] }),
};

describe('a LoRA becomes deltas of weights', () => {
  it('with alpha / rank of each module, 1 without alpha', async () => {
    const file = await write('scales', [
      tensor('lora_unet_conv_in.lora_down.weight', [2, 4, 3, 3]),
      tensor('lora_unet_conv_in.lora_up.weight', [8, 2, 1, 1]),
      scalar('lora_unet_conv_in.alpha', 'F16', Uint16Array.of(0x3800)), // 0.5
      tensor('unet.attn.to_q.lora_A.weight', [4, 6]),
      tensor('unet.attn.to_q.lora_B.weight', [8, 4]),
      tensor('lora_te_text_model_encoder_layers_0_mlp_fc1.lora_down.weight', [3, 8]),
      tensor('lora_te_text_model_encoder_layers_0_mlp_fc1.lora_up.weight', [16, 3]),
      scalar(
        'lora_te_text_model_encoder_layers_0_mlp_fc1.alpha',
        'BF16',
        Uint16Array.of(0x4040), // 3
      ),
    ]);
    const lora = await readLora(file, networks);
    const scales = [...lora.unet, ...lora.textEncoder].map(([key, { scale }]) => [key, scale]);
    assert.deepEqual(Object.fromEntries(scales), {
      'conv_in.weight': 0.25,
      'attn.to_q.weight': 1,
      'text_model.encoder.layers.0.mlp.fc1.weight': 1,
    });
    const { factors } = lora.unet.get('conv_in.weight') ?? assert.fail();
    assert.ok(factors.kind === 'product');
    const { up, down } = factors;
    assert.deepEqual([up.name, up.file], ['lora_unet_conv_in.lora_up.weight', file]);
    assert.deepEqual(down.shape, [2, 4, 3, 3]);

    const once = adaptTensors(networks.unet, lora.unet, 0.5);
    const twice = adaptTensors(once, lora.unet, 2);
    const strengthsOf = (tensors: TensorIndex) =>
      deltasOf(tensors.get('conv_in.weight') ?? assert.fail()).map(
        ({ scale, strength }) => scale * strength,
      );
    assert.deepEqual(strengthsOf(networks.unet), []);
    assert.deepEqual(strengthsOf(once), [0.125]);
    assert.deepEqual(strengthsOf(twice), [0.125, 0.5]);
  });

  const down = tensor('lora_unet_attn_to_q.lora_down.weight', [4, 6]);
  const up = tensor('lora_unet_attn_to_q.lora_up.weight', [8, 4]);
  const alpha = scalar('lora_unet_attn_to_q.alpha', 'F32', Float32Array.of(Number.NaN));

  it("with PEFT's alpha, from the metadata that diffusers writes or the file beside", async () => {
    const peft = [
      tensor('base_model.model.conv_in.lora_A.weight', [4, 4, 3, 3]),
      tensor('base_model.model.conv_in.lora_B.weight', [8, 4, 1, 1]),
      tensor('base_model.model.attn.to_q.lora_A.weight', [4, 6]),
      tensor('base_model.model.attn.to_q.lora_B.weight', [8, 4]),
    ];
    const config = { r: 4, lora_alpha: 8, alpha_pattern: { to_q: 2 } };
    const prefixed = Object.entries(config).map(([name, value]) => [`unet.${name}`, value]);
    const metadata = { lora_adapter_metadata: JSON.stringify(Object.fromEntries(prefixed)) };
    const header = JSON.parse(encodeSafetensorsHeader(peft)) as object;
    const inside = encodeRawSafetensors(
      JSON.stringify({ __metadata__: metadata, ...header }),
      Buffer.concat(peft.map(bytesOfTensor)),
    );
    const files = [
      await writeTo(folder, 'inside.safetensors', inside),
      await writeTo(folder, 'peft/adapter_model.safetensors', encodeSafetensors(peft)),
    ];
    const beside = (json: object) =>
      writeTo(folder, 'peft/adapter_config.json', JSON.stringify(json));
    await beside(config);
    const scalesIn = async (file: string) =>
      [...(await readLora(file, networks)).unet].map(([key, { scale }]) => [key, scale]);
    for (const file of files) {
      assert.deepEqual(await scalesIn(file), [
        ['conv_in.weight', 2],
        ['attn.to_q.weight', 0.5],
      ]);
    }
    await beside({ ...config, use_rslora: true });
    assert.deepEqual(await scalesIn(files[1] ?? ''), [
      ['conv_in.weight', 4],
      ['attn.to_q.weight', 1],
    ]);
    await beside({ lora_alpha: 'strong' });
    await assertRejected(readLora(files[1] ?? '', networks), 'config-invalid');
    const broken = { __metadata__: { lora_adapter_metadata: '{' }, ...header };
    const bytes = encodeRawSafetensors(
      JSON.stringify(broken),
      Buffer.concat(peft.map(bytesOfTensor)),
    );
    const file = await writeTo(folder, 'broken.safetensors', bytes);
    await assertRejected(readLora(file, networks), 'config-invalid');
  });

  it('names all tensors that belong to no weight, or have no other half', async () => {
    const strangers = [
      tensor('lora_unet_input_blocks_1_0.lora_down.weight', [4, 6]),
      tensor('something.else', [1]),
      tensor('lora_unet_conv_in.lora_up.weight', [8, 2, 1, 1]),
    ];
    const work = readLora(await write('strangers', [down, up, ...strangers]), networks);
    const error = await assertRejected(work, 'lora-unmatched');
    const unmatched = error.data['unmatched'] as readonly string[];
    assert.deepEqual(unmatched.toSorted(), strangers.map(({ name }) => name).toSorted());
    const twice = tensor('unet.attn.to_q.lora_A.weight', [4, 6]);
    await assertRejected(
      readLora(await write('twice', [down, up, twice]), networks),
      'lora-unmatched',
    );
    await assertRejected(readLora(await write('alpha', [alpha]), networks), 'lora-unmatched');
  });

  it('names all weights whose shapes do not go together', async () => {
    const shapes: readonly [down: number[], up: number[]][] = [
      [
        [4, 6],
        [8, 3],
      ], // another rank
      [
        [4, 5],
        [8, 4],
      ], // another width
      [
        [4, 6],
        [9, 4],
      ],
      [
        [4, 6, 3, 3],
        [8, 4],
      ],
      [
        [0, 6],
        [8, 0],
      ],
      [
        [4, 6],
        [8, 4, 3, 3],
      ],
    ];
    for (const [number, [downShape, upShape]] of shapes.entries()) {
      const wrong = [tensor(down.name, downShape), tensor(up.name, upShape)];
      const work = readLora(await write(`shapes-${number}`, wrong), networks);
      const error = await assertRejected(work, 'lora-wrong-shape');
      const [described] = error.data['wrongShape'] as readonly string[];
      assert.ok(described?.startsWith('attn.to_q.weight [8, 6] from ['), described);
    }
  });

  it('refuses an alpha that is no finite number', async () => {
    const file = await write('nan', [down, up, alpha]);
    await assertRejected(readLora(file, networks), 'weights-not-finite');
  });

  it('refuses an alpha beyond the numbers that graphs count in', async () => {
    const huge = Buffer.from(Float64Array.of(1e300).buffer);
    const own = { name: alpha.name, dtype: 'F64', shape: [], data: huge } as const;
    const file = await write('huge', [down, up, own]);
    await assertRejected(readLora(file, networks), 'weights-not-finite');

    const peft = temporaryFolder();
    await writeTo(peft, 'adapter_config.json', '{"lora_alpha": 1e308}');
    const adapter = await writeTo(peft, 'adapter_model.safetensors', encodeSafetensors([down, up]));
    const error = await assertRejected(readLora(adapter, networks), 'weights-not-finite');
    assert.match(error.message, /an alpha of "attn\.to_q\.weight"/);
  });

  it('refuses two alphas of one weight, in two forms of keys', async () => {
    const other = scalar('unet.attn.to_q.alpha', 'F32', Float32Array.of(8));
    const one = scalar(alpha.name, 'F32', Float32Array.of(1));
    const file = await write('alphas', [down, up, one, other]);
    const error = await assertRejected(readLora(file, networks), 'lora-unmatched');
    assert.equal((error.data['unmatched'] as readonly string[]).length, 4);
  });

  it('says which kind of model it is for', async () => {
    for (const [name, kind] of [
      ['lora_te1_text_model_encoder_layers_0_mlp_fc1.lora_down.weight', 'Stable Diffusion XL'],
      ['lora_unet_input_blocks_4_1_proj_in.lora_down.weight', 'Stable Diffusion XL'],
      [
        'unet.down_blocks.1.attentions.0.transformer_blocks.1.attn1.to_k.lora_A.weight',
        'Stable Diffusion XL',
      ],
      ['lora_unet_double_blocks_0_img_attn_proj.lora_down.weight', 'Flux'],
      ['transformer.transformer_blocks.0.attn.to_k.lora_A.weight', 'Stable Diffusion 3'],
    ] as const) {
      const work = readLora(await write('other', [down, up, tensor(name, [4, 6])]), networks);
      const { message } = await assertRejected(work, 'lora-unmatched');
      assert.ok(message.includes(`It is a LoRA for ${kind}; choose one for`), message);
    }
  });

  it('says which relative of LoRA a file is', async () => {
    for (const [name, kind] of [
      ['lora_unet_attn_to_q.oft_blocks', 'OFT'],
      ['lora_unet_attn_to_q.on_input', '(IA)³'],
      ['lora_unet_attn_to_q.a1.weight', 'GLoRA'],
    ] as const) {
      const work = readLora(await write(kind, [down, up, tensor(name, [1])]), networks);
      const error = await assertRejected(work, 'lora-unsupported');
      assert.equal(error.data['kind'], kind);
      assert.match(error.message, /LoRA, LoCon, LoHa, LoKr and DoRA are/);
    }
  });
});

function write(name: string, tensors: readonly TensorToWrite[]): Promise<string> {
  return writeTo(folder, `${name}.safetensors`, encodeSafetensors(tensors));
}

function tensor(name: string, shape: readonly number[]): TensorToWrite {
  return { name, dtype: 'F32', shape };
}

function scalar(
  name: string,
  dtype: TensorToWrite['dtype'],
  value: Uint16Array | Float32Array,
): TensorToWrite {
  return { name, dtype, shape: [], data: Buffer.from(value.buffer) };
}

function index(shapes: Readonly<Record<string, readonly number[]>>): TensorIndex {
  const entries = Object.entries(shapes).map(([name, shape]): [string, TensorEntry] => [
    name,
    { name, dtype: 'F32', shape, file: 'none', offset: 0, byteLength: 0 },
  ]);
  return new Map(entries);
}
