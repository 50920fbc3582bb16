import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../electron/api/contract/models.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatBytes } from '../ui/format.ts';
import { useLibrary } from '../state/use-library.ts';
import { isComposing } from '../ui/keys.ts';
import { Select } from '../ui/select.tsx';
import { TextArea, TextField } from '../ui/text-field.tsx';
import { showToast } from '../ui/toast-store.ts';
import { changeModel, removeModel } from './import-model.ts';

interface EditModelProps {
  readonly model: Model;
  /** The name as it is shown. */
  readonly name: string;
  onDone(): void;
}

/** What the user says of a model: its name, its kind and with it its colour, notes. */
export function EditModel({ model, name: shownName, onDone }: EditModelProps) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState(shownName);
  const [arm, setArm] = useState(model.arm);
  const [notes, setNotes] = useState(model.notes);
  const [vaeId, setVaeId] = useState(model.vaeId);
  const saving = useMutation({
    mutationFn: () =>
      changeModel({
        id: model.id,
        notes,
        ...(name !== shownName && { name }),
        ...(arm !== model.arm && { arm }),
        ...(vaeId !== model.vaeId && { vaeId }),
      }),
    onSuccess: onDone,
  });
  const deleting = useMutation({
    mutationFn: () => removeModel(model.id, true),
    onSuccess: ({ files, othersLeft }) => {
      const done = t(`models.edit.files.${files}`, { name: shownName });
      const left = othersLeft > 0 ? t('models.edit.othersLeft', { count: othersLeft }) : '';
      showToast(done + left);
    },
  });
  const save = () => saving.mutate();
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <div
      role="group"
      aria-label={t('models.edit.title', { name: shownName })}
      className="flex flex-col gap-3 border-t border-line pt-3"
      // Wherever in the form the keys are, buttons too.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isComposing(event.nativeEvent)) onDone();
      }}
    >
      <TextField
        ref={first}
        label={t('models.edit.name')}
        hint={t('models.edit.nameHint')}
        value={name}
        onValueChange={setName}
        onEnter={save}
      />
      {model.embedded ? null : (
        <Select<Model['arm']>
          label={t('models.add.kind')}
          value={arm}
          onValueChange={setArm}
          choices={(['ja', 'ja-stage1', 'en'] as const).map((value) => ({
            value,
            label: t(`arms.${value}.long`),
          }))}
        />
      )}
      <VaeChoice value={vaeId} onChange={setVaeId} />
      <TextArea label={t('models.edit.notes')} value={notes} onValueChange={setNotes} />
      <div className="flex flex-wrap gap-2">
        <Button size="small" disabled={saving.isPending} onClick={save}>
          {t('models.edit.save')}
        </Button>
        <Button size="small" look="quiet" onClick={onDone}>
          {t('models.edit.cancel')}
        </Button>
        {model.owned ? (
          <Button
            size="small"
            look="danger"
            className="ml-auto"
            disabled={deleting.isPending}
            onClick={() => deleting.mutate()}
          >
            {t('models.edit.deleteFiles', { size: formatBytes(model.bytes, i18n.language) })}
          </Button>
        ) : null}
      </div>
      {saving.error === null ? null : <ErrorNotice error={saving.error} reveal />}
      {deleting.error === null ? null : <ErrorNotice error={deleting.error} reveal />}
    </div>
  );
}

const own = 'own';

/** The VAE of the library that the model uses where nothing else is asked for. Not there while the library has none. */
function VaeChoice({
  value,
  onChange,
}: {
  value: string | null;
  onChange(value: string | null): void;
}) {
  const { t } = useTranslation();
  const library = useLibrary().filter(({ kind }) => kind === 'vae');
  if (library.length === 0 && value === null) return null;
  const isGone = value !== null && library.every(({ id }) => id !== value);
  return (
    <Select
      label={t('models.edit.vae')}
      value={value ?? own}
      onValueChange={(next) => onChange(next === own ? null : next)}
      choices={[
        { value: own, label: t('models.edit.ownVae') },
        ...library.map(({ id, name }) => ({ value: id, label: name })),
        ...(isGone ? [{ value, label: t('models.edit.goneVae') }] : []),
      ]}
    />
  );
}
