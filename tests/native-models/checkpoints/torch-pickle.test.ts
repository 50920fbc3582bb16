import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCheckpoint } from '../../../native-models/checkpoints/read-checkpoint.ts';
import { assertRejected } from '../../helpers/checkpoint-rejects.ts';
import {
  call,
  dict,
  global,
  integer,
  op,
  pickle,
  storage,
  tensor,
  text,
  tuple,
} from '../../helpers/pickle-writer.ts';
import { floats, writeZip } from './small-torch-zip.ts';

test('takes parameters and sizes, and leaves out what is no tensor', async () => {
  const plain = tensor({ ...floats, shape: [6] });
  const file = await writeZip(
    pickle(
      dict([
        [text('epoch'), integer(3)],
        [
          text('state_dict'),
          dict([
            [text('steps'), integer(7)],
            [
              text('w'),
              call(
                'torch._utils',
                '_rebuild_parameter',
                plain,
                op('NEWTRUE'),
                call('collections', 'OrderedDict'),
              ),
            ],
            [
              text('v'),
              call(
                'torch._utils',
                '_rebuild_tensor_v2',
                storage(floats),
                integer(0),
                call('torch', 'Size', tuple(integer(3), integer(2))),
                tuple(integer(2), integer(1)),
                op('NEWFALSE'),
                op('NONE'),
              ),
            ],
          ]),
        ],
        [text('other'), dict([[text('not-a-weight'), plain]])],
      ]),
    ),
  );
  const index = await readCheckpoint(file);
  assert.deepEqual([...index.keys()].toSorted(), ['v', 'w']);
  assert.deepEqual(index.get('v')?.shape, [3, 2]);
});

test("skips Lightning's callback classes where they are only names", async () => {
  const callback = global('pytorch_lightning.callbacks.model_checkpoint', 'ModelCheckpoint');
  const weights = tensor({ ...floats, shape: [6] });
  const named = pickle(
    dict([
      [text('callbacks'), dict([[callback, dict([])]])],
      [text('state_dict'), dict([[text('w'), weights]])],
    ]),
  );
  assert.deepEqual([...(await readCheckpoint(await writeZip(named))).keys()], ['w']);
  const called = pickle(
    dict([
      [text('callbacks'), Buffer.concat([callback, tuple(), op('REDUCE')])],
      [text('w'), weights],
    ]),
  );
  const error = await assertRejected(
    readCheckpoint(await writeZip(called)),
    'pickle-forbidden-global',
  );
  assert.equal(
    error.data['global'],
    'pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint',
  );
});

test('skips what stands beside the weights in training checkpoints', async () => {
  const weights = tensor({ ...floats, shape: [6] });
  const scalar = call(
    'numpy.core.multiarray',
    'scalar',
    Buffer.concat([call('numpy', 'dtype', text('f8')), tuple(integer(3)), op('BUILD')]),
    call('_codecs', 'encode', text('x'), text('latin1')),
  );
  const file = await writeZip(
    pickle(
      dict([
        [text('hparams'), call('omegaconf.dictconfig', 'DictConfig')],
        [text('best'), scalar],
        [text('seen'), call('__builtin__', 'set', op('EMPTY_LIST'))],
        [
          text('lr'),
          Buffer.concat([call('collections', 'defaultdict', global('builtins', 'float'))]),
        ],
        [text('dtype'), global('torch', 'float16')],
        [text('state_dict'), dict([[text('w'), weights]])],
      ]),
    ),
  );
  assert.deepEqual([...(await readCheckpoint(file)).keys()], ['w']);
});

test("finds a ParameterDict's tensors in its state", async () => {
  const parameters = dict([[text('*'), tensor({ ...floats, shape: [6] })]]);
  const container = Buffer.concat([
    call('torch.nn.modules.container', 'ParameterDict'),
    dict([[text('_parameters'), parameters]]),
    op('BUILD'),
  ]);
  const file = await writeZip(pickle(dict([[text('string_to_param'), container]])));
  assert.deepEqual([...(await readCheckpoint(file)).keys()], ['*']);
});
