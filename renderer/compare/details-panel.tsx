import { useQuery } from '@tanstack/react-query';
import { Check, Copy, CornerUpLeft, Gauge, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isPrinted } from '../../electron/api/contract/gallery.ts';
import { variationAt } from '../../electron/api/contract/noise.ts';
import type { Picture } from '../../electron/api/contract/gallery.ts';
import { queryClient, studioQuery } from '../api/studio.ts';
import { recallToDraft } from '../state/draft.ts';
import { goTo } from '../state/location.ts';
import { scorePictures, useScoring } from '../state/score-pictures.ts';
import { copyText } from '../ui/copy-text.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { nameSeed } from '../ui/seed-name.ts';
import { showToast } from '../ui/toast-store.ts';
import { nameModels } from '../ui/model-names.ts';
import { tip } from '../ui/tip.ts';
import { ArmDetails } from './arm-details.tsx';
import { Ablation } from './ablation.tsx';
import { armKeys } from './arm-names.ts';
import type { SeedRow } from './comparison-rows.ts';
import { DifferenceList } from './difference-list.tsx';
import { FactList } from './fact-list.tsx';
import { compareParameters, sameNoise } from './parameter-diff.ts';
import { sayParameters } from './parameter-words.ts';
import { useDifferences } from './use-differences.ts';
import type { Pane } from './viewed.ts';

/** What made the pictures of this row: seed and noise, each arm's words, what differs and what is equal. */
export function DetailsPanel({ row, panes }: { row: SeedRow; panes: readonly Pane[] }) {
  const { t } = useTranslation();
  const { comparison, seed } = row;
  const pictures = usePictures(row);
  const nameModel = useModelName();
  const differences = useDifferences(row);
  const keys = armKeys(comparison.arms.map(({ kind }) => kind));
  const recall = () => {
    const { arms } = comparison;
    const { variation } = comparison.settings;
    const settings = {
      ...comparison.settings,
      // Of a batch of variations, the one that is shown.
      ...(variation && { variation: variationAt(variation, row.index) }),
    };
    // The desk has one arm of each kind.
    const own = arms.filter(({ kind }, index) => keys[index] === kind);
    recallToDraft({ arms: own, settings, seed, count: 1 });
    goTo('/create');
    showToast(t('compare.details.recalled'));
  };
  return (
    <aside
      aria-label={t('compare.details.label')}
      className="flex w-[280px] shrink-0 flex-col border-l border-line bg-raised"
    >
      <div className="min-h-0 grow overflow-y-auto">
        <section className="flex flex-col gap-1 border-b border-line px-4 py-3">
          <div className="flex items-center gap-1">
            <span className="text-sm text-quiet">{t('common.seed')}</span>
            <span className="figures ml-auto truncate text-base select-text" data-testid="seed">
              {nameSeed(seed, comparison.settings.variation, row.index)}
            </span>
            <IconButton
              size="small"
              label={t('compare.details.copySeed')}
              icon={<Copy aria-hidden className="size-3.5" />}
              onClick={() => {
                void copyText(seed, t).then(
                  (copied) => copied && showToast(t('compare.details.seedCopied')),
                );
              }}
            />
          </div>
          <div className="flex items-center justify-between text-xs text-quiet">
            <RelativeTime date={comparison.createdAt} />
            <Noise pictures={pictures} />
          </div>
        </section>
        {comparison.arms.map((arm, index) => (
          <ArmDetails
            key={keys[index]}
            arm={arm}
            pane={panes[index]}
            pictureId={row.pictureIds[index] ?? null}
            beside={row.pictureIds.filter((id) => id !== null)}
            picture={pictures[index] ?? null}
          />
        ))}
        <DifferenceList
          differences={differences.map(({ first, second, ...difference }) => ({
            first,
            second,
            difference,
            reason: null,
          }))}
          panes={panes}
        />
        <FactList rows={sayParameters(compareParameters(pictures, nameModel), t)} panes={panes} />
      </div>
      <div className="flex flex-col gap-2 border-t border-line p-3">
        <ScoreRow ids={row.pictureIds} />
        {comparison.origin?.type === 'ablation' ? null : <Ablation key={seed} row={row} />}
        <Button className="w-full" onClick={recall}>
          <CornerUpLeft aria-hidden className="size-4" strokeWidth={1.6} />
          {t('compare.details.recall')}
        </Button>
      </div>
    </aside>
  );
}

function usePictures(row: SeedRow): (Picture | null)[] {
  const ids = row.pictureIds.filter((id) => id !== null);
  const records = useQuery({
    ...studioQuery.gallery.get.queryOptions({ input: { ids } }),
    enabled: ids.length > 0,
  });
  const pictures = records.data?.filter(isPrinted) ?? [];
  return row.pictureIds.map((id) => pictures.find((picture) => picture.id === id) ?? null);
}

/** Name of a picture's model in the interface's language; of a model that is gone, the name in the recipe. */
function useModelName(): (picture: Picture) => string {
  const { i18n } = useTranslation();
  const models = useQuery(studioQuery.models.list.queryOptions());
  const language = i18n.language === 'ja' ? 'ja' : 'en';
  return ({ modelId, recipe }) =>
    nameModels(models.data ?? [], language).get(modelId ?? '') ?? recipe.model.name;
}

/** Said quietly where it is as it must be, plainly where it is not. */
function Noise({ pictures }: { pictures: readonly (Picture | null)[] }) {
  const { t } = useTranslation();
  const same = sameNoise(pictures);
  if (same === null) return null;
  const hash = pictures.find((picture) => picture !== null)?.recipe.noiseHash.slice(0, 12) ?? '';
  return same ? (
    <span
      className="inline-flex items-center gap-1"
      {...tip(t('compare.details.sameNoiseWhy', { hash }), 'left')}
    >
      <Check aria-hidden className="size-3.5" />
      {t('compare.details.sameNoise')}
    </span>
  ) : (
    <span
      className="inline-flex items-center gap-1 text-danger"
      {...tip(t('compare.details.otherNoiseWhy'), 'left')}
    >
      <TriangleAlert aria-hidden className="size-3.5" />
      {t('compare.details.otherNoise')}
    </span>
  );
}

/** Scores the pictures of a row against its Japanese words. */
function ScoreRow({ ids }: { ids: readonly (string | null)[] }) {
  const { t } = useTranslation();
  const busy = useScoring(({ progress }) => progress !== null);
  const there = ids.filter((id) => id !== null);
  const score = async () => {
    await scorePictures(there, t);
    await queryClient.invalidateQueries({ queryKey: studioQuery.gallery.key() });
  };
  return (
    <Button className="w-full" disabled={busy || there.length === 0} onClick={() => void score()}>
      <Gauge aria-hidden className="size-4" strokeWidth={1.6} />
      {t('common.scores.act')}
    </Button>
  );
}
