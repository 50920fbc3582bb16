import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameModels } from '../../renderer/ui/model-names.ts';

const model = (id: string, ja: string, path: string) => ({ id, name: { ja, en: id }, path });

test('models of one name are told apart by the end of their paths, as far as it takes', () => {
  const models = [
    model('1', '浮世', '/models/a/unet.safetensors'),
    model('2', '浮世', '/models/b/unet.safetensors'),
    model('3', '浮世', 'C:\\あ\\猫.ckpt'),
    model('4', '墨', '/models/c/unet.safetensors'),
  ];
  assert.deepEqual(
    [...nameModels(models, 'ja').values()],
    ['浮世 (a/unet.safetensors)', '浮世 (b/unet.safetensors)', '浮世 (猫.ckpt)', '墨'],
  );
  assert.deepEqual([...nameModels(models, 'en').values()], ['1', '2', '3', '4']);
});

test('models of one name and one file have the whole path', () => {
  const twins = [model('1', '墨', '/m/墨.ckpt'), model('2', '墨', '/m/墨.ckpt')];
  assert.deepEqual(new Set(nameModels(twins, 'ja').values()), new Set(['墨 (/m/墨.ckpt)']));
});
