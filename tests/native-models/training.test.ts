import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { checkWeights, exportedFiles, listFiles, readJson } from '../helpers/demo-model-files.ts';
import { readSafetensorsHeader } from '../helpers/read-safetensors-header.ts';

const training = join(import.meta.dirname, '..', '..', 'native-models', 'training');
const python = findPython();

/** Each step works on what the ones before it left in the folder, as the README's commands do. */
describe('training', python.skip, () => {
  const folder = mkdtempSync(join(tmpdir(), 'nishiki-training-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const at = (...parts: string[]): string => join(folder, ...parts);
  const state = (run: string): string => at(run, 'state.pt');
  const alone = ['--workers', '1'];
  const aMoment = ['--seconds', '1', '--batch', '2', ...alone];
  const widths = ['--widths', '16', '16', '32', '32', '32'];
  const spiece = ['--japanese-tokenizer', at('tokenizer', 'spiece.model')];
  const west = ['--latents', at('west.npz')];
  const japan = ['--latents', at('japan.npz')];
  const pairs = ['--pictures', at('japan'), ...spiece];
  const labels = ['--labels', at('labels.json')];

  it('draws two worlds and makes a tokenizer', () => {
    for (const world of ['west', 'japan']) {
      const drawn = ['--count', '72', '--out', at(world), ...alone];
      runPython('make_pictures.py', ['--world', world, ...drawn]);
    }
    runPython('train_tokenizer.py', ['--out', at('tokenizer')]);
  });

  it('draws a favoured quality more often', () => {
    const favour = ['--quality-share', '1', '--favour', 'fluffy=1e9', '--size', '128'];
    const drawn = ['--count', '8', '--out', at('woolly'), ...alone];
    runPython('make_pictures.py', ['--world', 'japan', ...favour, ...drawn]);
    const scenes = readJson(at('woolly', 'scenes-0.json')) as { quality: string }[];
    assert.deepEqual([...new Set(scenes.map(({ quality }) => quality))], ['fluffy']);
  });

  it('draws colours and pairs as often as is asked', () => {
    const drawn = ['--world', 'west', '--count', '54', ...alone];
    const counted = ['0', '1'].map((share) => {
      const shares = ['--colour-share', share, '--pair-share', share];
      runPython('make_pictures.py', [...drawn, ...shares, '--out', at(`shares-${share}`)]);
      const scenes = readJson(at(`shares-${share}`, 'scenes-0.json')) as {
        colour: string;
        second: string;
      }[];
      return (['colour', 'second'] as const).map(
        (what) => scenes.filter((scene) => scene[what] !== 'none').length,
      );
    });
    const [none, all] = counted;
    assert.deepEqual(none, [0, 0]);
    assert.ok(all![0]! >= 20 && all![1]! >= 40, `${all} of 54`);
  });

  it('trains an autoencoder, sharpens its decoder and encodes the pictures', () => {
    const pictures = ['--pictures', at('west'), '--seconds', '1', '--report-every', '0', ...alone];
    runPython('train_vae.py', [...pictures, '--run', at('vae')]);
    const sharpen = ['--init', state('vae'), '--frozen-encoder', '--adversarial', '0.03'];
    runPython('train_vae.py', [...pictures, '--run', at('decoder'), ...sharpen]);
    const encoder = ['--vae', state('vae')];
    runPython('encode_latents.py', ['--pictures', at('west'), ...encoder, '--out', at('west.npz')]);
    const scale = ['--scale-of', at('west.npz'), '--out', at('japan.npz')];
    runPython('encode_latents.py', ['--pictures', at('japan'), ...encoder, ...scale]);
  });

  it('spoils captions, trains the scorer on them and drops the lowest', () => {
    runPython('clean.py', [...pairs, '--mislabel', '0.12', '--out', at('labels.json')]);
    const tower = ['--run', at('scorer'), '--seconds', '1', '--batch', '16', ...alone];
    runPython('train_scorer.py', [...pairs, ...labels, ...tower]);
    const scorer = ['--scorer', at('scorer', 'scorer.pt'), '--out', at('kept.json')];
    runPython('clean.py', [...pairs, ...labels, ...scorer]);
    assert.equal(readKept('kept.json').length, 61, 'of 72 pairs the lowest 15 % are dropped');
  });

  it('shows the pictures of all files in passes, each to one of the workers', () => {
    const code = [
      'import json, sys; from pathlib import Path; import numpy as np; from latents import LatentPictures',
      'files = [Path(file) for file in sys.argv[1:]]',
      'readers = [LatentPictures(files, None, worker, 2) for worker in (0, 1)]',
      'passes = [[r.choose(len(r.turns), np.random.default_rng(k)) for k in (0, 1)] for r in readers]',
      'print(json.dumps([len(readers[0].scenes), passes]))',
    ].join('\n');
    const told = runPython('-c', [code, at('west.npz'), at('japan.npz')]);
    const [count, passes] = JSON.parse(told) as [number, number[][][]];
    assert.equal(count, 144);
    for (const [first, second] of passes) {
      assert.notDeepEqual(first, second);
      assert.deepEqual(first?.toSorted(byValue), second?.toSorted(byValue));
    }
    const shown = passes.flatMap(([first]) => first ?? []);
    assert.equal(new Set(shown).size, count, 'all of them');
    assert.ok(shown.length > count, 'persons twice');
    const [one, other] = passes.map(([first]) => new Set(first));
    const inBoth = [...one!].filter((picture) => other!.has(picture)).length;
    assert.ok(inBoth <= shown.length - count, 'only persons');
  });

  it('shows pictures of a favoured quality more often in a pass', () => {
    const code = [
      'import json, sys; from pathlib import Path; from latents import LatentPictures',
      'reads = [LatentPictures([Path(sys.argv[1])], favoured=f) for f in (None, {"fluffy": 3, "shining": 0.2})]',
      'count = lambda r, q: sum(r.scenes[i].quality == q for i in r.turns)',
      'print(json.dumps([[count(r, q) for q in ("fluffy", "shining", "none")] for r in reads]))',
    ].join('\n');
    const [once, favoured] = JSON.parse(runPython('-c', [code, at('japan.npz')])) as number[][];
    const [fluffy, shining, none] = once!;
    assert.ok(fluffy! > 0 && shining! > 0, `${once}`);
    assert.deepEqual(favoured, [3 * fluffy!, shining, none], 'once at least');
  });

  it('trains the three stages and distils the last', () => {
    const learn = (stage: string, ...data: string[]): string =>
      runPython('train_unet.py', ['--stage', stage, ...data, ...spiece, ...aMoment, ...widths]);
    learn('en', '--run', at('en'), ...west, at('west.npz'));
    learn('ja-stage1', '--run', at('ja-stage1'), ...west, '--init', state('en'));
    const second = [...japan, '--init', state('ja-stage1')];
    learn('ja-stage2', '--run', at('ja-stage2'), ...second, '--labels', at('kept.json'));
    const told = learn(
      'ja-stage2',
      '--run',
      at('counted'),
      ...second,
      '--samples',
      '6',
      '--noisier',
      '2',
      '--least',
      '0.2',
      '--favour',
      'fluffy=3',
    );
    assert.match(told, /^done: samples 6 /mu, 'a budget of samples, not of seconds');
    const pupil = ['--run', at('quick'), '--init', state('ja-stage2'), ...japan];
    runPython('distil.py', [...pupil, ...spiece, ...aMoment]);
  });

  it('weighs what is decided at high noise as much as is asked', () => {
    const code = [
      'import json, torch; from diffusion import noise_loss',
      'noise, off, steps = torch.zeros(3, 4, 2, 2), torch.ones(3, 4, 2, 2), torch.tensor([0, 500, 999])',
      'losses = [[noise_loss(off[i:i+1], noise[i:i+1], steps[i:i+1], least)[0].item() for i in range(3)]',
      '          for least in (0.0, 0.2)]',
      'print(json.dumps(losses))',
    ].join('\n');
    const [plain, weighed] = JSON.parse(runPython('-c', [code])) as number[][];
    // Signal-to-noise ratios of SD v1's schedule: 1175 at step 0, 0.38 at 500, 0.00468 at 999.
    assert.deepEqual(plain!.slice(1), [1, 1]);
    assert.ok(plain![0]! < 0.01, 'min-SNR weights: 5 of 1175');
    assert.deepEqual(weighed!.slice(0, 2), plain!.slice(0, 2), 'the others count as before');
    assert.ok(Math.abs(weighed![2]! - 0.2 / 0.004_68) < 0.5, `${weighed![2]}`);
  });

  it('exports four models and the scorer in the right layout', () => {
    const inputs = {
      '--vae': state('decoder'),
      '--deviation-from': at('west.npz'),
      '--en': state('en'),
      '--stage1': state('ja-stage1'),
      '--stage2': state('ja-stage2'),
      '--quick': state('quick'),
      '--spiece': at('tokenizer', 'spiece.model'),
      '--scorer': at('scorer', 'scorer.pt'),
    };
    runPython('export.py', [...Object.entries(inputs).flat(), '--out', at('models')]);
    const scorer = ['config.json', 'model.safetensors', 'spiece.model'];
    assert.deepEqual(listFiles(at('demo-scorer')), scorer);
    assert.deepEqual(listFiles(at('models')), exportedFiles);
    checkWeights(at('models'));
    const unetFile = (model: string): string =>
      at('models', model, 'unet', 'diffusion_pytorch_model.safetensors');
    assert.deepEqual(readSafetensorsHeader(unetFile('en'))['conv_in.weight']?.shape, [16, 4, 3, 3]);
    const [western, teacher, quick] = ['en', 'ja-stage2', 'ja-stage2-quick'].map((model) =>
      readFileSync(unetFile(model)),
    );
    assert.ok(western && teacher && !western.equals(teacher), 'stage 2 trained no UNet');
    assert.ok(quick && !quick.equals(teacher), 'distilling changed nothing');
  });

  it('goes on from what was exported', () => {
    runPython('restore.py', ['--models', at('models'), '--out', at('restored')]);
    const english = ['--stage', 'en', '--run', at('again'), '--init', at('restored', 'en.pt')];
    runPython('train_unet.py', [...english, ...west, ...aMoment, ...widths]);
    const teacher = ['--init', state('ja-stage2'), ...japan, ...spiece];
    const student = ['--student', at('restored', 'ja-stage2-quick.pt'), '--run', at('quicker')];
    runPython('distil.py', [...teacher, ...student, ...aMoment]);
    const before = ['--as-before', at('restored', 'ja-stage2.pt'), state('quick')];
    const kept = ['--labels', at('kept.json'), '--run', at('as-before')];
    runPython('distil.py', [...teacher, ...before, ...kept, ...aMoment]);
    assert.ok(listFiles(at('as-before')).includes('state.pt'));
    assert.ok(listFiles(at('quicker')).includes('state.pt'));
    const scorer = ['--scorer', at('restored', 'scorer.pt'), '--out', at('kept-again.json')];
    runPython('clean.py', [...pairs, ...labels, ...scorer]);
    const again = new Set(readKept('kept-again.json'));
    const both = readKept('kept.json').filter((pair) => again.has(pair));
    assert.ok(
      both.length >= 58,
      `rounded to float16, the scorer drops others: ${both.length} of 61`,
    );
  });

  it('measures checkpoints with a judge', () => {
    const drawings = ['--pictures', at('west'), at('shares-1'), '--run', at('judge')];
    const brief = ['--seconds', '1', '--held-out', '16', '--batch', '4', ...alone];
    const seen = runPython('train_judge.py', [...drawings, ...brief]);
    assert.match(seen, /'both': [01]\./u, 'of drawings with two subjects');
    const judge = ['--models', at('models'), '--judge', at('judge', 'judge.pt')];
    const checkpoints = ['--stage2', state('ja-stage2'), state('counted')];
    const table = ['--every', '60', '--threads', '1', '--out', at('evaluation.json')];
    runPython('evaluate.py', [...judge, ...checkpoints, ...table]);
    const lists = ['Japanese prompts', 'held-out combinations', 'onomatopoeia', 'colours', 'pairs'];
    const rows = readJson(at('evaluation.json')) as Record<string, Record<string, object>>;
    assert.deepEqual(Object.keys(rows), [
      ...['ja-stage2', 'counted'].flatMap((run) => lists.map((list) => `${run}, ${list}`)),
      'judge, fresh drawings',
    ]);
    assert.ok('colour' in rows['counted, colours']!);
    assert.ok('both' in rows['counted, pairs']! && !('subject' in rows['counted, pairs']!));
    const each = rows['counted, onomatopoeia']?.['quality of each'] ?? {};
    assert.deepEqual(Object.keys(each), ['fluffy', 'drizzle'], 'the first and the 61st prompt');
  });

  function readKept(file: string): number[] {
    return (readJson(at(file)) as { kept: number[] }).kept;
  }
});

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

const byValue = (a: number, b: number): number => a - b;

/** What it printed. `script`: one of the folder's, or `-c`. */
function runPython(script: string, options: string[]): string {
  const done = spawnSync(
    python.command,
    [script === '-c' ? script : join(training, script), ...options],
    {
      cwd: training,
      encoding: 'utf8',
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    },
  );
  assert.equal(done.status, 0, `${script} ${options.join(' ')}\n${done.stderr}`);
  return done.stdout;
}
