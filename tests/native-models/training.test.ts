import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, describe, it } from 'node:test';
import { readSafetensorsHeader } from '../helpers/read-safetensors-header.ts';

const project = join(import.meta.dirname, '..', '..');
const training = join(project, 'native-models', 'training');
const demoModels = join(project, 'resources', 'demo-models');
const demoScorer = join(project, 'resources', 'demo-scorer');
const sizeLimit = 60_000_000;

const modelNames = ['en', 'ja-stage1', 'ja-stage2', 'ja-stage2-quick'];
/** Every file of theirs, cards aside; what is missing here is borrowed from a sibling through nishiki.json. */
const exportedFiles = [
  'en/model_index.json',
  'en/nishiki.json',
  'en/scheduler/scheduler_config.json',
  'en/text_encoder/config.json',
  'en/text_encoder/model.safetensors',
  'en/tokenizer/special_tokens_map.json',
  'en/tokenizer/tokenizer_config.json',
  'en/unet/config.json',
  'en/unet/diffusion_pytorch_model.safetensors',
  'en/vae/config.json',
  'en/vae/diffusion_pytorch_model.safetensors',
  'ja-stage1/model_index.json',
  'ja-stage1/nishiki.json',
  'ja-stage1/scheduler/scheduler_config.json',
  'ja-stage1/text_encoder/config.json',
  'ja-stage1/text_encoder/model.safetensors',
  'ja-stage1/tokenizer/special_tokens_map.json',
  'ja-stage1/tokenizer/spiece.model',
  'ja-stage1/tokenizer/tokenizer_config.json',
  'ja-stage2-quick/model_index.json',
  'ja-stage2-quick/nishiki.json',
  'ja-stage2-quick/scheduler/scheduler_config.json',
  'ja-stage2-quick/unet/config.json',
  'ja-stage2-quick/unet/diffusion_pytorch_model.safetensors',
  'ja-stage2/model_index.json',
  'ja-stage2/nishiki.json',
  'ja-stage2/scheduler/scheduler_config.json',
  'ja-stage2/text_encoder/config.json',
  'ja-stage2/text_encoder/model.safetensors',
  'ja-stage2/unet/config.json',
  'ja-stage2/unet/diffusion_pytorch_model.safetensors',
];

/** Keys that only a network of the right layout has, one or two from each end of every component. */
const tellingKeys: Readonly<Record<string, readonly string[]>> = {
  'text_encoder/model.safetensors': [
    'text_model.embeddings.token_embedding.weight',
    'text_model.encoder.layers.2.self_attn.out_proj.bias',
    'text_model.final_layer_norm.weight',
  ],
  'unet/diffusion_pytorch_model.safetensors': [
    'conv_in.weight',
    'down_blocks.2.attentions.0.transformer_blocks.0.ff.net.0.proj.weight',
    'mid_block.attentions.0.transformer_blocks.0.attn2.to_out.0.bias',
    'up_blocks.3.attentions.1.transformer_blocks.0.attn2.to_k.weight',
    'time_embedding.linear_2.bias',
    'conv_out.bias',
  ],
  'vae/diffusion_pytorch_model.safetensors': [
    'encoder.mid_block.attentions.0.to_out.0.weight',
    'decoder.up_blocks.3.resnets.1.conv2.weight',
    'quant_conv.weight',
    'post_quant_conv.bias',
  ],
};

