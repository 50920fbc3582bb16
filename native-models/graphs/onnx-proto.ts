import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/**
 * The part of ONNX's protobuf that our graphs use, written field by field.
 *
 * Field numbers are those of onnx.proto in ONNX 1.16 (IR version 10, operator set 20); the numbers of a released
 * message never change. Left out: functions, sparse tensors, training info, sub-graphs, strings as tensors.
 */
const FIELD = {
  model: { irVersion: 1, producerName: 2, graph: 7, opsetImport: 8 },
  operatorSet: { domain: 1, version: 2 },
  graph: { node: 1, name: 2, initializer: 5, input: 11, output: 12 },
  node: { input: 1, output: 2, name: 3, opType: 4, attribute: 5, domain: 7 },
  attribute: { name: 1, float: 2, int: 3, string: 4, ints: 8, type: 20 },
  tensor: { dims: 1, dataType: 2, name: 8, rawData: 9, externalData: 13, dataLocation: 14 },
  stringStringEntry: { key: 1, value: 2 },
  valueInfo: { name: 1, type: 2 },
  type: { tensorType: 1 },
  tensorType: { elementType: 1, shape: 2 },
  tensorShape: { dimension: 1 },
  dimension: { value: 1 },
} as const;

/** onnx.proto `TensorProto.DataType`. */
export const ELEMENT_TYPE = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  bfloat16: 16,
} as const;
export type ElementType = keyof typeof ELEMENT_TYPE;

/** onnx.proto `AttributeProto.AttributeType`. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** onnx.proto `TensorProto.DataLocation.EXTERNAL`. */
const EXTERNAL = 1;

const IR_VERSION = 10;

export type OnnxAttribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly string: string };

export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  /** `''` is ONNX's own operator set. */
  readonly domain: string;
  /** Names of values; `''` leaves an optional input out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** A constant of the graph: bytes inside the model, or a range of a file beside it. */
export interface OnnxInitializer extends OnnxValueInfo {
  readonly data:
    | { readonly bytes: Uint8Array }
    | { readonly location: string; readonly offset: number; readonly byteLength: number };
}

export interface OnnxModel {
  readonly graphName: string;
  readonly operatorSets: readonly { readonly domain: string; readonly version: number }[];
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

/** Serialises a model. Nodes must already be in an order in which every input is known: ONNX demands it. */
export function encodeOnnxModel(model: OnnxModel): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(FIELD.model.irVersion, WireType.Varint).int64(IR_VERSION);
  writeString(writer, FIELD.model.producerName, 'nishiki');
  writeMessage(writer, FIELD.model.graph, () => writeGraph(writer, model));
  for (const { domain, version } of model.operatorSets) {
    writeMessage(writer, FIELD.model.opsetImport, () => {
      writeString(writer, FIELD.operatorSet.domain, domain);
      writer.tag(FIELD.operatorSet.version, WireType.Varint).int64(version);
    });
  }
  return writer.finish();
}

function writeGraph(writer: BinaryWriter, model: OnnxModel): void {
  writeString(writer, FIELD.graph.name, model.graphName);
  for (const node of model.nodes)
    writeMessage(writer, FIELD.graph.node, () => writeNode(writer, node));
  for (const tensor of model.initializers)
    writeMessage(writer, FIELD.graph.initializer, () => writeInitializer(writer, tensor));
  for (const value of model.inputs)
    writeMessage(writer, FIELD.graph.input, () => writeValueInfo(writer, value));
  for (const value of model.outputs)
    writeMessage(writer, FIELD.graph.output, () => writeValueInfo(writer, value));
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  for (const input of node.inputs) writeString(writer, FIELD.node.input, input);
  for (const output of node.outputs) writeString(writer, FIELD.node.output, output);
  writeString(writer, FIELD.node.name, node.name);
  writeString(writer, FIELD.node.opType, node.opType);
  writeString(writer, FIELD.node.domain, node.domain);
  for (const [name, attribute] of Object.entries(node.attributes))
    writeMessage(writer, FIELD.node.attribute, () => writeAttribute(writer, name, attribute));
}

function writeAttribute(writer: BinaryWriter, name: string, attribute: OnnxAttribute): void {
  const writeType = (type: number) => writer.tag(FIELD.attribute.type, WireType.Varint).int32(type);
  writeString(writer, FIELD.attribute.name, name);
  if ('int' in attribute) {
    writer.tag(FIELD.attribute.int, WireType.Varint).int64(attribute.int);
    writeType(ATTRIBUTE_TYPE.int);
  } else if ('ints' in attribute) {
    for (const value of attribute.ints)
      writer.tag(FIELD.attribute.ints, WireType.Varint).int64(value);
    writeType(ATTRIBUTE_TYPE.ints);
  } else if ('float' in attribute) {
    writer.tag(FIELD.attribute.float, WireType.Bit32).float(attribute.float);
    writeType(ATTRIBUTE_TYPE.float);
  } else {
    writeString(writer, FIELD.attribute.string, attribute.string);
    writeType(ATTRIBUTE_TYPE.string);
  }
}

function writeInitializer(writer: BinaryWriter, tensor: OnnxInitializer): void {
  for (const size of tensor.shape) writer.tag(FIELD.tensor.dims, WireType.Varint).int64(size);
  writer.tag(FIELD.tensor.dataType, WireType.Varint).int32(ELEMENT_TYPE[tensor.type]);
  writeString(writer, FIELD.tensor.name, tensor.name);
  const { data } = tensor;
  if ('bytes' in data) {
    writer.tag(FIELD.tensor.rawData, WireType.LengthDelimited).bytes(data.bytes);
    return;
  }
  // The keys are those of onnx.proto's comment on `external_data`.
  const entries = { location: data.location, offset: data.offset, length: data.byteLength };
  for (const [key, value] of Object.entries(entries)) {
    writeMessage(writer, FIELD.tensor.externalData, () => {
      writeString(writer, FIELD.stringStringEntry.key, key);
      writeString(writer, FIELD.stringStringEntry.value, String(value));
    });
  }
  writer.tag(FIELD.tensor.dataLocation, WireType.Varint).int32(EXTERNAL);
}

function writeValueInfo(writer: BinaryWriter, value: OnnxValueInfo): void {
  writeString(writer, FIELD.valueInfo.name, value.name);
  writeMessage(writer, FIELD.valueInfo.type, () =>
    writeMessage(writer, FIELD.type.tensorType, () => {
      writer.tag(FIELD.tensorType.elementType, WireType.Varint).int32(ELEMENT_TYPE[value.type]);
      writeMessage(writer, FIELD.tensorType.shape, () => {
        for (const size of value.shape) {
          writeMessage(writer, FIELD.tensorShape.dimension, () =>
            writer.tag(FIELD.dimension.value, WireType.Varint).int64(size),
          );
        }
      });
    }),
  );
}

function writeMessage(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

function writeString(writer: BinaryWriter, field: number, text: string): void {
  writer.tag(field, WireType.LengthDelimited).string(text);
}
