import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act, drawMask, noActs, redo, undo } from '../../renderer/create/mask-strokes.ts';
import type { MaskAct, MaskCanvas } from '../../renderer/create/mask-strokes.ts';

const dot = (x: number): MaskAct => ({
  kind: 'stroke',
  points: [{ x, y: 1 }],
  radius: 2,
  erases: false,
});

/** Writes down what is drawn. */
function recorder(): { canvas: MaskCanvas; log: string[] } {
  const log: string[] = [];
  const canvas = {
    globalCompositeOperation: 'source-over',
    lineCap: 'butt',
    lineJoin: 'miter',
    lineWidth: 1,
    beginPath: () => {},
    moveTo: (x: number, y: number) => log.push(`from ${x},${y}`),
    lineTo: (x: number, y: number) => log.push(`to ${x},${y}`),
    stroke: () => log.push(`${canvas.globalCompositeOperation} ${canvas.lineWidth} wide`),
    clearRect: () => log.push('clear'),
    fillRect: () => log.push(`${canvas.globalCompositeOperation} fill`),
    drawImage: () => log.push('before'),
  };
  return { canvas: canvas as MaskCanvas, log };
}

const size = { width: 8, height: 8 };

test('acts are taken back and done again; a new one forgets what was taken back', () => {
  const two = act(act(noActs, dot(1)), dot(2));
  const back = undo(two);
  assert.equal(back.done, 1);
  assert.deepEqual(redo(back), two);
  assert.deepEqual(redo(two), two, 'there is nothing to do again');
  assert.deepEqual(undo(undo(undo(two))).done, 0);
  assert.deepEqual(act(back, dot(3)).acts, [dot(1), dot(3)]);
});

test('only what is done is drawn: a dot, a line, the eraser, the inverse', () => {
  const { canvas, log } = recorder();
  const line: MaskAct = {
    kind: 'stroke',
    points: [
      { x: 0, y: 0 },
      { x: 5, y: 0 },
    ],
    radius: 1,
    erases: true,
  };
  const history = undo(act(act(act(act(noActs, dot(1)), line), { kind: 'invert' }), dot(7)));
  drawMask(canvas, history, size);
  assert.deepEqual(log, [
    'clear',
    'from 1,1',
    'to 1,1',
    'source-over 4 wide',
    'from 0,0',
    'to 5,0',
    'destination-out 2 wide',
    'source-out fill',
  ]);
});

test('an earlier mask lies beneath what is drawn, until all is cleared', () => {
  const { canvas, log } = recorder();
  const before = {} as CanvasImageSource;
  drawMask(canvas, act(noActs, { kind: 'clear' }), size, before);
  assert.deepEqual(log, ['clear', 'before', 'clear']);
});
