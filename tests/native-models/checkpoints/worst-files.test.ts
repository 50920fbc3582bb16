import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { CheckpointErrorCode } from '../../../native-models/checkpoints/checkpoint-error.ts';
import { opcodes } from '../../../native-models/checkpoints/pickle-opcodes.ts';
import {
  global,
  integer,
  op,
  pickle,
  text,
  tuple,
  type PicklePiece,
} from '../../helpers/pickle-writer.ts';
import { encodeRawSafetensors } from '../../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { encodeLegacyParts } from '../../helpers/torch-legacy-file.ts';
import { encodeZip } from '../../helpers/torch-zip-file.ts';

/**
 * Files of what costs most to read, as large as the readers' own limits let them be. Reading one took 0.9 seconds of
 * processor time at most and 160 MB, most of which the next one finds uncollected; what is allowed here is several times as
 * much, as processors differ.
 */
const limits = { cpuSeconds: 5, peakBytes: 700 * 2 ** 20 };

/** Instructions that a pickle may have, less some for what stands around them. */
const instructions = 399_000;
/** Tensors with a storage each, at 20 instructions a tensor. */
const tensors = 19_000;

const folder = temporaryFolder();

test('files at the limits of what is read take little time and memory', async () => {
  const files: readonly (readonly [Buffer, CheckpointErrorCode | 'read'])[] = [
    [zipOf(listOf(op('EMPTY_DICT'), instructions)), 'no-state-dict'],
    [legacyOf(listOf(global('torch', 'FloatStorage'), instructions)), 'no-state-dict'],
    [zipOf(tableOfTensors(), tensors), 'read'],
    [
      headerOf(`"a":{"dtype":"F32","shape":[${'1234567890123,'.repeat(499_000)}0]}`),
      'safetensors-tensor',
    ],
    [
      headerOf(
        `"__metadata__":{${Array.from({ length: 480_000 }, (_, key) => `"${key}":""`).join()}}`,
      ),
      'read',
    ],
  ];
  const paths = await Promise.all(
    files.map(([bytes], index) => writeTo(folder, `${index}.bin`, bytes)),
  );
  const outcomes = await readAlone(paths);
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    files.map(([, outcome]) => outcome),
  );
  for (const { cpuSeconds, peakBytes } of outcomes) {
    assert.ok(cpuSeconds < limits.cpuSeconds, JSON.stringify(outcomes));
    assert.ok(peakBytes < limits.peakBytes, JSON.stringify(outcomes));
  }
});

interface Reading {
  readonly outcome: string;
  readonly cpuSeconds: number;
  /** Largest resident set of the process so far. */
  readonly peakBytes: number;
}

/** Reads checkpoints in a process that does nothing else. */
async function readAlone(paths: readonly string[]): Promise<readonly Reading[]> {
  const reader = new URL('../../../native-models/checkpoints/read-checkpoint.ts', import.meta.url);
  const peak = new URL('../../helpers/peak-bytes.ts', import.meta.url);
  const program = `
    const { readCheckpoint } = await import(${JSON.stringify(reader.href)});
    const { peakBytes } = await import(${JSON.stringify(peak.href)});
    const readings = [];
    for (const path of process.argv.slice(1)) {
      const begun = process.cpuUsage();
      const outcome = await readCheckpoint(path).then(() => 'read', ({ code }) => code);
      const { user, system } = process.cpuUsage(begun);
      readings.push({ outcome, cpuSeconds: (user + system) / 1e6, peakBytes: peakBytes() });
    }
    console.log(JSON.stringify(readings));
  `;
  const options = ['--input-type=module', '--eval', program, ...paths];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  return JSON.parse(stdout) as readonly Reading[];
}

function headerOf(fields: string): Buffer {
  return encodeRawSafetensors(`{${fields}}`, new Uint8Array());
}

function zipOf(state: PicklePiece, storages = 0): Buffer {
  return encodeZip([
    { name: 'a/data.pkl', bytes: pickle(state) },
    ...Array.from({ length: storages }, (_, key) => ({
      name: `a/data/${key}`,
      bytes: new Uint8Array(),
    })),
  ]);
}

function legacyOf(state: PicklePiece): Buffer {
  return encodeLegacyParts({ state, storages: [] });
}

/** A list of so many of the same, a thousand at a time as Python writes it. */
function listOf(item: PicklePiece, count: number): PicklePiece {
  const thousand = Buffer.concat([
    op('MARK'),
    ...Array.from({ length: 1000 }, () => item),
    op('APPENDS'),
  ]);
  return Buffer.concat([
    op('EMPTY_LIST'),
    ...Array.from({ length: Math.floor(count / 1000) }, () => thousand),
  ]);
}

/** A state dict of tensors without elements; what they have in common is kept once and recalled. */
function tableOfTensors(): PicklePiece {
  const common = [
    global('torch._utils', '_rebuild_tensor_v2'),
    global('torch', 'FloatStorage'),
    text('storage'),
    text('cpu'),
    integer(0),
    tuple(integer(0)),
  ];
  const [rebuild, type, tag, device, zero, extents] = common.map((_, index) =>
    Buffer.of(opcodes.BINGET, index),
  ) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];
  const entryOf = (key: number): PicklePiece => {
    const id = tuple(tag, type, text(String(key)), device, zero);
    const view = tuple(Buffer.concat([id, op('BINPERSID')]), zero, extents, extents);
    return Buffer.concat([text(`t${key}`), rebuild, view, op('REDUCE')]);
  };
  return Buffer.concat([
    ...common.flatMap((piece, index) => [piece, Buffer.of(opcodes.BINPUT, index), op('POP')]),
    op('EMPTY_DICT', 'MARK'),
    ...Array.from({ length: tensors }, (_, key) => entryOf(key)),
    op('SETITEMS'),
  ]);
}
