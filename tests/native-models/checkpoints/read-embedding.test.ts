import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEmbedding } from '../../../native-models/checkpoints/read-embedding.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import { dict, integer, pickle, tensor, text } from '../../helpers/pickle-writer.ts';
import { encodeSafetensors, type TensorToWrite } from '../../helpers/safetensors-file.ts';
import { temporaryFolder, writeTo } from '../../helpers/temporary-folder.ts';
import { encodeTorchZip, encodeZip } from '../../helpers/torch-zip-file.ts';

const folder = temporaryFolder();
const rows = [
  [1, 2, 3, 4],
  [5, 6, 7, -0.5],
];
const data = Buffer.from(Float32Array.from(rows.flat()).buffer);

describe('a textual inversion, in the forms it is met', () => {
  const webui = pickle(
    dict([
      [text('string_to_token'), dict([[text('*'), integer(265)]])],
      [
        text('string_to_param'),
        dict([[text('*'), tensor({ storage: '0', dtype: 'F32', elements: 8, shape: [2, 4] })]]),
      ],
      [text('name'), text('another name')],
      [text('step'), integer(499)],
    ]),
  );
  const torch = [
    { name: 'archive/data.pkl', bytes: webui },
    { name: 'archive/data/0', bytes: data },
    { name: 'archive/version', bytes: Buffer.from('3\n') },
  ];
  const both = { dtype: 'F32', shape: [2, 4], data } as const;
  const one = { dtype: 'F32', shape: [4], data: data.subarray(0, 16) } as const;
  const forms: readonly [file: string, bytes: Uint8Array, word: string, vectors: number[][]][] = [
    ['錦絵風.pt', encodeZip(torch), '錦絵風', rows],
    [
      'bad-hands.safetensors',
      encodeSafetensors([{ name: 'emb_params', ...both }]),
      'bad-hands',
      rows,
    ],
    [
      'learned_embeds.bin',
      encodeTorchZip([{ name: '<cat-toy>', ...one }]),
      '<cat-toy>',
      [rows[0]!],
    ],
    ['墨.safetensors', encodeSafetensors([{ name: 'clip_l', ...both }]), '墨', rows],
    ['learned_embeds.safetensors', encodeSafetensors([{ name: '<cat>', ...both }]), '<cat>', rows],
  ];
  for (const [name, bytes, word, vectors] of forms) {
    it(name, async () => {
      const embedding = await readEmbedding(await writeTo(folder, name, bytes), 4);
      assert.equal(embedding.word, word);
      assert.deepEqual(
        embedding.vectors.map((vector) => [...vector]),
        vectors,
      );
    });
  }
});

describe('what is no textual inversion for the model is refused', () => {
  const refused: readonly [why: string, tensors: readonly TensorToWrite[]][] = [
    ['another width', [{ name: 'emb_params', dtype: 'F32', shape: [2, 5] }]],
    ['no vectors', [{ name: 'emb_params', dtype: 'F32', shape: [0, 4] }]],
    ['more than a prompt holds', [{ name: 'emb_params', dtype: 'F32', shape: [76, 4] }]],
    ['not a list of vectors', [{ name: 'emb_params', dtype: 'F32', shape: [1, 1, 4] }]],
    [
      'of Stable Diffusion XL',
      [
        { name: 'clip_l', dtype: 'F32', shape: [1, 4] },
        { name: 'clip_g', dtype: 'F32', shape: [1, 4] },
      ],
    ],
    [
      'not a number',
      [
        {
          name: 'emb_params',
          dtype: 'F32',
          shape: [1],
          data: Buffer.from(Float32Array.of(Number.NaN).buffer),
        },
      ],
    ],
  ];
  for (const [why, tensors] of refused) {
    it(why, async () => {
      const file = await writeTo(folder, `${why}.safetensors`, encodeSafetensors(tensors));
      const width = why === 'not a number' ? 1 : 4;
      const error = await assertRejected(readEmbedding(file, width), 'embedding-invalid');
      if (why === 'of Stable Diffusion XL') assert.match(error.message, /for Stable Diffusion XL/);
    });
  }
});

describe('a file whose word no prompt could hold goes by its own name', () => {
  const vector = Buffer.from(Float32Array.of(1, 2).buffer);
  for (const word of ['', ' ', '\n', 'sumi ', 'w'.repeat(101), '(a*'.repeat(30_000)]) {
    it(JSON.stringify(word.slice(0, 20)), async () => {
      const tensors = [{ name: word, dtype: 'F32', shape: [2], data: vector }] as const;
      const file = await writeTo(folder, '墨.safetensors', encodeSafetensors(tensors));
      assert.equal((await readEmbedding(file, 2)).word, '墨');
    });
  }
});
