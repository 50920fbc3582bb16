import { Pencil, Trash2 } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../electron/api/contract/models.ts';
import { describeError } from '../api/error-words.ts';
import { usePreferences } from '../state/preferences.ts';
import { ArmBadge } from '../ui/arm-badge.tsx';
import { useLibrary } from '../state/use-library.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { formatBytes } from '../ui/format.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { showFailure, showToast } from '../ui/toast-store.ts';
import { CalibrateModel } from './calibrate-model.tsx';
import { CheckFiles } from './check-files.tsx';
import { EditModel } from './edit-model.tsx';
import { changeModel, importModel, removeModel } from './import-model.ts';
import { LicencePanel } from './licence-panel.tsx';
import { RelinkModel } from './relink-model.tsx';

/** What is known of a model, with its kind's colour at the edge. */
export function ModelCard({ model }: { model: Model }) {
  const { t, i18n } = useTranslation();
  const language = usePreferences((state) => state.language);
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const endEditing = () => {
    setEditing(false);
    pencil.current?.focus();
  };
  const [reading, setReading] = useState(false);
  const { parameters, recommended } = model;
  const vae = useLibrary().find(({ id }) => id === model.vaeId);
  const short = new Intl.NumberFormat(i18n.language, {
    notation: 'compact',
    maximumSignificantDigits: 3,
  });
  const total = parameters.textEncoder + parameters.unet + parameters.vae;
  const licencePanel = reading ? (
    <LicencePanel model={model} name={model.name[language]} onClose={() => setReading(false)} />
  ) : null;
  return (
    <li
      data-testid="model-card"
      className={classNames(
        'flex flex-col gap-3 rounded-md border border-l-4 bg-raised p-4',
        'border-y-line border-r-line',
        edge[model.arm],
      )}
    >
      <div className="flex items-start gap-2">
        <div className="min-w-0 grow">
          <h2 className="text-base font-medium break-words">{model.name[language]}</h2>
          <ArmBadge arm={model.arm} length="long" className="mt-1" />
        </div>
        <State model={model} />
        <IconButton
          size="small"
          label={t('models.edit.open')}
          icon={<Pencil aria-hidden className="size-4" strokeWidth={1.6} />}
          aria-expanded={editing}
          ref={pencil}
          onClick={() => setEditing(!editing)}
        />
        {model.embedded ? null : <RemoveButton model={model} name={model.name[language]} />}
      </div>
      {model.embedded ? (
        <p className="text-xs text-quiet">
          <span className="font-medium text-ink">{t('models.embedded')}</span>{' '}
          {t('models.embeddedWhy')}
        </p>
      ) : null}
      {model.state === 'missing' && !model.embedded ? <RelinkModel model={model} /> : null}
      {model.acceptance.state === 'needed' ? (
        <div className="flex flex-col items-start gap-2 text-xs">
          <p className="text-danger">
            {t('models.licence.needed', { licence: model.licence ?? '' })}
          </p>
          <Button size="small" aria-expanded={reading} onClick={() => setReading(!reading)}>
            {t('models.licence.read')}
          </Button>
          {licencePanel}
        </div>
      ) : null}
      {model.notes === '' ? null : (
        <p className="text-sm break-words whitespace-pre-wrap">{model.notes}</p>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
        <Fact name={t('models.facts.bytes')}>{formatBytes(model.bytes, i18n.language)}</Fact>
        <Fact name={t('models.facts.parameters')}>
          {t('models.parametersValue', {
            total: short.format(total),
            unet: short.format(parameters.unet),
          })}
        </Fact>
        <Fact name={t('models.facts.precision')}>{model.precision}</Fact>
        <Fact name={t('models.facts.tokenizer')}>
          {model.tokenizer === 'clip' ? 'CLIP' : 'SentencePiece'}
        </Fact>
        {model.isInpainting ? (
          <Fact name={t('models.facts.task')}>{t('models.facts.inpainting')}</Fact>
        ) : null}
        {model.takesGuidance ? (
          <Fact name={t('models.facts.guidance')}>{t('models.facts.takesGuidance')}</Fact>
        ) : null}
        {model.predictionType === 'epsilon' ? null : (
          <Fact name={t('models.facts.prediction')}>{model.predictionType}</Fact>
        )}
        {model.rewrittenBytes > 0 ? (
          <Fact name={t('models.facts.rewritten')}>
            {formatBytes(model.rewrittenBytes, i18n.language)}
          </Fact>
        ) : null}
        {model.calibrated ? (
          <Fact name={t('models.facts.int8')}>{t('models.facts.calibrated')}</Fact>
        ) : null}
        {vae === undefined ? null : <Fact name={t('models.facts.vae')}>{vae.name}</Fact>}
        <Fact name={t('models.facts.native')}>{`${recommended.width}×${recommended.height}`}</Fact>
        <Fact name={t('models.facts.licence')}>
          {model.licence ?? t('models.facts.noLicence')}
          {model.acceptance.at === null ? null : (
            <span className="block text-quiet">
              {t('models.licence.accepted', {
                date: new Date(model.acceptance.at).toLocaleDateString(i18n.language),
              })}
            </span>
          )}
        </Fact>
        {model.embedded ? null : (
          <Fact name={t('models.facts.content')}>
            <Content content={model.content} />
          </Fact>
        )}
        <Fact name={t('models.facts.folder')}>
          <span className="break-all select-all">{model.path}</span>
        </Fact>
      </dl>
      <div className="flex flex-wrap items-start gap-2">
        {model.embedded || model.acceptance.state === 'needed' || model.licence === null ? null : (
          <Button size="small" aria-expanded={reading} onClick={() => setReading(!reading)}>
            {t('models.licence.read')}
          </Button>
        )}
        {model.embedded ? null : <CheckFiles model={model} />}
        <CalibrateModel model={model} />
      </div>
      {model.acceptance.state === 'needed' ? null : licencePanel}
      {editing ? <EditModel model={model} name={model.name[language]} onDone={endEditing} /> : null}
    </li>
  );
}

const edge: Record<Model['arm'], string> = {
  ja: 'border-l-ja',
  en: 'border-l-en',
  'ja-stage1': 'border-l-stage1',
};

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-quiet">{name}</dt>
      <dd className="figures min-w-0">{children}</dd>
    </>
  );
}

