import type { ErrorInfo, ReactNode } from 'react';
import { Component } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.ts';
import { reportFailure } from '../api/report-failure.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';

interface RoomBoundaryState {
  failure: { error: unknown } | null;
}

/**
 * A room that fails to draw leaves the rail, the queue and the other rooms standing. Give it the room as its `key`, so
 * that the next room starts without the failure of the one before.
 */
export class RoomBoundary extends Component<{ children: ReactNode }, RoomBoundaryState> {
  override state: RoomBoundaryState = { failure: null };

  static getDerivedStateFromError(error: unknown): RoomBoundaryState {
    return { failure: { error } };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error('A room failed to draw.', error, info.componentStack);
    reportFailure(error);
  }

  override render(): ReactNode {
    const { failure } = this.state;
    return failure ? <RoomFailure error={failure.error} /> : this.props.children;
  }
}

function RoomFailure({ error }: { error: unknown }) {
  const { t } = useTranslation();
  // A page that is loaded again while nobody serves it is the browser's own error page.
  const isLost = useConnection(({ status }) => status === 'lost');
  return (
    <div className="mx-auto max-w-xl p-10">
      <h1 className="mb-2 font-mincho text-xl">{t('frame.roomFailed')}</h1>
      <p className="mb-4 text-sm text-quiet">
        {isLost ? t('frame.roomFailedLost') : t('frame.roomFailedAdvice')}
      </p>
      <ErrorNotice
        error={error}
        actions={
          <Button size="small" disabled={isLost} onClick={() => window.location.reload()}>
            {t('frame.reload')}
          </Button>
        }
      />
    </div>
  );
}
