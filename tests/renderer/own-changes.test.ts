import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOwnChanges } from '../../renderer/state/own-changes.ts';

function atOwnTime() {
  const time = { now: 0 };
  return { time, changes: createOwnChanges(() => time.now) };
}

test('what the studio tells of pictures that were changed here just now is an echo', () => {
  const { time, changes } = atOwnTime();
  changes.note(['a', 'b']);
  time.now = 1000;
  assert.ok(changes.areEcho(['a']));
  assert.ok(changes.areEcho(['b', 'a']));
});

test('what somebody else has changed is none, nor are lists, nor what is told much later', () => {
  const { time, changes } = atOwnTime();
  changes.note(['a']);
  assert.ok(!changes.areEcho(['a', 'c']));
  assert.ok(!changes.areEcho([]));
  time.now = 1001;
  assert.ok(!changes.areEcho(['a']));
});

test('a change that takes long is noted again when it is made', () => {
  const { time, changes } = atOwnTime();
  changes.note(['a']);
  time.now = 5000;
  changes.note(['a']);
  time.now = 5500;
  assert.ok(changes.areEcho(['a']));
});
