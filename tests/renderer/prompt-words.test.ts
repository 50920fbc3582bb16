import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeDemoWord, placeWords } from '../../renderer/create/prompt-words.ts';
import type { TextChange } from '../../renderer/ui/write-into.ts';

/** The text after a change, with what is selected then between bars. */
function written(text: string, { from, to, insert, start, end }: TextChange): string {
  const after = text.slice(0, from) + insert + text.slice(to);
  return `${after.slice(0, start)}|${after.slice(start, end)}|${after.slice(end)}`;
}

/** Of a text with its selection between bars. */
function place(marked: string, word: string, group?: Parameters<typeof placeDemoWord>[3]): string {
  const [before = '', selected = '', after = ''] = marked.split('|');
  const text = before + selected + after;
  const range = [before.length, before.length + selected.length] as const;
  return written(
    text,
    group === undefined
      ? placeWords(text, ...range, word)
      : placeDemoWord(text, ...range, group, word),
  );
}

test('words take the place of the selection, set apart from what stands around them', () => {
  assert.equal(place('||', '__季節__'), '__季節__||');
  assert.equal(place('猫||', '__季節__'), '猫 __季節__||');
  assert.equal(place('猫と||犬', '油絵'), '猫と 油絵|| 犬');
  assert.equal(place('猫、|犬|、鳥', '油絵'), '猫、油絵||、鳥');
  assert.equal(place('（||）', '油絵'), '（油絵||）');
});

test('a colour goes before what it colours: what follows the caret, or the last finished subject', () => {
  const colour = (marked: string) => place(marked, '赤い', 'colours');
  assert.equal(colour('||'), '赤い||');
  assert.equal(colour('||猫 油絵'), '赤い||猫 油絵');
  assert.equal(colour('猫 水彩画||'), '赤い猫 水彩画||');
  assert.equal(colour('犬 猫 水彩画 ||'), '犬 赤い猫 水彩画 ||');
  assert.equal(colour('招き猫||'), '赤い招き猫||');
  // Whoever is still writing gets it where the caret is.
  assert.equal(colour('犬と||'), '犬と赤い||');
  assert.equal(colour('犬と|青い|猫'), '犬と赤い||猫');
});
