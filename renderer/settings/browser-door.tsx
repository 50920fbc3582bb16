import { useTranslation } from 'react-i18next';
import { desktopBridge } from '../api/bridge.ts';
import { copyText } from '../ui/copy-text.ts';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast-store.ts';

const command = 'nishiki serve --host 0.0.0.0 --tls';

/** Where this page is open, and how browsers of other machines come to the same studio. */
export function BrowserDoor() {
  const { t } = useTranslation();
  const { origin, hostname } = window.location;
  const place = desktopBridge() ? 'window' : isLoopback(hostname) ? 'local' : 'network';
  return (
    <div className="flex flex-col gap-3">
      <p>{t(`settings.door.${place}`, { origin })}</p>
      <p className="text-quiet">{t('settings.door.others')}</p>
      <div className="flex items-center gap-2">
        <code className="min-w-0 grow rounded-md bg-sunk px-2.5 py-1.5 font-mono text-xs break-all select-all">
          {command}
        </code>
        <Button
          size="small"
          onClick={() => {
            void copyText(command, t).then((copied) => {
              if (copied) showToast(t('settings.door.copied'));
            });
          }}
        >
          {t('settings.door.copy')}
        </Button>
      </div>
    </div>
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
