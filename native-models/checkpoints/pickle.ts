import { PickleError, type FailPickle } from './pickle-error.ts';
import { nameOpcode, opcodes } from './pickle-opcodes.ts';
import { createPickleOperands } from './pickle-operands.ts';
import { createPickleStack } from './pickle-stack.ts';
import { isKind, isSpecial, type PickleSpecial, type PickleValue } from './pickle-value.ts';

/** Decides what the names in a pickle mean. */
export interface PickleHost<Special extends PickleSpecial> {
  /** A dotted Python name; throws where it is not allowed. */
  resolveGlobal(name: string): Special;
  /** `callee(...args)`; throws where the callee may not be called so. */
  call(callee: Special, args: readonly PickleValue<Special>[]): PickleValue<Special>;
  /** An object stored outside the pickle. */
  loadPersistent(id: PickleValue<Special>): PickleValue<Special>;
  /** State set on an object after it was made; false where that may not be. */
  setState(target: Special, state: PickleValue<Special>): boolean;
}

/**
 * Most instructions carried out. A full SD 1.x checkpoint with EMA and optimizer state has about 150 000; each may leave
 * some hundred bytes behind, so this bounds memory too.
 */
const maxInstructions = 400_000;
/** Python's pickler flushes containers every 1 000 items, so real stacks stay below 3 000. */
const maxStackDepth = 50_000;

/** Reads bytes that are one pickle and nothing else. @throws as `readPickleAt`. */
export function readPickle<Special extends PickleSpecial>(
  bytes: Uint8Array,
  host: PickleHost<Special>,
): PickleValue<Special> {
  const { value, end } = readPickleAt(bytes, 0, host);
  if (end < bytes.byteLength)
    throw new PickleError('damaged', 'goes on after its end', end, 'STOP');
  return value;
}

/**
 * Runs the pickle that begins at byte `start` and returns its one result, and where it ends. A pickle is a program for a
 * small stack machine; this one reads the data half of the format (protocols 2–5): it builds lists, tuples, dicts and
 * numbers, and hands everything else — names of Python objects, calls, persistent ids — to a `PickleHost`, which decides
 * what a name means. Nothing is imported or run, and an instruction that is not listed here ends the reading.
 *
 * Reference: Python's `pickletools.py` for the instructions, `torch/_weights_only_unpickler.py` for the idea.
 * @throws PickleError, and whatever the host throws.
 */
