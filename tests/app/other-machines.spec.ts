import { startRedis, skipWithoutRedis } from '../helpers/redis-server.ts';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'other-machines' });

test('a queue for other machines is named, told of while it is away, and turned off', async ({
  page,
  studio,
}) => {
  test.skip(skipWithoutRedis.skip !== undefined, skipWithoutRedis.skip);
  const cleanups: (() => Promise<void>)[] = [];
  const redis = await startRedis({
    after: (clean) => void cleanups.push(async () => void (await (clean as () => unknown)())),
  });
  try {
    await page.goto(`${studio.url}#/settings`);
    const address = page.getByLabel('キューのアドレス');
    await address.fill('http://example.com');
    await page.getByRole('button', { name: '使う', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('redis://');
    await address.fill(redis.url);
    await address.press('Enter');
    await expect(page.getByText('につながっています')).toBeVisible();
    await expect(page.getByText('ワーカーがいないので、この機械だけで刷ります。')).toBeVisible();
    await expect(address).toHaveValue('');
    expect(await page.content()).not.toContain(encodeURIComponent(redis.password));
    await checkAccessibility(page);

    await redis.kill();
    const notice = page.getByRole('alert').filter({ hasText: 'との接続が切れました' });
    await expect(notice.first()).toContainText('頼んだ絵は失われず');
    await checkAccessibility(page);
    await redis.start();
    await expect(notice).toHaveCount(0);

    await page.getByLabel('この機械でも刷る').uncheck();
    await expect(page.getByText('来るまで絵は待っています。')).toBeVisible();
    await page.getByRole('button', { name: '使わない', exact: true }).last().click();
    await expect(page.getByText('につながっています')).toHaveCount(0);
  } finally {
    for (const clean of cleanups) await clean();
  }
});