describe('the embedded demo models', () => {
  it('have every file of the four folders, and a model card each', () => {
    const cards = ['README.md', ...modelNames.map((model) => `${model}/README.md`)];
    assert.deepEqual(listFiles(demoModels), [...exportedFiles, ...cards].toSorted());
  });

  it('take at most 60 MB together with the scorer', () => {
    const files = [demoModels, demoScorer].flatMap((folder) =>
      listFiles(folder).map((file) => join(folder, file)),
    );
    const total = files.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(total <= sizeLimit, `${total} bytes`);
  });

  it('store float16 under the names that diffusers uses', () => {
    checkWeights(demoModels);
  });

  it('borrow only components that are there', () => {
    for (const model of modelNames) {
      const described = readJson(join(demoModels, model, 'nishiki.json')) as {
        components: Record<string, string>;
      };
      for (const folder of Object.values(described.components)) {
        assert.ok(statSync(join(demoModels, model, folder)).isDirectory(), `${model} → ${folder}`);
      }
    }
  });

  it('have as many token embeddings as their tokenizers have tokens', () => {
    const clip = readSafetensorsHeader(join(demoModels, 'en/text_encoder/model.safetensors'));
    assert.equal(clip['text_model.embeddings.token_embedding.weight']?.shape[0], 49408);
    const japanese = ['ja-stage1', 'ja-stage2'].map(
      (model) =>
        readSafetensorsHeader(join(demoModels, model, 'text_encoder/model.safetensors'))[
          'text_model.embeddings.token_embedding.weight'
        ]?.shape[0],
    );
    assert.deepEqual(japanese, [7387, 7387]);
  });
});

const python = findPython();

describe('training', python.skip, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nishiki-training-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const at = (...parts: string[]): string => join(folder, ...parts);

  it('goes through every stage and exports four models of the right layout', () => {
    const one = ['--workers', '1'];
    const spiece = ['--japanese-tokenizer', at('tokenizer', 'spiece.model')];
    for (const world of ['west', 'japan']) {
      const count = ['--count', '72', '--out', at(world)];
      runPython('make_pictures.py', ['--world', world, ...count, ...one]);
    }
    runPython('train_tokenizer.py', ['--out', at('tokenizer')]);
    const vae = ['--pictures', at('west'), '--run', at('vae'), '--seconds', '1'];
    runPython('train_vae.py', [...vae, '--report-every', '0', ...one]);
    const decoder = ['--pictures', at('west'), '--run', at('decoder'), '--seconds', '1'];
    const sharpen = ['--init', at('vae', 'state.pt'), '--frozen-encoder', '--adversarial', '0.03'];
    runPython('train_vae.py', [...decoder, ...sharpen, '--report-every', '0', ...one]);
    const encoder = ['--vae', at('vae', 'state.pt')];
    runPython('encode_latents.py', ['--pictures', at('west'), ...encoder, '--out', at('west.npz')]);
    const scale = ['--scale-of', at('west.npz'), '--out', at('japan.npz')];
    runPython('encode_latents.py', ['--pictures', at('japan'), ...encoder, ...scale]);

    const pairs = ['--pictures', at('japan'), ...spiece];
    runPython('clean.py', [...pairs, '--mislabel', '0.12', '--out', at('labels.json')]);
    const labels = ['--labels', at('labels.json')];
    const tower = ['--run', at('scorer'), '--seconds', '1', '--batch', '16'];
    runPython('train_scorer.py', [...pairs, ...labels, ...tower, ...one]);
    const scorer = ['--scorer', at('scorer', 'scorer.pt')];
    runPython('clean.py', [...pairs, ...labels, ...scorer, '--out', at('kept.json')]);
    const { kept } = readJson(at('kept.json')) as { kept: number[] };
    assert.equal(kept.length, 61, 'of 72 pairs the lowest 15 % are dropped');

    const stages: Record<string, string[]> = {
      en: ['--latents', at('west.npz')],
      'ja-stage1': ['--latents', at('west.npz'), '--init', at('en', 'state.pt')],
      'ja-stage2': [
        '--latents',
        at('japan.npz'),
        '--labels',
        at('kept.json'),
        '--init',
        at('ja-stage1', 'state.pt'),
      ],
    };
    for (const [stage, data] of Object.entries(stages)) {
      const brief = [
        '--seconds',
        '1',
        '--batch',
        '2',
        '--widths',
        '16',
        '16',
        '32',
        '32',
        '32',
        ...one,
      ];
      runPython('train_unet.py', [
        '--stage',
        stage,
        '--run',
        at(stage),
        ...data,
        ...spiece,
        ...brief,
      ]);
    }
    const pupil = ['--init', at('ja-stage2', 'state.pt'), '--latents', at('japan.npz')];
    const lesson = ['--run', at('quick'), '--seconds', '1', '--batch', '2'];
    runPython('distil.py', [...pupil, ...lesson, ...spiece, ...one]);
    const inputs = {
      '--vae': at('decoder', 'state.pt'),
      '--deviation-from': at('west.npz'),
      '--en': at('en', 'state.pt'),
      '--stage1': at('ja-stage1', 'state.pt'),
      '--stage2': at('ja-stage2', 'state.pt'),
      '--quick': at('quick', 'state.pt'),
      '--spiece': at('tokenizer', 'spiece.model'),
      '--scorer': at('scorer', 'scorer.pt'),
    };
    runPython('export.py', [...Object.entries(inputs).flat(), '--out', at('models')]);
    assert.deepEqual(listFiles(at('demo-scorer')), [
      'config.json',
      'model.safetensors',
      'spiece.model',
    ]);

    const exam = ['--pictures', at('west'), at('japan'), '--run', at('judge'), '--seconds', '1'];
    runPython('train_judge.py', [...exam, '--held-out', '16', '--batch', '4', ...one]);

    assert.deepEqual(listFiles(at('models')), exportedFiles);
    checkWeights(at('models'));

    runPython('restore.py', ['--models', at('models'), '--out', at('restored')]);
    const again = ['--stage', 'en', '--run', at('again'), '--init', at('restored', 'en.pt')];
    const briefly = ['--seconds', '1', '--batch', '2', '--widths', '16', '16', '32', '32', '32'];
    runPython('train_unet.py', [...again, '--latents', at('west.npz'), ...briefly, ...one]);
    const student = ['--student', at('restored', 'ja-stage2-quick.pt'), '--run', at('quicker')];
    runPython('distil.py', [...pupil, ...lesson, ...student, ...spiece, ...one]);
    assert.ok(listFiles(at('quicker')).includes('state.pt'));
    const unet = readSafetensorsHeader(
      at('models', 'en', 'unet', 'diffusion_pytorch_model.safetensors'),
    );
    assert.deepEqual(unet['conv_in.weight']?.shape, [16, 4, 3, 3]);
    const frozen = ['en', 'ja-stage2', 'ja-stage2-quick'].map((model) =>
      readFileSync(at('models', model, 'unet', 'diffusion_pytorch_model.safetensors')),
    );
    const [western, teacher, quick] = frozen;
    assert.ok(western && teacher && !western.equals(teacher), 'stage 2 trained no UNet');
    assert.ok(quick && !quick.equals(teacher), 'distilling changed nothing');
  });
});

