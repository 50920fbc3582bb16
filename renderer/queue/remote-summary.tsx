import { useQuery } from '@tanstack/react-query';
import { studioQuery } from '../api/studio.ts';
import { RemoteLine, RemoteWorkers } from '../ui/remote-workers.tsx';

const askEvery = 2000;

/** Who prints on other machines, below the queue; nothing where no queue for them is set. */
export function RemoteSummary() {
  const { data } = useQuery({
    ...studioQuery.remote.state.queryOptions(),
    refetchInterval: askEvery,
    refetchOnMount: 'always',
  });
  if (!data || data.line === 'off') return null;
  return (
    <section className="flex flex-col gap-2 border-t border-line px-3 py-2 text-xs">
      <RemoteLine state={data} />
      <RemoteWorkers workers={data.workers} />
    </section>
  );
}
