import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeWeight } from '../../renderer/ui/prompt-weight.ts';

/** `‹›` is the selection, `‸` a caret. */
function press(marked: string, by: number): string | null {
  const start = marked.search(/[‹‸]/);
  const end = marked.includes('‸') ? start : marked.indexOf('›') - 1;
  const text = marked.replaceAll(/[‹›‸]/g, '');
  const change = changeWeight(text, start, end, by);
  if (change === null) return null;
  const after = text.slice(0, change.from) + change.insert + text.slice(change.to);
  const [head, middle, tail] = [
    after.slice(0, change.start),
    after.slice(change.start, change.end),
    after.slice(change.end),
  ];
  return middle === '' ? `${head}‸${tail}` : `${head}‹${middle}›${tail}`;
}

const cases: [what: string, before: string, by: number, after: string | null][] = [
  ['selected words get brackets', '赤い ‹猫› 油絵', 0.1, '赤い (‹猫›:1.1) 油絵'],
  ['the next press goes on', '赤い (‹猫›:1.1) 油絵', 0.1, '赤い (‹猫›:1.2) 油絵'],
  ['at 1 the brackets go', '赤い (‹猫›:1.1) 油絵', -0.1, '赤い ‹猫› 油絵'],
  ['weaker words get brackets too', 'a ‹cat›', -0.1, 'a (‹cat›:0.9)'],
  ['space at the ends of a selection stays outside', 'a‹ cat ›b', 0.1, 'a (‹cat›:1.1) b'],
  ['brackets selected with their words are those meant', '‹(猫:1.3)›', 0.1, '(‹猫›:1.4)'],
  ['a part of what is in brackets gets its own', '(red ‹cat›:1.3)', 0.1, '(red (‹cat›:1.1):1.3)'],
  ['full-width brackets stay wide', '（‹猫›：１．３）', 0.1, '（‹猫›：１．４）'],
  ['a caret in full-width brackets', '（赤‸い猫：１．３）、雪', -0.1, '（赤‸い猫：１．２）、雪'],
  [
    'a caret means the words around it',
    '赤い　サラ‸リーマン、油絵',
    0.1,
    '赤い　(サラ‸リーマン:1.1)、油絵',
  ],
  ['a caret stays where it was as the brackets go', '(サラ‸リーマン:1.1)', -0.1, 'サラ‸リーマン'],
  ['a caret in a number goes to the end of the words', '(猫:1.‸5)', 0.1, '(猫‸:1.6)'],
  ['the innermost brackets are meant', '(a (ca‸t:1.2):1.5)', 0.1, '(a (ca‸t:1.3):1.5)'],
  ['brackets without a number are 1.1', '(c‸at)', 0.1, '(c‸at:1.2)'],
  ['square brackets are 0.9', '[‹cat›]', -0.1, '(‹cat›:0.8)'],
  ['square brackets that are lifted go', '［‹猫›］', 0.1, '‹猫›'],
  ['a schedule is no weight', '[ca‸t:dog:10]', 0.1, '[(ca‸t:1.1):dog:10]'],
  ['one of several choices is weighted', '{桜‸|紅葉}', 0.1, '{(桜‸:1.1)|紅葉}'],
  ['escaped brackets are letters', String.raw`\(‹a›\)`, 0.1, String.raw`\((‹a›:1.1)\)`],
  ['a weight is never less than 0', '(‹a›:0.05)', -0.1, '(‹a›:0)'],
  ['hundredths are kept', '(‹a›:1.25)', 0.1, '(‹a›:1.35)'],
  ['a list out of a file is one word', '__季‸節__ 猫', 0.1, '(__季‸節__:1.1) 猫'],
  ['nothing between two separators is nothing', '猫、‸、犬', 0.1, null],
  ['nothing is nothing', '‸', 0.1, null],
];
for (const [what, before, by, after] of cases) {
  test(`${what}: ${before}`, () => assert.equal(press(before, by), after));
}

test('brackets that never close are left alone', () => {
  assert.equal(press('(((‹a›', 0.1), '((((‹a›:1.1)');
  assert.equal(press(')))a‸', 0.1), ')))(a‸:1.1)');
});
