import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PickleError } from '../../../native-models/checkpoints/pickle-error.ts';
import { opcodes } from '../../../native-models/checkpoints/pickle-opcodes.ts';
import type { PickleValue } from '../../../native-models/checkpoints/pickle-value.ts';
import {
  readPickle,
  readPickleAt,
  type PickleHost,
} from '../../../native-models/checkpoints/pickle.ts';
import { readTorchPickle } from '../../../native-models/checkpoints/torch-pickle.ts';
import {
  dict,
  global,
  integer,
  op,
  pickle,
  storage,
  text,
  tuple,
} from '../../helpers/pickle-writer.ts';

/** A host that allows nothing but remembers what it was asked for. */
interface Name {
  readonly kind: 'name';
  readonly name: string;
}
const host: PickleHost<Name> = {
  resolveGlobal: (name) => ({ kind: 'name', name }),
  call: (callee, args) => ({ kind: 'tuple', items: [`${callee.name}()`, ...args] }),
  loadPersistent: (id) => ({ kind: 'list', items: [id] }),
  setState: (target) => target.name === 'module.Stateful',
};
const read = (bytes: Uint8Array): PickleValue<Name> => readPickle(bytes, host);

function assertFails(bytes: Uint8Array, reason: PickleError['reason'], opcode: string): void {
  assert.throws(
    () => read(bytes),
    (error) => {
      assert.ok(error instanceof PickleError, String(error));
      assert.deepEqual([error.reason, error.opcode], [reason, opcode], error.message);
      return true;
    },
  );
}

test('reads plain values', () => {
  const bytes = (...values: number[]): Buffer => Buffer.from(values);
  const cases: readonly [Uint8Array, PickleValue<Name>][] = [
    [op('NONE'), null],
    [op('NEWTRUE'), true],
    [op('NEWFALSE'), false],
    [bytes(opcodes.BININT1, 255), 255],
    [bytes(opcodes.BININT2, 0xff, 0xff), 65_535],
    [bytes(opcodes.BININT, 0xfe, 0xff, 0xff, 0xff), -2],
    [bytes(opcodes.LONG1, 0), 0],
    [bytes(opcodes.LONG1, 1, 0x80), -128],
    [bytes(opcodes.LONG1, 2, 0x80, 0x00), 128],
    [integer(2n ** 53n - 1n), Number.MAX_SAFE_INTEGER],
    [integer(2n ** 53n), 2n ** 53n],
    [integer(-(2n ** 60n)), -(2n ** 60n)],
    [bytes(opcodes.BINFLOAT, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0), 1.5],
    [text('日本'), '日本'],
    [bytes(opcodes.SHORT_BINUNICODE, 2, 0x68, 0x69), 'hi'],
    [bytes(opcodes.SHORT_BINBYTES, 2, 1, 2), Buffer.of(1, 2)],
    [bytes(opcodes.BINBYTES, 1, 0, 0, 0, 9), Buffer.of(9)],
  ];
  for (const [piece, expected] of cases) assert.deepEqual(read(pickle(piece)), expected);
});

test('reads lists, tuples and dicts, nested and shared', () => {
  const program = pickle(
    op('EMPTY_LIST'),
    Buffer.of(opcodes.BINPUT, 7),
    op('MARK'),
    tuple(),
    Buffer.concat([integer(1), op('TUPLE1')]),
    Buffer.concat([integer(1), integer(2), op('TUPLE2')]),
    Buffer.concat([integer(1), integer(2), integer(3), op('TUPLE3')]),
    tuple(integer(1), integer(2), integer(3), integer(4)),
    op('APPENDS'),
    dict([[text('__proto__'), Buffer.of(opcodes.BINGET, 7)]]),
    op('APPEND'),
  );
  const list = read(program);
  assert.ok(typeof list === 'object' && list !== null && 'kind' in list && list.kind === 'list');
  assert.deepEqual(
    list.items.slice(0, 5),
    [0, 1, 2, 3, 4].map((length) => ({
      kind: 'tuple',
      items: Array.from({ length }, (_, index) => index + 1),
    })),
  );
  const last = list.items[5];
  assert.ok(typeof last === 'object' && last !== null && 'kind' in last && last.kind === 'dict');
  assert.equal(last.entries.get('__proto__'), list);
});