function Content({ content }: Pick<Model, 'content'>) {
  const { t, i18n } = useTranslation();
  if (content.sha256 !== null) {
    return <span className="break-all select-all">{content.sha256}</span>;
  }
  const { state, bytesDone, bytesTotal } = content;
  // How much there is to read is known a moment after it was begun.
  if (state !== 'reading' || bytesTotal === 0) {
    const word = state === 'reading' || state === 'waiting' ? 'waiting' : 'unknown';
    return <span className="text-quiet">{t(`models.content.${word}`)}</span>;
  }
  const read = t('models.content.reading', {
    done: formatBytes(bytesDone, i18n.language),
    total: formatBytes(bytesTotal, i18n.language),
  });
  return (
    <span className="flex flex-col gap-1.5 text-quiet">
      {read}
      <ProgressBar label={read} value={bytesDone / bytesTotal} className="w-48" />
    </span>
  );
}

function State({ model }: { model: Model }) {
  const { t } = useTranslation();
  const isUnaccepted = model.state === 'ready' && model.acceptance.state === 'needed';
  const state = isUnaccepted ? 'unaccepted' : model.state;
  return (
    <span
      className={classNames(
        'inline-flex h-7 shrink-0 items-center gap-1.5 text-xs',
        state === 'ready' ? 'text-quiet' : 'text-danger',
      )}
    >
      <span
        aria-hidden
        className={classNames('size-1.5 rounded-full', state === 'ready' ? 'bg-ink' : 'bg-danger')}
      />
      {t(`models.state.${state}`)}
    </span>
  );
}

function RemoveButton({ model, name }: { model: Model; name: string }) {
  const { t, i18n } = useTranslation();
  const fail = (error: unknown) => {
    const words = describeError(error, t, i18n.language);
    showFailure(words.happened, words.details);
  };
  const undo = () => {
    importModel({ path: model.path, arm: model.arm, ...model.options })
      .then(({ id }) => changeModel({ id, name, notes: model.notes, vaeId: model.vaeId }))
      .then(() => showToast(t('models.removedAgain', { name })), fail);
  };
  return (
    <IconButton
      size="small"
      label={t('models.remove')}
      icon={<Trash2 aria-hidden className="size-4" strokeWidth={1.6} />}
      onClick={() => {
        removeModel(model.id).then(
          () => showToast(t('models.removed', { name }), { label: t('common.undo'), run: undo }),
          fail,
        );
      }}
    />
  );
}