export function readPickleAt<Special extends PickleSpecial>(
  bytes: Uint8Array,
  start: number,
  host: PickleHost<Special>,
): { readonly value: PickleValue<Special>; readonly end: number } {
  type Value = PickleValue<Special>;
  let instruction = 0;
  let position = start;
  const fail: FailPickle = (reason, problem) => {
    throw new PickleError(reason, problem, position, nameOpcode(instruction));
  };
  const operands = createPickleOperands(bytes, start, fail);
  const stack = createPickleStack<Value>(fail);
  const memo = new Map<number, Value>();

  for (let count = 0; ; count += 1) {
    position = operands.position;
    instruction = operands.byte();
    if (count >= maxInstructions) fail('limit', `more than ${maxInstructions} instructions`);
    if (stack.depth > maxStackDepth) fail('limit', 'nested too deeply');
    if (count === 0 && instruction !== opcodes.PROTO) fail('unsupported', 'not protocol 2 to 5');
    if (instruction === opcodes.STOP) return { value: finish(), end: operands.position };
    carryOut();
  }

  function carryOut(): void {
    switch (instruction) {
      case opcodes.PROTO:
        checkProtocol(operands.byte());
        break;
      case opcodes.FRAME: // only says how much to buffer
        operands.take(8);
        break;

      case opcodes.MARK:
        stack.mark();
        break;
      case opcodes.POP:
        stack.pop();
        break;
      case opcodes.POP_MARK:
        stack.popToMark();
        break;

      case opcodes.NONE:
        stack.push(null);
        break;
      case opcodes.NEWTRUE:
        stack.push(true);
        break;
      case opcodes.NEWFALSE:
        stack.push(false);
        break;
      case opcodes.BININT1:
        stack.push(operands.byte());
        break;
      case opcodes.BININT2:
        stack.push(operands.take(2).readUInt16LE());
        break;
      case opcodes.BININT:
        stack.push(operands.take(4).readInt32LE());
        break;
      case opcodes.LONG1:
        stack.push(operands.integer(operands.byte()));
        break;
      case opcodes.BINFLOAT:
        stack.push(operands.take(8).readDoubleBE());
        break;
      case opcodes.BINUNICODE:
        stack.push(operands.text(operands.uint32()));
        break;
      case opcodes.SHORT_BINUNICODE:
        stack.push(operands.text(operands.byte()));
        break;
      case opcodes.BINBYTES:
        stack.push(operands.take(operands.uint32()));
        break;
      case opcodes.SHORT_BINBYTES:
        stack.push(operands.take(operands.byte()));
        break;

      case opcodes.EMPTY_LIST:
        stack.push({ kind: 'list', items: [] });
        break;
      case opcodes.APPEND:
        append([stack.pop()]);
        break;
      case opcodes.APPENDS:
        append(stack.popToMark());
        break;
      case opcodes.EMPTY_TUPLE:
        pushTuple([]);
        break;
      case opcodes.TUPLE1:
        pushTuple(stack.popMany(1));
        break;
      case opcodes.TUPLE2:
        pushTuple(stack.popMany(2));
        break;
      case opcodes.TUPLE3:
        pushTuple(stack.popMany(3));
        break;
      case opcodes.TUPLE:
        pushTuple(stack.popToMark());
        break;
      case opcodes.EMPTY_DICT:
        stack.push({ kind: 'dict', entries: new Map() });
        break;
      case opcodes.SETITEM:
        setItems(stack.popMany(2));
        break;
      case opcodes.SETITEMS:
        setItems(stack.popToMark());
        break;

      case opcodes.BINGET:
        stack.push(recall(operands.byte()));
        break;
      case opcodes.LONG_BINGET:
        stack.push(recall(operands.uint32()));
        break;
      case opcodes.BINPUT:
        memo.set(operands.byte(), stack.top());
        break;
      case opcodes.LONG_BINPUT:
        memo.set(operands.uint32(), stack.top());
        break;
      case opcodes.MEMOIZE:
        memo.set(memo.size, stack.top());
        break;

      case opcodes.GLOBAL:
        stack.push(host.resolveGlobal(`${operands.line()}.${operands.line()}`));
        break;
      case opcodes.STACK_GLOBAL:
        stack.push(host.resolveGlobal(stack.popMany(2).map(expectText).join('.')));
        break;
      case opcodes.REDUCE:
      case opcodes.NEWOBJ:
        call();
        break;
      case opcodes.BUILD:
        build();
        break;
      case opcodes.BINPERSID:
        stack.push(host.loadPersistent(stack.pop()));
        break;
      default:
        fail('unsupported', 'an instruction that weights do not need');
    }
  }

  function checkProtocol(protocol: number): void {
    if (protocol < 2 || protocol > 5) fail('unsupported', `protocol ${protocol}`);
  }

  function finish(): Value {
    const result = stack.pop();
    return stack.isEmpty ? result : fail('damaged', 'ends with values left over');
  }

  function pushTuple(items: readonly Value[]): void {
    stack.push({ kind: 'tuple', items });
  }

  function append(values: readonly Value[]): void {
    const list = stack.top();
    if (!isKind(list, 'list')) return fail('damaged', 'appends to something that is no list');
    for (const value of values) list.items.push(value);
  }

  function setItems(items: readonly Value[]): void {
    const dict = stack.top();
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
    const args = stack.pop();
    const callee = stack.pop();
    if (!isKind(args, 'tuple')) return fail('damaged', 'a call whose arguments are no tuple');
    if (!isSpecial(callee)) return fail('damaged', 'calls something that cannot be called');
    stack.push(host.call(callee, args.items));
  }

  /**
   * State set on an object after it was made. State dicts do this once, to hang `_metadata` (versions of the modules) on
   * their OrderedDict; nothing here needs it. On anything else it could be a `__setstate__`, so the host decides.
   */
  function build(): void {
    const state = stack.pop();
    const target = stack.top();
    if (isKind(target, 'dict')) return;
    if (!isSpecial(target) || !host.setState(target, state))
      fail('unsupported', 'sets the state of an object');
  }
}
