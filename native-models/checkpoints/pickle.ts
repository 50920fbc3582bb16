import { isKind, isSpecial, type PickleSpecial, type PickleValue } from './pickle-value.ts';
import { nameOpcode, opcodes } from './pickle-opcodes.ts';

export interface PickleHost<Special extends PickleSpecial> {
  /** A dotted Python name; throws where it is not allowed. */
  resolveGlobal(name: string): Special;
  /** `callee(...args)`; throws where the callee may not be called so. */
  call(callee: Special, args: readonly PickleValue<Special>[]): PickleValue<Special>;
  /** An object stored outside the pickle. */
  loadPersistent(id: PickleValue<Special>): PickleValue<Special>;
}

/** @property position byte of the instruction at fault. */
export class PickleError extends Error {
  readonly reason: 'damaged' | 'unsupported' | 'limit';
  readonly position: number;
  /** Name or number of the instruction. */
  readonly opcode: string;

  constructor(reason: PickleError['reason'], problem: string, position: number, opcode: string) {
    super(`${problem} (${opcode} at byte ${position})`);
    this.name = 'PickleError';
    this.reason = reason;
    this.position = position;
    this.opcode = opcode;
  }
}

/**
 * Most instructions carried out. A full SD 1.x checkpoint with EMA and optimizer state has about 150 000; each may leave
 * some hundred bytes behind, so this bounds memory too.
 */
const maxInstructions = 400_000;
/** Python's pickler flushes containers every 1 000 items, so real stacks stay below 3 000. */
const maxStackDepth = 50_000;

/**
 * Runs a pickle and returns its one result. A pickle is a program for a small stack machine; this one reads the data half
 * of the format (protocols 2–5): it builds lists, tuples, dicts and numbers, and hands everything else — names of Python
 * objects, calls, persistent ids — to a `PickleHost`, which decides what a name means. Nothing is imported or run, and an
 * instruction that is not listed here ends the reading.
 *
 * Reference: Python's `pickletools.py` for the instructions, `torch/_weights_only_unpickler.py` for the idea.
 * @throws PickleError, and whatever the host throws.
 */
