import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import {
  CheckpointError,
  type CheckpointErrorCode,
} from '../../../native-models/checkpoints/checkpoint-error.ts';
import { expectedTextEncoderTensors } from '../../../native-models/checkpoints/expected-tensors.ts';
import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { readTextEncoderConfig } from '../../../native-models/checkpoints/read-model-config.ts';
import { selectTensors } from '../../../native-models/checkpoints/select-tensors.ts';
import { renameTextEncoderTensors } from '../../../native-models/checkpoints/state-dict-names.ts';
import { verifyWeights } from '../../../native-models/checkpoints/verify-weights.ts';
import { countBytesRead } from '../../helpers/count-reads.ts';
import { countCost } from '../../helpers/reading-cost.ts';
import { referencePath, skipWithoutReference } from '../../helpers/reference.ts';

/**
 * What each file of `reference/models/hostile/` must end in. `index.json` there says in words what is wrong with it, what
 * is expected, and what torch 2.13 and safetensors 0.8.0 do. `warns` is read, with a warning.
 */
const outcomes: Readonly<Record<string, CheckpointErrorCode | 'loads' | 'warns'>> = {
  'ok-reference.bin': 'loads',
  'pickle-os-system.bin': 'pickle-forbidden-global',
  'pickle-os-system.legacy.bin': 'pickle-forbidden-global',
  'pickle-os-system.raw.pkl.bin': 'bare-pickle',
  'pickle-eval.bin': 'pickle-forbidden-global',
  'pickle-eval-py3name.bin': 'pickle-forbidden-global',
  'pickle-exec.ckpt': 'pickle-forbidden-global',
  'pickle-os-system-with-weights.bin': 'pickle-forbidden-global',
  'pickle-inst-opcode.bin': 'pickle-unsupported',
  'pickle-obj-opcode.bin': 'pickle-forbidden-global',
  'pickle-build-setstate.bin': 'pickle-forbidden-global',
  'pickle-getattr-chain.bin': 'pickle-forbidden-global',
  'pickle-ext-opcode.bin': 'pickle-unsupported',
  'pickle-unknown-global.bin': 'pickle-forbidden-global',
  'pickle-memo-bomb.bin': 'pickle-unsupported',
  'pickle-deep-nesting.bin': 'pickle-limit',
  'pickle-stack-underflow.bin': 'pickle-damaged',
  'pickle-no-stop.bin': 'pickle-damaged',
  'pickle-truncated-string.bin': 'pickle-damaged',
  'pickle-long4-huge.bin': 'pickle-unsupported',
  'pickle-proto-255.bin': 'pickle-unsupported',
  'storage-too-short.bin': 'storage-damaged',
  'storage-missing.bin': 'storage-damaged',
  'storage-numel-huge.bin': 'pickle-damaged',
  'tensor-stride-out-of-range.bin': 'tensor-invalid',
  'tensor-negative-offset.bin': 'tensor-invalid',
  'tensor-offset-past-end.bin': 'tensor-invalid',
  'tensor-negative-size.bin': 'tensor-invalid',
  'tensor-unknown-storage.bin': 'pickle-forbidden-global',
  'tensor-storage-key-traversal.bin': 'storage-damaged',
  'tensor-overlap-stride0.bin': 'tensor-invalid',
  'zip-truncated-half.bin': 'truncated',
  'zip-truncated-tail.bin': 'truncated',
  'zip-prefix-junk.bin': 'unknown-format',
  'zip-path-traversal.bin': 'zip-unsafe-name',
  'zip-two-roots.bin': 'zip-unsafe-name',
  'zip-duplicate-data-pkl.bin': 'zip-unsafe-name',
  'zip-deflated.bin': 'zip-compressed',
  'zip-bomb-64MiB.bin': 'zip-compressed',
  'zip-local-offset-past-end.bin': 'zip-damaged',
  'zip-entry-count-lie.bin': 'zip-damaged',
  'zip-crc-mismatch.bin': 'weights-damaged',
  'zip-not-torch.bin': 'zip-not-torch',
  'torchscript-like.pt': 'torchscript',
  'ok-reference.safetensors': 'loads',
  'st-header-length-past-end.safetensors': 'safetensors-header',
  'st-header-length-max.safetensors': 'safetensors-header',
  'st-header-length-zero.safetensors': 'safetensors-header',
  'st-header-not-json.safetensors': 'safetensors-header',
  'st-header-not-utf8.safetensors': 'safetensors-header',
  'st-header-array.safetensors': 'safetensors-header',
  'st-overlap.safetensors': 'safetensors-tensor',
  'st-hole.safetensors': 'safetensors-tensor',
  'st-trailing-bytes.safetensors': 'safetensors-header',
  'st-offset-past-end.safetensors': 'truncated',
  'st-offset-negative.safetensors': 'safetensors-tensor',
  'st-offset-reversed.safetensors': 'safetensors-tensor',
  'st-offset-float.safetensors': 'safetensors-tensor',
  'st-offset-2p53.safetensors': 'safetensors-tensor',
  'st-size-mismatch.safetensors': 'safetensors-tensor',
  'st-shape-overflow.safetensors': 'safetensors-tensor',
  'st-shape-negative.safetensors': 'safetensors-tensor',
  'st-duplicate-key.safetensors': 'safetensors-header',
  'st-dtype-unknown.safetensors': 'safetensors-tensor',
  'st-dtype-wrong-size.safetensors': 'safetensors-tensor',
  'st-metadata-not-string.safetensors': 'safetensors-header',
  'st-proto-pollution.safetensors': 'loads',
  'st-empty-tensor.safetensors': 'loads',
  'st-scalar.safetensors': 'loads',
  'st-only-8-bytes.safetensors': 'truncated',
  'st-7-bytes.safetensors': 'truncated',
  'st-header-100MB-claim.safetensors': 'safetensors-header',
  'zero-bytes.safetensors': 'empty-file',
  'zero-bytes.bin': 'empty-file',
  'zero-bytes.ckpt': 'empty-file',
  'html-error-page.safetensors': 'html-page',
  'html-error-page.bin': 'html-page',
  'git-lfs-pointer.bin': 'git-lfs-pointer',
  'git-lfs-pointer.safetensors': 'git-lfs-pointer',
  'json-error.bin': 'json-document',
  'onnx-renamed.bin': 'other-format',
  'gguf-renamed.safetensors': 'other-format',
  'hdf5-renamed.bin': 'other-format',
  'numpy-renamed.bin': 'other-format',
  'te-ok-reference.safetensors': 'loads',
  'te-nan-weights.safetensors': 'weights-not-finite',
  'te-missing-keys.safetensors': 'state-dict-mismatch',
  'te-extra-keys.safetensors': 'warns',
  'te-wrong-shape-transposed.safetensors': 'state-dict-mismatch',
  'te-wrong-shape-positions.safetensors': 'state-dict-mismatch',
  'te-wrong-dtype-int32.safetensors': 'state-dict-mismatch',
  'te-fp16-max.safetensors': 'loads',
};

