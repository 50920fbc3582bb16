import { useMutation } from '@tanstack/react-query';
import { Play, RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { withPrompt } from '../../electron/api/contract/apply-styles.ts';
import {
  findAxisProblem,
  gridParameters,
  readAxisValues,
  switchValues,
} from '../../electron/api/contract/grid-axis.ts';
import type { GridAxis, GridParameter } from '../../electron/api/contract/grid-axis.ts';
import { countCells, gridRequestSchema } from '../../electron/api/contract/grids.ts';
import { noiseSources } from '../../electron/api/contract/noise.ts';
import { promptSyntaxes } from '../../electron/api/contract/recipe.ts';
import type { Sampler } from '../../electron/api/contract/sampler.ts';
import type { Model } from '../../electron/api/contract/models.ts';
import { sayInputProblem } from '../api/error-words.ts';
import { useDraft } from '../state/draft.ts';
import { startGrid } from '../state/grid-runs.ts';
import { goTo } from '../state/location.ts';
import { additionsOf, armsOf, settingsOf, wordsOf } from '../state/settle-draft.ts';
import { useLibrary } from '../state/use-library.ts';
import { useWeightKeys } from '../state/use-weight-keys.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { Select } from '../ui/select.tsx';
import { TextArea, TextField } from '../ui/text-field.tsx';
import { UnlikeNote } from '../ui/unlike-note.tsx';
import { changeAxis, changeGridDraft, useGridDraft, type AxisDraft } from './grid-draft.ts';
import { withVaePaths, writableVaes } from './vae-axis.ts';

const axisNames = ['x', 'y', 'z'] as const;

/** What is printed: prompt, model and settings are those on the desk; the prompt can be changed here. */
export function GridForm({ models }: { models: readonly Model[] }) {
  const { t } = useTranslation();
  const draft = useDraft();
  const onKeyDown = useWeightKeys();
  const start = useMutation({
    mutationFn: startGrid,
    onSuccess: (id) => goTo(`/compare/grids?grid=${id}`),
  });
  const arms = armsOf(draft, models);
  const library = useLibrary();
  const { kind, prompt: written, seed, axes: drafts } = useGridDraft();
  const arm = arms.find((candidate) => candidate.kind === kind) ?? arms[0];
  const words = wordsOf(draft, arm?.kind ?? 'ja');
  const onDesk = words.prompt;
  const prompt = written ?? onDesk;
  const axes = drafts.flatMap(({ parameter, text }): GridAxis[] =>
    parameter === 'none'
      ? []
      : [withVaePaths({ parameter, values: readAxisValues(parameter, text) }, library)],
  );
  const ids = models.map(({ id }) => id);
  const request = gridRequestSchema.safeParse({
    arm: {
      kind: arm?.kind ?? 'ja',
      modelId: arm?.model.id ?? '',
      ...withPrompt(words, prompt),
      ...additionsOf(draft, arm?.kind ?? 'ja'),
    },
    seed,
    settings: settingsOf(draft, models),
    axes,
  });
  const problem =
    axes.map((axis) => findAxisProblem(axis, ids)).find((found) => found !== null) ??
    request.error?.issues[0]?.message;
  // The settings are those of the desk's first arm, whichever arm is chosen here.
  const printedBy = [arms[0], arm].flatMap((one) => one?.model ?? []);
  const hasPrompt = prompt.trim() !== '';
  return (
    <form className="flex flex-col gap-3" onSubmit={(event) => event.preventDefault()}>
      <TextArea
        label={t('grids.prompt')}
        placeholder={t('create.promptPlaceholder')}
        minRows={2}
        maxRows={5}
        value={prompt}
        onValueChange={(text) => changeGridDraft({ prompt: text })}
        onKeyDown={onKeyDown}
        aside={
          prompt === onDesk ? null : (
            <button
              type="button"
              className="inline-flex items-center gap-1 rounded-sm text-xs text-quiet hover:text-ink"
              onClick={() => changeGridDraft({ prompt: null })}
            >
              <RotateCcw aria-hidden className="size-3" />
              {t('grids.promptOfDesk')}
            </button>
          )
        }
      />
      {arms.length > 1 ? (
        <Select
          label={t('grids.arm')}
          value={arm?.kind ?? null}
          onValueChange={(next) => changeGridDraft({ kind: next, prompt: null })}
          choices={arms.map((one) => ({ value: one.kind, label: t(`arms.${one.kind}.long`) }))}
        />
      ) : null}
      <TextField
        label={t('common.seed')}
        value={seed}
        onValueChange={(text) => changeGridDraft({ seed: text })}
        inputMode="numeric"
        className="figures"
      />
      {axisNames.map((name, index) => {
        const axis = drafts[index] ?? { parameter: 'none', text: '' };
        return (
          <AxisField
            key={name}
            name={name}
            axis={axis}
            models={models}
            onChange={(changed) => changeAxis(index, changed)}
          />
        );
      })}
      {draft.sampler === null ? <UnlikeNote models={printedBy} /> : null}
      {/* In sight however long the form is, with why it cannot be pressed. */}
      <div className="sticky bottom-0 -my-1 flex flex-col gap-1.5 bg-ground py-1">
        {hasPrompt ? null : <p className="text-xs text-quiet">{t('grids.needsPrompt')}</p>}
        {problem && hasPrompt ? <GridProblem problem={problem} /> : null}
        <Button
          look="primary"
          disabled={!request.success || problem !== undefined || start.isPending}
          onClick={() => {
            if (request.success) start.mutate(request.data);
          }}
        >
          <Play aria-hidden className="size-3.5" />
          {t('grids.print', { count: countCells(axes) })}
        </Button>
      </div>
      {start.isError ? <ErrorNotice error={start.error} compact reveal /> : null}
    </form>
  );
}

/** An axis that was just chosen still waits for its values: that is nothing to be alarmed about. */
function GridProblem({ problem }: { problem: string }) {
  const { t } = useTranslation();
  const words = sayInputProblem(problem, t);
  if (problem === 'axis-empty') return <p className="text-xs text-quiet">{words}</p>;
  return (
    <p role="alert" className="text-xs text-danger">
      {words}
    </p>
  );
}

interface AxisFieldProps {
  name: 'x' | 'y' | 'z';
  axis: AxisDraft;
  models: readonly Model[];
  onChange(changed: Partial<AxisDraft>): void;
}

function AxisField({ name, axis, models, onChange }: AxisFieldProps) {
  const { t } = useTranslation();
  const library = useLibrary();
  const values = axis.parameter === 'none' ? [] : readAxisValues(axis.parameter, axis.text);
  const writable: Partial<Record<GridParameter | 'none', () => string>> = {
    model: () => models.map(({ id }) => id).join(', '),
    vae: () => writableVaes(library),
  };
  /** With what can be written where it is names and not numbers. */
  const choose = (parameter: GridParameter | 'none') => {
    onChange({ parameter, text: writable[parameter]?.() ?? examples[parameter] ?? '' });
  };
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="sr-only">{t(`grids.axes.${name}`)}</legend>
      <Select
        label={t(`grids.axes.${name}`)}
        value={axis.parameter}
        onValueChange={choose}
        choices={(['none', ...gridParameters] as const).map((value) => ({
          value,
          label: t(`grids.parameters.${value}`),
        }))}
      />
      {axis.parameter === 'none' ? null : (
        <TextArea
          label={t('grids.values', { axis: name.toUpperCase() })}
          labelHidden
          minRows={1}
          size="small"
          maxRows={4}
          className="figures"
          value={axis.text}
          onValueChange={(text) => onChange({ text })}
          hint={
            isExplained(axis.parameter)
              ? t(`grids.hints.${axis.parameter}`)
              : t('grids.valuesHint', { count: values.length })
          }
        />
      )}
    </fieldset>
  );
}

/** Parameters whose values are not numbers, or not plainly. */
const explained = [
  'replace',
  'negative',
  'variation',
  'vae',
  'deepCache',
  'int8',
  'loraScale',
  'strength',
] as const;

function isExplained(parameter: GridParameter): parameter is (typeof explained)[number] {
  return explained.some((name) => name === parameter);
}

const exampleSamplers: readonly Sampler[] = ['ddim', 'euler', 'euler-karras', 'dpmpp-2m'];

const examples: Partial<Record<GridParameter | 'none', string>> = {
  sampler: exampleSamplers.join(', '),
  promptSyntax: promptSyntaxes.join(', '),
  noiseSource: noiseSources.join(', '),
  variation: '0, 0.2, .., 1',
  clipSkip: '0..2',
  deepCache: '1..3',
  int8: switchValues.join(', '),
  loraScale: '0, 0.5, .., 1',
  strength: '0.3, 0.5, .., 0.9',
  seed: '1..4',
  steps: '5, 10, .., 20',
  guidance: '2, 4, .., 8',
  width: '128, 256',
  height: '128, 256',
};
