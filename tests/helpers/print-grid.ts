import type { Grid, GridEvent } from '../../electron/api/contract/grids.ts';
import { fromJobFailure } from '../../electron/services/print-failure.ts';
import type { Studio } from '../../electron/services/studio.ts';

/**
 * What happens in a grid from the call of `begin` on (which starts it or lets it go on) until it ends. Ending the iteration
 * changes nothing.
 *
 * @throws what `begin` throws, and why the grid does not go on
 */
export async function* printGrid(
  { grids }: Pick<Studio, 'grids'>,
  begin: () => Promise<Grid>,
): AsyncGenerator<GridEvent, void, void> {
  const watched = grids.watch();
  // It listens from its first event on.
  await watched.next();
  try {
    const { id } = await begin();
    for await (const news of watched) {
      if (news.type === 'open' || news.gridId !== id) continue;
      if (news.type === 'event') yield news.event;
      else if (news.failure === null) return;
      else throw fromJobFailure(news.failure);
    }
  } finally {
    await watched.return();
  }
}
