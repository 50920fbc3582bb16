import { expect, test } from './studio.fixture.ts';

// A laptop's window at a zoom of 200 %.
test.use({ viewport: { width: 720, height: 450 } });

test('at a zoom of 200 % the rail is whole, and a model’s card is not cut off', async ({
  page,
}) => {
  const rooms = page.getByRole('navigation', { name: '部屋' });
  await expect(rooms.getByRole('link').first()).toBeInViewport({ ratio: 1 });
  await expect(rooms.getByRole('link').last()).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: 'Switch to English' })).toBeInViewport({
    ratio: 1,
  });
  await expect(page.getByRole('button', { name: 'キーの一覧' })).toBeInViewport({ ratio: 1 });

  await rooms.getByRole('link', { name: 'モデル' }).click();
  const card = page.getByRole('listitem').filter({ hasText: 'SentencePiece' }).first();
  await expect(card.getByRole('button', { name: '名前・種類・メモ' })).toBeInViewport({ ratio: 1 });
  const cutOff = await card.evaluate((element) => {
    const list = element.parentElement?.parentElement;
    return list ? list.scrollWidth - list.clientWidth : -1;
  });
  expect(cutOff).toBe(0);
});
