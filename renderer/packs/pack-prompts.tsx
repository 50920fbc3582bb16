import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Pack, PackPrompt } from '../../electron/api/contract/packs.ts';
import { studioQuery } from '../api/studio.ts';
import { armLook } from '../ui/arm-look.ts';
import { PictureImage } from '../ui/picture-image.tsx';

interface PackPromptsProps {
  pack: Pack;
  /** What the latest run has made of each prompt. */
  made: readonly { promptId: string; comparisonIds: readonly string[] }[];
}

/** Every prompt in both languages, what a right picture shows, and what the latest run made of it. */
export function PackPrompts({ pack, made }: PackPromptsProps) {
  const { t } = useTranslation();
  return (
    <section>
      <h3 className="mb-1 text-sm text-quiet">
        {t('packs.prompts', { count: pack.prompts.length })}
      </h3>
      <ol className="border-t border-line">
        {pack.prompts.map((prompt) => (
          <PromptRow
            key={prompt.id}
            prompt={prompt}
            comparisonId={made.find(({ promptId }) => promptId === prompt.id)?.comparisonIds[0]}
          />
        ))}
      </ol>
    </section>
  );
}

function PromptRow({
  prompt,
  comparisonId,
}: {
  prompt: PackPrompt;
  comparisonId: string | undefined;
}) {
  const { i18n } = useTranslation();
  return (
    <li className="flex min-h-16 items-start gap-4 border-b border-line py-2.5">
      <div className="min-w-0 grow">
        <p className="text-base" lang="ja">
          {prompt.ja}
        </p>
        <p className="text-sm text-quiet" lang="en">
          {prompt.en}
        </p>
        <p className="mt-0.5 text-xs text-quiet">
          {prompt.note[i18n.language === 'ja' ? 'ja' : 'en']}
        </p>
      </div>
      {comparisonId === undefined ? null : <Made comparisonId={comparisonId} name={prompt.ja} />}
    </li>
  );
}

/** Small pictures of the first seed, leading to the comparison. */
function Made({ comparisonId, name }: { comparisonId: string; name: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(
    studioQuery.comparisons.get.queryOptions({ input: { id: comparisonId } }),
  );
  const row = data?.pictures[0];
  if (!data || !row) return null;
  return (
    <Link
      href={`/compare/${comparisonId}`}
      aria-label={t('packs.openComparison', { name })}
      className="flex shrink-0 gap-1 rounded-md p-1 hover:bg-ink/7"
    >
      {row.map((pictureId, arm) => {
        const kind = data.arms[arm]?.kind ?? 'ja';
        return (
          <span
            // oxlint-disable-next-line react/no-array-index-key -- an arm is its place
            key={arm}
            className="block size-14 overflow-hidden rounded-sm border-b-[3px] bg-sunk"
            style={{ borderColor: armLook[kind].colour }}
          >
            {pictureId === null ? null : (
              <PictureImage
                pictureId={pictureId}
                size="thumbnail"
                alt=""
                className="size-full object-cover"
              />
            )}
          </span>
        );
      })}
    </Link>
  );
}
