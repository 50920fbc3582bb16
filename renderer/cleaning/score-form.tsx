import { useQuery } from '@tanstack/react-query';
import { FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { desktopBridge } from '../api/bridge.ts';
import { describeFieldProblem } from '../api/error-words.ts';
import { studioQuery } from '../api/studio.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { Select } from '../ui/select.tsx';
import { TextField } from '../ui/text-field.tsx';
import { scoreSet, stopScoringSet, useCleaning } from './cleaning-run.ts';
import { WorkProgress } from './work-progress.tsx';

/** Which folder is scored, and by whom. */
export function ScoreForm() {
  const { t } = useTranslation();
  const { folder, scorer, otherScorer, scoring } = useCleaning();
  const scorers = useQuery(studioQuery.scores.scorers.queryOptions());
  const known = scorers.data ?? [];
  const chosen = scorer ?? known[0]?.path ?? 'other';
  const path = chosen === 'other' ? otherScorer.trim() : chosen;
  const isDemo = known.some((one) => one.path === chosen && one.origin === 'demo');
  const ready = folder.trim() !== '' && path !== '' && !scoring.running;
  const submit = () => {
    if (ready) void scoreSet(folder.trim(), path);
  };
  const problem = describeFieldProblem(scoring.error, t);
  return (
    <section aria-label={t('cleaning.form.title')} className="flex flex-col gap-3">
      <p className="text-sm text-quiet">{t('cleaning.form.text')}</p>
      <PathField
        label={t('cleaning.form.folder')}
        hint={t('cleaning.form.folderHint')}
        placeholder="/home/…/pictures"
        value={folder}
        error={problem}
        pick={(bridge) => bridge.pickPictures()}
        onChange={(next) => useCleaning.setState({ folder: next })}
        onEnter={submit}
      />
      <Select
        label={t('cleaning.form.scorer')}
        value={chosen}
        onValueChange={(next) => useCleaning.setState({ scorer: next })}
        choices={[
          ...known.map(({ path: value, name, language, origin }) => ({
            value,
            label:
              origin === 'demo'
                ? t('cleaning.form.demo')
                : t(`cleaning.form.scorers.${language}`, { name }),
          })),
          { value: 'other', label: t('cleaning.form.other') },
        ]}
      />
      {isDemo ? (
        <p className="text-xs text-quiet">
          {t('cleaning.form.demoNote')}{' '}
          <Link href="/models" className="underline underline-offset-2">
            {t('cleaning.form.fetch')}
          </Link>
        </p>
      ) : null}
      {chosen === 'other' ? (
        <PathField
          label={t('cleaning.form.otherPath')}
          hint={t('cleaning.form.otherHint')}
          placeholder="/home/…/japanese-cloob-vit-b-16"
          value={otherScorer}
          pick={(bridge) => bridge.pickFolder()}
          onChange={(next) => useCleaning.setState({ otherScorer: next })}
          onEnter={submit}
        />
      ) : null}
      {scoring.running ? (
        <WorkProgress
          label={t('cleaning.form.scoring')}
          progress={scoring.progress}
          onStop={stopScoringSet}
        />
      ) : (
        <Button look="primary" disabled={!ready} onClick={submit}>
          {t('cleaning.form.submit')}
        </Button>
      )}
      {scoring.stopped ? (
        <p role="status" className="text-xs text-quiet">
          {t('cleaning.form.stopped')}
        </p>
      ) : null}
      {scoring.error === null || problem !== null ? null : (
        <ErrorNotice error={scoring.error} reveal />
      )}
    </section>
  );
}

interface PathFieldProps {
  label: string;
  hint: ReactNode;
  placeholder: string;
  value: string;
  error?: string | null;
  /** Opens the system's dialog, where the desktop window has one. */
  pick(bridge: NonNullable<ReturnType<typeof desktopBridge>>): Promise<string | null>;
  onChange(value: string): void;
  onEnter(): void;
}

/** A folder of the studio's machine, typed or chosen. */
function PathField({ label, value, error, pick, onChange, ...rest }: PathFieldProps) {
  const { t } = useTranslation();
  const bridge = desktopBridge();
  return (
    <TextField
      label={label}
      value={value}
      error={error}
      onValueChange={onChange}
      {...rest}
      aside={
        bridge ? (
          <IconButton
            size="small"
            label={t('cleaning.form.pick')}
            icon={<FolderOpen aria-hidden className="size-4" strokeWidth={1.6} />}
            onClick={() =>
              void pick(bridge).then((path) => {
                if (path !== null) onChange(path);
              })
            }
          />
        ) : null
      }
    />
  );
}
