import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLoraTags, withoutLoraTags } from '../../electron/api/contract/lora-tags.ts';
import { takeLoraTags } from '../../renderer/state/lora-tags.ts';

const read: [text: string, tags: [name: string, scale: number][]][] = [
  ['猫 <lora:ink:0.8>', [['ink', 0.8]]],
  [
    '<lora:ink>, <LORA:墨絵 v2:-0.5>',
    [
      ['ink', 1],
      ['墨絵 v2', -0.5],
    ],
  ],
  ['＜lora：墨：０．７＞', [['墨', 0.7]]],
  ['<lyco:a:0.6:0.4>', [['a', 0.6]]],
  ['<lora:a:x>', [['a', 1]]],
  ['<lora:a:1e9>', [['a', 100]]],
  ['<lora:>, <lora, a < b, (lora:1.2)', []],
];
for (const [text, tags] of read) {
  test(`LoRAs named in "${text}"`, () => {
    assert.deepEqual(
      findLoraTags(text).map(({ name, scale }) => [name, scale]),
      tags,
    );
  });
}

test('tags that mean something stay when the others are taken out', () => {
  const isKnown = (name: string) => name === 'ink';
  const desk = { prompt: '猫、<lora:x:1> <lora:ink:0.8>', english: '<lora:x:1> cat', loras: [] };
  assert.deepEqual(takeLoraTags(desk, isKnown), {
    prompt: '猫 <lora:ink:0.8>',
    english: 'cat',
    loras: [],
  });
});

const left: [text: string, without: string][] = [
  ['masterpiece, <lora:a:1>, cat', 'masterpiece, cat'],
  ['<lora:a:1>, cat', 'cat'],
  ['猫 <lora:a:1> 油絵', '猫 油絵'],
  ['猫、<lora:a:1><lora:b:1>', '猫'],
  ['猫  油絵', '猫 油絵'],
];
for (const [text, without] of left) {
  test(`"${text}" without its LoRAs is "${without}"`, () => {
    assert.equal(withoutLoraTags(text), without);
  });
}

test('a LoRA on the desk becomes as strong as the tag of its name says; others stay', () => {
  const desk = {
    prompt: '猫 <lora:Ink:0.8>',
    english: 'cat, <lora:Ink:0.8>',
    loras: [
      { file: String.raw`C:\あ\ink.safetensors`, scale: 1 },
      { file: '/loras/wood', scale: 0.5 },
    ],
  };
  assert.deepEqual(takeLoraTags(desk), {
    prompt: '猫',
    english: 'cat',
    loras: [
      { file: String.raw`C:\あ\ink.safetensors`, scale: 0.8 },
      { file: '/loras/wood', scale: 0.5 },
    ],
  });
});