test('hands names, calls and persistent ids to the host', () => {
  assert.deepEqual(read(pickle(global('torch._utils', 'x'))), {
    kind: 'name',
    name: 'torch._utils.x',
  });
  assert.deepEqual(read(pickle(text('a.b'), text('c'), op('STACK_GLOBAL'))), {
    kind: 'name',
    name: 'a.b.c',
  });
  for (const instruction of ['REDUCE', 'NEWOBJ'] as const) {
    assert.deepEqual(read(pickle(global('os', 'f'), tuple(integer(5)), op(instruction))), {
      kind: 'tuple',
      items: ['os.f()', 5],
    });
  }
  assert.deepEqual(read(pickle(text('id'), op('BINPERSID'))), { kind: 'list', items: ['id'] });
});

test('ignores framing, and the state of dicts', () => {
  const frame = Buffer.concat([op('FRAME'), Buffer.alloc(8, 0xff)]);
  const memo = Buffer.concat([op('MEMOIZE'), Buffer.of(opcodes.BINGET, 0), op('POP')]);
  assert.equal(read(pickle(frame, text('x'), memo)), 'x');
  const built = read(pickle(dict([]), dict([[text('__setstate__'), integer(1)]]), op('BUILD')));
  assert.deepEqual(built, { kind: 'dict', entries: new Map() });
});

test('reads one pickle after the other', () => {
  const bytes = Buffer.concat([pickle(integer(1)), pickle(text('two')), Buffer.from('rest')]);
  const first = readPickleAt(bytes, 0, host);
  const second = readPickleAt(bytes, first.end, host);
  assert.deepEqual([first.value, second.value], [1, 'two']);
  assert.equal(bytes.subarray(second.end).toString(), 'rest');
});

test('hands the state of an object to the host', () => {
  const stateful = pickle(global('module', 'Stateful'), dict([]), op('BUILD'));
  assert.deepEqual(read(stateful), { kind: 'name', name: 'module.Stateful' });
});

test('refuses to set the state of anything else', () => {
  assertFails(pickle(global('os', 'f'), dict([]), op('BUILD')), 'unsupported', 'BUILD');
  assertFails(pickle(op('EMPTY_LIST'), dict([]), op('BUILD')), 'unsupported', 'BUILD');
});

test('refuses every instruction that weights do not need', () => {
  const needed = new Set(
    `
      MARK STOP POP POP_MARK NONE NEWTRUE NEWFALSE BININT BININT1 BININT2 LONG1
      BINFLOAT BINUNICODE SHORT_BINUNICODE BINBYTES SHORT_BINBYTES EMPTY_LIST APPEND
      APPENDS EMPTY_TUPLE TUPLE1 TUPLE2 TUPLE3 TUPLE EMPTY_DICT SETITEM SETITEMS
      BINGET LONG_BINGET BINPUT LONG_BINPUT MEMOIZE GLOBAL STACK_GLOBAL REDUCE NEWOBJ
      BUILD BINPERSID PROTO FRAME
    `
      .trim()
      .split(/\s+/),
  );
  const names = new Map<number, string>(
    Object.entries(opcodes).map(([name, byte]) => [byte, name]),
  );
  let refused = 0;
  for (let byte = 0; byte < 256; byte += 1) {
    const name = names.get(byte);
    if (name !== undefined && needed.has(name)) continue;
    const shown = name ?? `0x${byte.toString(16).padStart(2, '0')}`;
    assertFails(pickle(integer(1), Buffer.of(byte), Buffer.alloc(16)), 'unsupported', shown);
    refused += 1;
  }
  assert.equal(refused, 256 - needed.size);
});

test('refuses other protocols, and pickles without one', () => {
  for (const protocol of [0, 1, 6, 255]) {
    assertFails(
      Buffer.of(opcodes.PROTO, protocol, opcodes.NONE, opcodes.STOP),
      'unsupported',
      'PROTO',
    );
  }
  assertFails(Buffer.of(opcodes.NONE, opcodes.STOP), 'unsupported', 'NONE');
  assert.equal(read(Buffer.of(opcodes.PROTO, 5, opcodes.NONE, opcodes.STOP)), null);
});

