import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkAccessibility } from './check-accessibility.ts';
import { expect, test } from './studio.fixture.ts';

test.use({ studioName: 'translator' });

test('a translator that the user names translates when it is asked, and says so when it cannot', async ({
  page,
}) => {
  let answers = true;
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(answers ? 200 : 500);
      response.end(JSON.stringify({ choices: [{ message: { content: 'a napping cat' } }] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await page.evaluate(() => {
      window.location.hash = '/settings';
    });
    await page.getByLabel('翻訳先のアドレス').fill('ftp://x');
    await page.getByLabel('モデルの名前').fill('tiny');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('http://');
    await page.getByLabel('翻訳先のアドレス').fill(`http://127.0.0.1:${port}/v1`);
    await page.getByLabel(/API キー/).fill('secret-key');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await expect(page.getByText('キーは保存されています')).toBeVisible();
    await expect(page.getByLabel(/API キー/)).toHaveValue('');
    await checkAccessibility(page);

    await page.evaluate(() => {
      window.location.hash = '/create';
    });
    await page.getByLabel('プロンプト', { exact: true }).fill('昼寝する猫');
    await page.getByRole('button', { name: 'tiny で訳す' }).click();
    const english = page.getByLabel('英語モデルに渡すプロンプト');
    await expect(english).toHaveValue('a napping cat');
    answers = false;
    await page.getByRole('button', { name: 'tiny で訳す' }).click();
    await expect(page.getByText('翻訳できませんでした')).toBeVisible();
    await expect(english).toHaveValue('a napping cat');
    await checkAccessibility(page);
  } finally {
    server.close();
  }
});
