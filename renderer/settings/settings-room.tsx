import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reconnectNow, useConnection } from '../api/connection.ts';
import { studioQuery } from '../api/studio.ts';
import { showKeys } from '../state/keys-shown.ts';
import { languages, themes, usePreferences } from '../state/preferences.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatBytes } from '../ui/format.ts';
import { RoomHeader } from '../ui/room-header.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Diagnostics } from './diagnostics.tsx';
import { BrowserDoor } from './browser-door.tsx';
import { Computing } from './computing.tsx';
import { Licences } from './licences.tsx';
import { OtherMachines } from './other-machines.tsx';
import { Printing } from './printing.tsx';
import { Scoring } from './scoring.tsx';
import { Translator } from './translator.tsx';
import { useArrived } from './use-arrived.ts';

/** How the studio looks and speaks, where it keeps things, what it tells nobody, and whose work is in it. */
export function SettingsRoom() {
  const { t } = useTranslation();
  const arrived = useArrived();
  const isLost = useConnection(({ status }) => status === 'lost');
  return (
    <div className="flex h-full flex-col">
      <RoomHeader title={t('frame.rooms.settings')} />
      <div className="grow overflow-y-auto">
        <div className="mx-auto flex max-w-3xl flex-col px-8 py-6">
          <Looks />
          <Keys />
          {arrived ? <Arrived /> : isLost ? <OutOfReach /> : null}
        </div>
      </div>
    </div>
  );
}

/** In the place of what only the studio can tell. It comes by itself when the studio is back. */
function OutOfReach() {
  const { t } = useTranslation();
  return (
    <Section title={t('settings.lost.title')}>
      <p>{t('settings.lost.text')}</p>
      <div>
        <Button size="small" onClick={reconnectNow}>
          {t('frame.reconnect')}
        </Button>
      </div>
    </Section>
  );
}

/** All that tells of the studio. Its sections come together: one that came later would push away those below it. */
function Arrived() {
  const { t } = useTranslation();
  return (
    <>
      <Places />
      <Section title={t('settings.computing.title')}>
        <Computing />
      </Section>
      <Section title={t('settings.printing.title')}>
        <Printing />
      </Section>
      <Section title={t('settings.scoring.title')}>
        <Scoring />
      </Section>
      <Section title={t('settings.machines.title')}>
        <OtherMachines />
      </Section>
      <Section title={t('settings.door.title')}>
        <BrowserDoor />
      </Section>
      <Section title={t('settings.translator.title')}>
        <Translator />
      </Section>
      <Section title={t('settings.privacy.title')}>
        <p>{t('settings.privacy.text')}</p>
        <p className="text-quiet">{t('settings.privacy.network')}</p>
      </Section>
      <Section title={t('settings.diagnostics.title')}>
        <Diagnostics />
      </Section>
      <Section title={t('settings.about.title')}>
        <p>{t('settings.about.text')}</p>
        <Version />
        <Licences />
      </Section>
    </>
  );
}

function Looks() {
  const { t } = useTranslation();
  const { language, theme, setLanguage, setTheme } = usePreferences();
  return (
    <Section title={t('settings.looks.title')}>
      <Row name={t('frame.language')}>
        <Segmented
          className="w-fit"
          label={t('frame.language')}
          value={language}
          onValueChange={setLanguage}
          choices={languages.map((value) => ({
            value,
            label: <span lang={value}>{value === 'ja' ? '日本語' : 'English'}</span>,
          }))}
        />
      </Row>
      <Row name={t('frame.theme')}>
        <Segmented
          className="w-fit"
          label={t('frame.theme')}
          value={theme}
          onValueChange={setTheme}
          choices={themes.map((value) => ({ value, label: t(`settings.looks.themes.${value}`) }))}
        />
      </Row>
    </Section>
  );
}

function Keys() {
  const { t } = useTranslation();
  return (
    <Section title={t('frame.keys.title')}>
      <p>{t('settings.keys.text')}</p>
      <div>
        <Button size="small" onClick={() => showKeys()}>
          {t('frame.keys.open')}
        </Button>
      </div>
    </Section>
  );
}

function Places() {
  const { t, i18n } = useTranslation();
  const query = useQuery({
    ...studioQuery.system.info.queryOptions(),
    refetchOnMount: 'always',
  });
  const info = query.data;
  return (
    <Section title={t('settings.places.title')}>
      {query.isError ? (
        <ErrorNotice
          error={query.error}
          actions={
            <Button size="small" onClick={() => void query.refetch()}>
              {t('common.tryAgain')}
            </Button>
          }
        />
      ) : null}
      {info ? (
        <>
          <Row name={t('models.device.folder')}>
            <span className="break-all select-all">{info.dataFolder}</span>
          </Row>
          <Row name={t('models.device.disk')}>
            {info.health.diskFreeBytes === null
              ? t('models.device.diskUnknown')
              : formatBytes(info.health.diskFreeBytes, i18n.language)}
          </Row>
          <p className="text-quiet">{t('settings.places.move')}</p>
        </>
      ) : null}
    </Section>
  );
}

function Version() {
  const { t } = useTranslation();
  const { data: info } = useQuery(studioQuery.system.info.queryOptions());
  return info === undefined ? null : (
    <Row name={t('settings.about.version')}>
      <span className="figures">{info.version}</span>
    </Row>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4 border-b border-line py-7 text-sm last:border-0">
      <h2 className="font-mincho text-lg">{title}</h2>
      {children}
    </section>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[160px_1fr] items-center gap-4 max-md:grid-cols-1 max-md:gap-1">
      <span className="text-quiet">{name}</span>
      <div className="min-w-0">{children}</div>
    </div>
  );
}