export function readPickle<Special extends PickleSpecial>(
  bytes: Uint8Array,
  host: PickleHost<Special>,
): PickleValue<Special> {
  type Value = PickleValue<Special>;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const memo = new Map<number, Value>();
  let stack: Value[] = [];
  /** Stacks below the open marks, innermost last. */
  const marked: Value[][] = [];
  let depthBelow = 0;
  let at = 0;
  let instruction = 0;
  let position = 0;

  for (let count = 0; ; count += 1) {
    position = at;
    instruction = take(1).readUInt8();
    if (count >= maxInstructions) fail('limit', `more than ${maxInstructions} instructions`);
    if (stack.length + depthBelow > maxStackDepth) fail('limit', 'nested too deeply');
    if (count === 0 && instruction !== opcodes.PROTO) fail('unsupported', 'not protocol 2 to 5');
    switch (instruction) {
      case opcodes.PROTO:
        checkProtocol(take(1).readUInt8());
        break;
      case opcodes.FRAME: // only says how much to buffer
        take(8);
        break;
      case opcodes.STOP:
        return finish();

      case opcodes.MARK:
        depthBelow += stack.length + 1;
        marked.push(stack);
        stack = [];
        break;
      case opcodes.POP:
        pop();
        break;
      case opcodes.POP_MARK:
        popToMark();
        break;

      case opcodes.NONE:
        push(null);
        break;
      case opcodes.NEWTRUE:
        push(true);
        break;
      case opcodes.NEWFALSE:
        push(false);
        break;
      case opcodes.BININT1:
        push(take(1).readUInt8());
        break;
      case opcodes.BININT2:
        push(take(2).readUInt16LE());
        break;
      case opcodes.BININT:
        push(take(4).readInt32LE());
        break;
      case opcodes.LONG1:
        push(decodeInteger(take(take(1).readUInt8())));
        break;
      case opcodes.BINFLOAT:
        push(take(8).readDoubleBE());
        break;
      case opcodes.BINUNICODE:
        push(decodeText(take(take(4).readUInt32LE())));
        break;
      case opcodes.SHORT_BINUNICODE:
        push(decodeText(take(take(1).readUInt8())));
        break;
      case opcodes.BINBYTES:
        push(take(take(4).readUInt32LE()));
        break;
      case opcodes.SHORT_BINBYTES:
        push(take(take(1).readUInt8()));
        break;

      case opcodes.EMPTY_LIST:
        push({ kind: 'list', items: [] });
        break;
      case opcodes.APPEND:
        append([pop()]);
        break;
      case opcodes.APPENDS:
        append(popToMark());
        break;
      case opcodes.EMPTY_TUPLE:
        pushTuple(0);
        break;
      case opcodes.TUPLE1:
        pushTuple(1);
        break;
      case opcodes.TUPLE2:
        pushTuple(2);
        break;
      case opcodes.TUPLE3:
        pushTuple(3);
        break;
      case opcodes.TUPLE:
        push({ kind: 'tuple', items: popToMark() });
        break;
      case opcodes.EMPTY_DICT:
        push({ kind: 'dict', entries: new Map() });
        break;
      case opcodes.SETITEM:
        setItems(popMany(2));
        break;
      case opcodes.SETITEMS:
        setItems(popToMark());
        break;

      case opcodes.BINGET:
        push(recall(take(1).readUInt8()));
        break;
      case opcodes.LONG_BINGET:
        push(recall(take(4).readUInt32LE()));
        break;
      case opcodes.BINPUT:
        memo.set(take(1).readUInt8(), top());
        break;
      case opcodes.LONG_BINPUT:
        memo.set(take(4).readUInt32LE(), top());
        break;
      case opcodes.MEMOIZE:
        memo.set(memo.size, top());
        break;

      case opcodes.GLOBAL:
        push(host.resolveGlobal(`${takeLine()}.${takeLine()}`));
        break;
      case opcodes.STACK_GLOBAL:
        push(host.resolveGlobal(popMany(2).map(expectText).join('.')));
        break;
      case opcodes.REDUCE:
      case opcodes.NEWOBJ:
        call();
        break;
      case opcodes.BUILD:
        build();
        break;
      case opcodes.BINPERSID:
        push(host.loadPersistent(pop()));
        break;
      default:
        fail('unsupported', 'an instruction that weights do not need');
    }
  }

  function checkProtocol(protocol: number): void {
    if (protocol < 2 || protocol > 5) fail('unsupported', `protocol ${protocol}`);
  }

  function finish(): Value {
    const result = pop();
    if (stack.length > 0 || marked.length > 0) fail('damaged', 'ends with values left over');
    if (at < bytes.byteLength) fail('damaged', 'goes on after its end');
    return result;
  }

  function take(length: number): Buffer {
    if (length > bytes.byteLength - at) fail('damaged', `ends too early: ${length} bytes expected`);
    at += length;
    return buffer.subarray(at - length, at);
  }

  function takeLine(): string {
    const end = buffer.indexOf(0x0a, at);
    if (end < 0 || end - at > maxNameBytes) fail('damaged', 'a name without end');
    const line = decodeText(take(end - at));
    take(1);
    return line;
  }

  function decodeText(text: Buffer): string {
    try {
      return utf8.decode(text);
    } catch {
      return fail('damaged', 'text that is not UTF-8');
    }
  }

  function top(): Value {
    const value = stack.at(-1);
    return value === undefined ? fail('damaged', 'takes a value from an empty stack') : value;
  }

  function push(value: Value): void {
    stack.push(value);
  }

  function pop(): Value {
    const value = stack.pop();
    return value === undefined ? fail('damaged', 'takes a value from an empty stack') : value;
  }

  function popMany(count: number): Value[] {
    if (stack.length < count)
      fail('damaged', `takes ${count} values from a stack of ${stack.length}`);
    return count === 0 ? [] : stack.splice(-count);
  }

  function popToMark(): Value[] {
    const below = marked.pop();
    if (!below) return fail('damaged', 'no mark on the stack');
    const above = stack;
    stack = below;
    depthBelow -= below.length + 1;
    return above;
  }

  function pushTuple(length: number): void {
    push({ kind: 'tuple', items: popMany(length) });
  }

  function append(values: readonly Value[]): void {
    const list = top();
    if (!isKind(list, 'list')) return fail('damaged', 'appends to something that is no list');
    for (const value of values) list.items.push(value);
  }

  function setItems(items: readonly Value[]): void {
    const dict = top();
    if (!isKind(dict, 'dict')) return fail('damaged', 'sets an item of something that is no dict');
    if (items.length % 2 !== 0) fail('damaged', 'a key without a value');
    for (let index = 0; index < items.length; index += 2) {
      dict.entries.set(items[index] as Value, items[index + 1] as Value);
    }
  }

  function recall(index: number): Value {
    const value = memo.get(index);
    return value === undefined ? fail('damaged', `recalls value ${index}, never kept`) : value;
  }

  function expectText(value: Value): string {
    return typeof value === 'string' ? value : fail('damaged', 'a name that is no text');
  }

  function call(): void {
    const args = pop();
    const callee = pop();
    if (!isKind(args, 'tuple')) return fail('damaged', 'a call whose arguments are no tuple');
    if (!isSpecial(callee)) return fail('damaged', 'calls something that cannot be called');
    push(host.call(callee, args.items));
  }

  /**
   * State set on an object after it was made. State dicts do this once, to hang `_metadata` (versions of the modules) on
   * their OrderedDict; nothing here needs it. On anything else it could be a `__setstate__`, so it is refused.
   */
  function build(): void {
    pop();
    if (!isKind(top(), 'dict')) fail('unsupported', 'sets the state of an object');
  }

  function fail(reason: PickleError['reason'], problem: string): never {
    throw new PickleError(reason, problem, position, nameOpcode(instruction));
  }
}

/** Longest dotted name, in bytes per half. */
const maxNameBytes = 1000;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Little-endian two's complement; a number where it is exact. */
function decodeInteger(bytes: Buffer): number | bigint {
  if (bytes.byteLength === 0) return 0;
  const magnitude = BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`);
  const value = BigInt.asIntN(bytes.byteLength * 8, magnitude);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