test('refuses streams that break the rules of the stack', () => {
  const cases: readonly [Uint8Array, string][] = [
    [pickle(), 'STOP'],
    [pickle(op('NONE', 'NONE')), 'STOP'],
    [pickle(op('MARK', 'NONE')), 'STOP'],
    [Buffer.concat([pickle(op('NONE')), Buffer.of(0)]), 'STOP'],
    [pickle(op('REDUCE')), 'REDUCE'],
    [pickle(global('os', 'f'), op('REDUCE')), 'REDUCE'],
    [pickle(global('os', 'f'), op('NONE', 'REDUCE')), 'REDUCE'],
    [pickle(text('f'), tuple(), op('REDUCE')), 'REDUCE'],
    [pickle(op('TUPLE')), 'TUPLE'],
    [pickle(op('NONE', 'TUPLE2')), 'TUPLE2'],
    [pickle(op('EMPTY_LIST', 'MARK', 'APPEND')), 'APPEND'],
    [pickle(op('EMPTY_DICT', 'NONE', 'APPEND')), 'APPEND'],
    [pickle(op('EMPTY_LIST', 'NONE', 'NONE', 'SETITEM')), 'SETITEM'],
    [pickle(op('EMPTY_DICT', 'MARK', 'NONE', 'SETITEMS')), 'SETITEMS'],
    [pickle(Buffer.of(opcodes.BINGET, 1)), 'BINGET'],
    [pickle(Buffer.of(opcodes.BINPUT, 1)), 'BINPUT'],
    [pickle(op('NONE', 'NONE', 'STACK_GLOBAL')), 'STACK_GLOBAL'],
    [pickle(Buffer.of(opcodes.GLOBAL), Buffer.alloc(5000, 'x')), 'GLOBAL'],
    [pickle(Buffer.of(opcodes.BINUNICODE, 2, 0, 0, 0, 0xc3, 0x28)), 'BINUNICODE'],
  ];
  for (const [bytes, opcode] of cases) assertFails(bytes, 'damaged', opcode);
});

test('says where the bytes end before the pickle does', () => {
  const cases: readonly [Uint8Array, string][] = [
    [pickle(Buffer.of(opcodes.BINUNICODE, 255, 255, 255, 127), Buffer.from('abc')), 'BINUNICODE'],
    [pickle(Buffer.of(opcodes.LONG1, 255)), 'LONG1'],
    [pickle(Buffer.of(opcodes.GLOBAL), Buffer.from('os')), 'GLOBAL'],
  ];
  for (const [bytes, opcode] of cases) assertFails(bytes, 'cut', opcode);
  const whole = pickle(dict([[text('key'), tuple(integer(1))]]));
  for (let length = 0; length < whole.byteLength; length += 1) {
    assert.throws(() => read(whole.subarray(0, length)), {
      name: 'PickleError',
      reason: 'cut',
    });
  }
});

test('stops at limits that no checkpoint reaches', () => {
  const nested = pickle(Buffer.alloc(100_000, opcodes.EMPTY_LIST));
  assertFails(nested, 'limit', 'EMPTY_LIST');
  assertFails(pickle(Buffer.alloc(100_000, opcodes.MARK)), 'limit', 'MARK');
  const pair = op('NONE', 'POP');
  assertFails(pickle(Buffer.alloc(1_000_000, pair)), 'limit', 'POP');
});

test('keeps shared values shared: ten lists in ten lists, forty times over', () => {
  const program = [op('EMPTY_LIST'), Buffer.of(opcodes.BINPUT, 0)];
  for (let level = 1; level <= 40; level += 1) {
    const previous = Buffer.of(opcodes.BINGET, level - 1);
    program.push(
      op('EMPTY_LIST', 'MARK'),
      ...Array.from({ length: 10 }, () => previous),
      op('APPENDS'),
      Buffer.of(opcodes.BINPUT, level),
    );
  }
  // Only the last list is the result; the others lie below it.
  const all = Buffer.concat([op('EMPTY_LIST', 'MARK'), ...program, op('APPENDS')]);
  const value = read(pickle(all));
  assert.ok(
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'list',
  );
  assert.equal(value.items.length, 41);
});

test('a long tuple that thousands of tensors share as their shape is not copied for each', () => {
  const recall = (index: number) => Buffer.of(opcodes.BINGET, index);
  const keep = (piece: Uint8Array, index: number) =>
    Buffer.concat([piece, Buffer.of(opcodes.BINPUT, index), op('POP')]);
  const sizes = Array.from({ length: 49_000 }, () => Buffer.of(opcodes.BININT1, 1));
  const program = pickle(
    keep(tuple(...sizes), 0),
    keep(global('torch._utils', '_rebuild_tensor_v2'), 1),
    keep(storage({ storage: '0', dtype: 'F32', elements: 1 }), 2),
    keep(tuple(recall(2), integer(0), recall(0), recall(0)), 3),
    op('EMPTY_DICT', 'MARK'),
    ...Array.from({ length: 15_000 }, (_, index) => [
      integer(index),
      recall(1),
      recall(3),
      op('REDUCE'),
    ]).flat(),
    op('SETITEMS'),
  );
  assert.throws(() => readTorchPickle('bomb', program), {
    name: 'CheckpointError',
    code: 'pickle-damaged',
  });
});

test('the opcode table has one name per byte', () => {
  const bytes = Object.values(opcodes);
  assert.equal(new Set(bytes).size, bytes.length);
});
