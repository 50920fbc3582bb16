import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  canPan,
  devicePixelsAtActual,
  fitZoom,
  largestZoom,
  panBy,
  placePicture,
  showActualPixels,
  shownZoom,
  visiblePart,
  zoomAt,
  zoomByStep,
  zoomTo,
} from '../../renderer/ui/viewport.ts';
import type { View, ViewFrame } from '../../renderer/ui/viewport.ts';

const small: ViewFrame = {
  stage: { width: 801, height: 633 },
  picture: { width: 128, height: 128 },
  pixelRatio: 1,
};
const large: ViewFrame = { ...small, picture: { width: 1024, height: 768 } };
const frames: [string, ViewFrame][] = [
  ['a small picture', small],
  ['a large picture', large],
  ['a doubled screen', { ...small, pixelRatio: 2 }],
  ['a screen at 125 %', { ...large, pixelRatio: 1.25 }],
  ['a screen at 150 %', { ...large, pixelRatio: 1.5 }],
];

for (const [name, frame] of frames) {
  test(`${name} lies on whole device pixels at every zoom and place`, () => {
    const onDevice = (length: number) => {
      const pixels = length * frame.pixelRatio;
      assert.ok(Math.abs(pixels - Math.round(pixels)) < 1e-6, `${length} CSS pixels`);
    };
    let view: View = 'fit';
    for (const factor of [1, 1.07, 1.9, 0.6, 3.3, 0.2, 12]) {
      view = zoomAt(view, factor, { x: 211.3, y: 77.7 }, frame);
      view = panBy(view, { x: 13.37, y: -5.5 }, frame);
      const { left, top, width, height } = placePicture(view, frame);
      for (const length of [left, top, width, height]) onDevice(length);
    }
  });

  test(`${name}: from 100 % up a picture pixel is a whole number of device pixels`, () => {
    for (let wanted = 1; wanted < 9; wanted += 0.13) {
      const placement = placePicture({ zoom: wanted, u: 0.5, v: 0.5 }, frame);
      const devicePixels = (placement.width * frame.pixelRatio) / frame.picture.width;
      assert.ok(Math.abs(devicePixels - Math.round(devicePixels)) < 1e-9, `zoom ${wanted}`);
      assert.equal(placement.crisp, true);
    }
  });

  test(`${name} fits: all of it is on the stage, one side nearly fills it`, () => {
    const placement = placePicture('fit', frame);
    const seen = visiblePart(placement, frame.stage);
    assert.equal(seen.width, placement.width);
    assert.equal(seen.height, placement.height);
    const filled = Math.max(seen.width / frame.stage.width, seen.height / frame.stage.height);
    assert.ok(filled > 0.97, `filled ${filled}`);
    assert.equal(placement.crisp, false);
    assert.equal(canPan('fit', frame), false);
  });
}

test('100 % is one device pixel on an ordinary screen, two on a doubled one, never less than one', () => {
  assert.deepEqual([1, 1.25, 1.5, 2, 3, 0.67].map(devicePixelsAtActual), [1, 1, 2, 2, 3, 1]);
  assert.equal(placePicture({ zoom: 1, u: 0.5, v: 0.5 }, small).width, 128);
  assert.equal(placePicture({ zoom: 1, u: 0.5, v: 0.5 }, { ...small, pixelRatio: 2 }).width, 128);
});

test('the picture point under the pointer stays there while the picture is larger than the stage', () => {
  const pointer = { x: 300, y: 200 };
  let view = zoomTo('fit', 8, { x: 400, y: 316 }, small);
  const pointAt = (at: View) => {
    const { left, top, width, height } = placePicture(at, small);
    return [(pointer.x - left) / width, (pointer.y - top) / height] as const;
  };
  const [u, v] = pointAt(view);
  for (const factor of [1.5, 1.4, 0.8, 2]) {
    view = zoomAt(view, factor, pointer, small);
    const [nowU, nowV] = pointAt(view);
    const onePixel = 1 / placePicture(view, small).width;
    assert.ok(Math.abs(nowU - u) <= onePixel && Math.abs(nowV - v) <= onePixel, `${nowU}, ${nowV}`);
  }
});

test('small turns of the wheel add up although the zoom that is drawn is whole', () => {
  let view: View = zoomTo('fit', 2, { x: 0, y: 0 }, small);
  for (let turn = 0; turn < 10; turn++) view = zoomAt(view, 1.05, { x: 400, y: 300 }, small);
  assert.equal(shownZoom(view, small), 3);
});

test('the zoom stays between the whole picture and its largest', () => {
  const pointer = { x: 10, y: 10 };
  assert.equal(shownZoom(zoomAt('fit', 1e6, pointer, large), large), largestZoom);
  assert.equal(shownZoom(zoomAt('fit', 1e-6, pointer, large), large), fitZoom(large));
  // A picture smaller than the stage goes down to 100 %, not further.
  assert.equal(shownZoom(zoomAt('fit', 1e-6, pointer, small), small), 1);
});

test('a picture larger than the stage never shows paper beside itself, a smaller one stays in the middle', () => {
  const zoomed = panBy(zoomTo('fit', 10, { x: 1, y: 1 }, small), { x: 1e5, y: -1e5 }, small);
  const { left, top, height } = placePicture(zoomed, small);
  assert.equal(left, 0);
  assert.equal(top + height, small.stage.height);
  const actual = panBy(zoomTo('fit', 1, { x: 1, y: 1 }, small), { x: 50, y: 50 }, small);
  assert.equal(placePicture(actual, small).left, Math.round((801 - 128) / 2));
});

test('Z: 100 %, then for a small picture the largest whole multiple that fits, then 100 % again', () => {
  const once = showActualPixels('fit', small);
  const twice = showActualPixels(once, small);
  const thrice = showActualPixels(twice, small);
  assert.deepEqual(
    [once, twice, thrice].map((view) => shownZoom(view, small)),
    [1, 4, 1],
  );
  const largeOnce = showActualPixels('fit', large);
  assert.equal(shownZoom(showActualPixels(largeOnce, large), large), 1);
});

test('+ and − go to the next step above or below what is shown', () => {
  assert.equal(Math.floor(fitZoom(small)), 4);
  const up = zoomByStep('fit', 1, small);
  assert.equal(shownZoom(up, small), 6);
  assert.equal(shownZoom(zoomByStep(up, -1, small), small), 4);
});
