import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noChoices, onlyPlaceOf } from '../../renderer/gallery/filter-choices.ts';

test('a place is the only thing asked for until something is asked for besides', () => {
  assert.equal(onlyPlaceOf(noChoices, ''), null);
  assert.equal(onlyPlaceOf({ ...noChoices, place: 'trash' }, ''), 'trash');
  assert.equal(onlyPlaceOf({ ...noChoices, place: 'trash' }, '猫'), null);
  assert.equal(onlyPlaceOf({ ...noChoices, place: 'imported', arms: ['ja'] }, ''), null);
  assert.equal(onlyPlaceOf({ ...noChoices, favourite: true }, ''), 'favourites');
  assert.equal(onlyPlaceOf({ ...noChoices, boardId: 'a' }, ''), 'board');
  assert.equal(onlyPlaceOf({ ...noChoices, boardId: 'a', favourite: true }, ''), null);
  assert.equal(onlyPlaceOf({ ...noChoices, favourite: true, minRating: 3 }, ''), null);
});
