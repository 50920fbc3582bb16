import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { QueueStrip } from '../queue/queue-strip.tsx';
import { showKeys, useKeysShown } from '../state/keys-shown.ts';
import { hashLocation } from '../state/location.ts';
import { Toasts } from '../ui/toasts.tsx';
import { TipLayer } from '../ui/tip-layer.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { CrashNotice } from './crash-notice.tsx';
import { useFrameKeys } from './frame-keys.ts';
import { DropVeil } from './drop-veil.tsx';
import { useDroppedPictures } from './use-dropped-pictures.ts';
import { HealthNotice } from './health-notice.tsx';
import { RemoteNotice } from './remote-notice.tsx';
import { KeyList } from './key-list.tsx';
import { Rail } from './rail.tsx';
import { RoomBoundary } from './room-boundary.tsx';
import { innerRooms, rooms } from './rooms.tsx';

/** The frame around every room: rail, room, queue strip. */
export function App() {
  return (
    <Router hook={hashLocation}>
      <Frame />
      <Toasts />
      <TipLayer />
    </Router>
  );
}

function Frame() {
  const { t } = useTranslation();
  const keysShown = useKeysShown(({ shown }) => shown);
  useFrameKeys();
  const promise = useDroppedPictures();
  return (
    <div className="flex h-full">
      <a
        href="#room"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('room')?.focus();
        }}
        className="sr-only z-50 rounded-md bg-ink px-3 py-1.5 text-ground focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        {t('frame.skipToRoom')}
      </a>
      <Rail onShowKeys={() => showKeys()} />
      <div className="flex min-w-0 grow flex-col">
        <ConnectionNotice />
        <HealthNotice />
        <CrashNotice />
        <RemoteNotice />
        <main id="room" tabIndex={-1} className="min-h-0 grow outline-none">
          <CurrentRoom />
        </main>
        <QueueStrip />
      </div>
      <DropVeil promise={promise} />
      <KeyList open={keysShown} onOpenChange={showKeys} />
    </div>
  );
}

function CurrentRoom() {
  const [location] = useLocation();
  const room = location.split('/')[1] ?? '';
  return (
    <RoomBoundary key={room}>
      <Suspense fallback={null}>
        <Switch>
          {innerRooms.map(({ route, Component }) => (
            <Route key={route} path={route}>
              <Component />
            </Route>
          ))}
          {rooms.map(({ name, route, Component }) => (
            <Route key={name} path={route}>
              <Component />
            </Route>
          ))}
          <Route>
            <Redirect to="/create" replace />
          </Route>
        </Switch>
      </Suspense>
    </RoomBoundary>
  );
}
