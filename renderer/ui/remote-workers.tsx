import { useTranslation } from 'react-i18next';
import type {
  RemoteDevice,
  RemoteState,
  RemoteWorker,
} from '../../electron/api/contract/remote.ts';
import { ProgressBar } from './progress-bar.tsx';

/** How the line to the queue for other machines is: quiet while it is up, in words that say what goes on while it is not. */
export function RemoteLine({ state }: { state: RemoteState }) {
  const { t } = useTranslation();
  const { line, address, detail, workers, printHere } = state;
  const isWrong = line === 'lost' || line === 'refused' || line === 'unreadable';
  return (
    <div role={isWrong ? 'alert' : 'status'} className="flex flex-col gap-0.5">
      <p className={isWrong ? 'text-danger' : undefined}>
        {t(`remote.line.${line}`, { address: address ?? '' })}
      </p>
      {isWrong ? <p className="text-xs text-quiet">{t(`remote.advice.${line}`)}</p> : null}
      {isWrong && detail !== '' ? (
        <p className="text-xs break-all text-quiet select-all">{detail}</p>
      ) : null}
      {line === 'connected' && workers.length === 0 ? (
        <p className="text-xs text-quiet">
          {t(printHere ? 'remote.nobodyHere' : 'remote.nobodyWaits')}
        </p>
      ) : null}
    </div>
  );
}

/** The workers there are, a line for each device. */
export function RemoteWorkers({ workers }: { workers: readonly RemoteWorker[] }) {
  const { t } = useTranslation();
  if (workers.length === 0) return null;
  return (
    <ul aria-label={t('remote.workers')} className="flex flex-col gap-1.5">
      {workers.flatMap(({ id, host, devices }) =>
        devices.map((device, place) => (
          <li
            // A worker's devices keep their order and have no names of their own.
            key={`${id}-${String(place)}`}
            className="grid grid-cols-[minmax(0,1fr)_7.5rem] items-center gap-3 text-xs"
          >
            <span className="truncate">
              {host}
              <span className="text-quiet"> · {device.name}</span>
            </span>
            <Doing device={device} />
          </li>
        )),
      )}
    </ul>
  );
}

function Doing({ device: { state, share } }: { device: RemoteDevice }) {
  const { t } = useTranslation();
  const words = t(`remote.state.${state}`);
  return (
    <span className="relative pb-1 text-right text-quiet">
      {words}
      {state === 'idle' ? null : (
        <ProgressBar label={words} value={share} className="absolute inset-x-0 bottom-0" />
      )}
    </span>
  );
}