function checkWeights(models: string): void {
  for (const file of exportedFiles.filter((name) => name.endsWith('.safetensors'))) {
    const header = readSafetensorsHeader(join(models, file));
    const [, component] = /^[^/]+\/(.+)$/.exec(file) ?? [];
    for (const key of tellingKeys[component ?? ''] ?? []) {
      assert.ok(header[key], `${file} has no ${key}`);
    }
    for (const [key, tensor] of Object.entries(header)) {
      assert.equal(tensor.dtype, 'F16', `${file}: ${key}`);
    }
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted();
}

function findPython(): { command: string; skip: { skip?: string } } {
  const command = process.env['NISHIKI_PYTHON'] ?? 'python3';
  const modules = 'import torch, numpy, PIL, scipy, sentencepiece, safetensors';
  const probe = spawnSync(command, ['-c', modules], { encoding: 'utf8' });
  if (probe.status === 0) return { command, skip: {} };
  const reason = probe.error?.message ?? probe.stderr.trim().split('\n').at(-1) ?? 'unknown';
  return {
    command,
    skip: { skip: `${command} cannot train (set NISHIKI_PYTHON to one that can): ${reason}` },
  };
}

function runPython(script: string, options: string[]): void {
  const done = spawnSync(python.command, [join(training, script), ...options], {
    cwd: training,
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  assert.equal(done.status, 0, `${script} ${options.join(' ')}\n${done.stderr}`);
}
