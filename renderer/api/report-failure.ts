import { ORPCError } from '@orpc/client';
import { isConnectionLoss } from './error-words.ts';
import { isMissingPart } from './missing-parts.ts';
import { studio } from './studio.ts';

/** A page that fails over and over says so a few times. */
const mostReports = 5;
const told = new Set<string>();

/**
 * Leaves a report of a failure of the page itself in the studio's folder. What the studio has answered with it has
 * written down already.
 */
export function reportFailure(error: unknown): void {
  if (error instanceof ORPCError || isConnectionLoss(error) || isMissingPart(error)) return;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (told.has(message) || told.size >= mostReports) return;
  told.add(message);
  const where = window.location.hash.replace(/^#/, '').split('?')[0] ?? '';
  studio.diagnostics
    .reportPage({
      message: message.slice(0, 4000),
      stack: stack?.slice(0, 20_000) ?? null,
      where: where.slice(0, 400),
    })
    // Without a studio there is nobody to tell; the page says that itself.
    .catch(() => {});
}

/** Reports what no part of the page caught. */
export function reportUncaught(): void {
  window.addEventListener('error', ({ error }) => {
    if (error !== null) reportFailure(error);
  });
  window.addEventListener('unhandledrejection', ({ reason }) => reportFailure(reason));
}
