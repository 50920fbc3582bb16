import { useTranslation } from 'react-i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import type { Model } from '../../electron/api/contract/models.ts';
import { goTo } from '../state/location.ts';
import { usePreferences } from '../state/preferences.ts';
import type { ModelKind } from '../state/draft-shape.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { modelFor, modelKindOf } from '../state/settle-draft.ts';
import { ArmBadge } from '../ui/arm-badge.tsx';
import { Button } from '../ui/button.tsx';
import { nameModels } from '../ui/model-names.ts';
import { Select } from '../ui/select.tsx';
import { UnlikeNote } from '../ui/unlike-note.tsx';

interface ModelFieldsProps {
  models: readonly Model[];
  arms: readonly { kind: ArmKind; model: Model }[];
}

/** One choice of model per kind that is switched on. The untranslated English arm uses the English arm's model. */
export function ModelFields({ models, arms }: ModelFieldsProps) {
  const { sampler } = useDraft();
  const kinds = [...new Set(arms.map(({ kind }) => modelKindOf(kind)))];
  if (kinds.length === 0) return null;
  return (
    <div className="flex flex-col gap-3">
      {kinds.map((kind) => (
        <ModelField key={kind} kind={kind} models={models} />
      ))}
      {sampler === null ? <UnlikeNote models={arms.map(({ model }) => model)} /> : null}
    </div>
  );
}

function ModelField({ kind, models }: { kind: ModelKind; models: readonly Model[] }) {
  const { t } = useTranslation();
  const language = usePreferences((state) => state.language);
  const draft = useDraft();
  const chosen = modelFor(kind, draft, models);
  const wanted = models.find((model) => model.id === draft.modelIds[kind]);
  const choices = models.filter((model) => model.arm === kind);
  const names = nameModels(choices, language);
  const nameOf = (model: Model) => names.get(model.id) ?? model.name[language];
  return (
    <div className="flex flex-col gap-1.5">
      <Select
        label={
          <span className="flex items-center gap-2">
            {t('create.model.title')}
            <ArmBadge arm={kind} className="text-xs" />
          </span>
        }
        value={chosen?.id ?? null}
        onValueChange={(id) => changeDraft({ modelIds: { ...draft.modelIds, [kind]: id } })}
        choices={choices.map((model) => ({
          value: model.id,
          label: nameOf(model),
          disabled: model.state !== 'ready',
        }))}
      />
      {wanted?.state === 'missing' && chosen ? (
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-danger">
          {t('create.model.missing', {
            wanted: nameOf(wanted),
            used: nameOf(chosen),
          })}
          <Button size="small" onClick={() => goTo('/models')}>
            {t('create.noModels.open')}
          </Button>
        </p>
      ) : null}
    </div>
  );
}
