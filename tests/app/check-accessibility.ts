import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * Fails with what axe finds serious or critical on the page as it stands. The dark theme differs in its colours only,
 * so only they are looked at again.
 */
export async function checkAccessibility(page: Page): Promise<void> {
  const root = page.locator('html');
  const theme = (await root.getAttribute('data-theme')) ?? 'light';
  const other = theme === 'dark' ? 'light' : 'dark';
  await coloursSettled(page);
  expect(seriousIn(await new AxeBuilder({ page }).analyze())).toEqual([]);
  await root.evaluate((html, name) => html.setAttribute('data-theme', name), other);
  await coloursSettled(page);
  const colours = new AxeBuilder({ page }).withRules(['color-contrast']);
  expect(seriousIn(await colours.analyze())).toEqual([]);
  await root.evaluate((html, name) => html.setAttribute('data-theme', name), theme);
}

/**
 * Half-way through its transition a colour has a contrast that nobody sees. A transition begins with the frame after what
 * caused it, so two frames go by first.
 */
async function coloursSettled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    const transitions = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.allSettled(transitions.map((transition) => transition.finished));
  });
}

type Findings = Awaited<ReturnType<AxeBuilder['analyze']>>;

function seriousIn({ violations }: Findings) {
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => ({
      id,
      help,
      where: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    }));
}