interface HostileFile {
  readonly file: string;
  readonly what: string;
  readonly expected: string;
  readonly config?: string;
}

const hostile = (name: string): string => referencePath('models', 'hostile', name);
const list: readonly HostileFile[] = existsSync(hostile('index.json'))
  ? (JSON.parse(readFileSync(hostile('index.json'), 'utf8')) as HostileFile[])
  : [];

test('every hostile file has its expected outcome', skipWithoutReference, () => {
  assert.deepEqual(list.map(({ file }) => file).toSorted(), Object.keys(outcomes).toSorted());
});

for (const { file, what, expected, config } of list) {
  const outcome = outcomes[file];
  test(`${file}: ${what} → ${outcome}`, async () => {
    assert.equal(
      outcome !== 'loads',
      !/^(?:loads|load as three)/.test(expected),
      `the reference expects: ${expected}`,
    );
    const checkCost = countCost();
    const { result, bytes } = await countBytesRead(() => importFile(file, config));
    checkCost(file);
    assert.equal(result, outcome);
    const { size } = statSync(hostile(file));
    assert.ok(bytes <= 4 * size + 4096, `${bytes} bytes were read of a file of ${size}`);
    assert.equal(existsSync('PWNED'), false);
    assert.ok(!readdirSync(hostile('.')).some((name) => name.includes('PWNED')));
    assert.equal(Object.keys(Object.prototype).length, 0);
  });
}

/** The whole way of a file: index, names, expected tensors where it has a configuration, then the weights themselves. */
async function importFile(file: string, config: string | undefined): Promise<string> {
  try {
    const index = await readCheckpoint(hostile(file));
    let tensors = index;
    let extra: readonly string[] = [];
    if (config !== undefined) {
      const json = JSON.parse(readFileSync(hostile(config), 'utf8')) as Record<string, unknown>;
      const expected = expectedTextEncoderTensors(readTextEncoderConfig(hostile(config), json));
      const named = renameTextEncoderTensors(hostile(file), index);
      ({ tensors, extra } = selectTensors(hostile(file), named, expected));
    }
    for await (const { bytesDone, bytesTotal } of verifyWeights(tensors.values())) {
      assert.ok(bytesDone <= bytesTotal);
    }
    return extra.length > 0 ? 'warns' : 'loads';
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    checkDetails(file, error);
    return error.code;
  }
}

/** Particulars that the reference asks for by name. */
function checkDetails(file: string, { data }: CheckpointError): void {
  const details: Readonly<Record<string, readonly [string, unknown]>> = {
    'pickle-os-system.bin': ['global', 'posix.system'],
    'pickle-os-system.legacy.bin': ['global', 'posix.system'],
    'pickle-eval-py3name.bin': ['global', 'builtins.eval'],
    'tensor-unknown-storage.bin': ['global', 'torch.EvilStorage'],
    'te-nan-weights.safetensors': ['tensors', ['text_model.encoder.layers.0.mlp.fc1.weight']],
    'te-missing-keys.safetensors': [
      'missing',
      ['text_model.encoder.layers.0.self_attn.v_proj.weight', 'text_model.final_layer_norm.bias'],
    ],
    'te-wrong-shape-transposed.safetensors': [
      'wrongShape',
      ['text_model.encoder.layers.0.mlp.fc1.weight [16, 32] instead of [32, 16]'],
    ],
    'te-wrong-shape-positions.safetensors': [
      'wrongShape',
      ['text_model.embeddings.position_embedding.weight [50, 16] instead of [77, 16]'],
    ],
    'te-wrong-dtype-int32.safetensors': [
      'wrongDtype',
      ['text_model.encoder.layers.0.mlp.fc1.weight (I32)'],
    ],
  };
  const detail = details[file];
  if (!detail) return;
  const [field, value] = detail;
  const actual = data[field];
  assert.deepEqual(Array.isArray(actual) ? actual.toSorted() : actual, value);
}
