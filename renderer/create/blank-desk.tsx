import { useTranslation } from 'react-i18next';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import { changeDraft } from '../state/draft.ts';
import { ArmBadge } from '../ui/arm-badge.tsx';
import { armLook } from '../ui/arm-look.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { examples, story } from './examples.ts';
import type { Example } from './examples.ts';
import { RecentPictures } from './recent-pictures.tsx';
import { useRecentPictures } from './use-recent-pictures.ts';

const pictures = import.meta.glob<string>('./examples/*.webp', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** Before the first picture the story in three of them, later on what was made last; and prompts to try. */
export function BlankDesk() {
  const { t } = useTranslation();
  const recent = useRecentPictures();
  if (recent === null) return null;
  return (
    <div className="flex h-full flex-col overflow-y-auto px-8 py-6">
      <div className="m-auto flex w-full max-w-[860px] flex-col gap-8">
        <div>
          <h2 className="font-mincho text-2xl">{t('create.empty.title')}</h2>
          <p className="mt-1 text-base text-pretty text-quiet">{t('create.empty.text')}</p>
        </div>
        {recent.length > 0 ? <RecentPictures pictures={recent} /> : <Story />}
        <section aria-label={t('create.empty.examples')}>
          <h3 className="mb-2 text-sm font-medium">{t('create.empty.examples')}</h3>
          <ul className="grid grid-cols-4 gap-4 max-xl:grid-cols-2">
            {examples.map((example) => (
              <li key={example.name}>
                <ExampleCard example={example} />
              </li>
            ))}
          </ul>
        </section>
        <p className="text-xs text-quiet">
          {t(recent.length > 0 ? 'create.empty.examplesNote' : 'create.empty.demoNote')}
        </p>
      </div>
    </div>
  );
}

function Story() {
  const { t } = useTranslation();
  return (
    <section aria-label={t('create.empty.storyTitle')}>
      <div className="mb-2 flex items-center justify-between gap-4">
        <h3 className="text-sm font-medium">{t('create.empty.storyTitle')}</h3>
        <Button size="small" onClick={() => putOnDesk(story)}>
          {t('create.empty.startStory')}
        </Button>
      </div>
      <div className="grid grid-cols-3 gap-4">
        {story.arms.map((arm) => (
          <StoryStep key={arm} arm={arm} />
        ))}
      </div>
    </section>
  );
}

function StoryStep({ arm }: { arm: ArmKind }) {
  const { t } = useTranslation();
  const words = arm === 'en-raw' ? '' : t(`create.empty.steps.${arm}`);
  return (
    <span className="flex flex-col gap-2">
      <ExamplePicture
        name={story.name}
        arm={arm}
        className={classNames('w-full rounded-md border-2 p-[3px]', armLook[arm].frame)}
      />
      <ArmBadge arm={arm} length="long" className="font-medium" />
      <span className="text-sm text-quiet">{words}</span>
    </span>
  );
}

function ExampleCard({ example }: { example: Example }) {
  return (
    <button
      type="button"
      className="flex w-full flex-col gap-2 rounded-md border border-line bg-raised p-2 text-left transition-colors duration-100 hover:border-line-strong"
      onClick={() => putOnDesk(example)}
    >
      <span className="grid grid-cols-2 gap-1">
        {example.arms.map((arm) => (
          <ExamplePicture key={arm} name={example.name} arm={arm} className="rounded-sm" />
        ))}
      </span>
      <span lang="ja" className="truncate px-0.5 text-sm">
        {example.prompt}
      </span>
    </button>
  );
}

interface ExamplePictureProps {
  name: string;
  arm: ArmKind;
  className: string;
}

/** The embedded model's picture, or bare paper where none has been made. */
function ExamplePicture({ name, arm, className }: ExamplePictureProps) {
  const source = pictures[`./examples/${name}-${arm}.webp`];
  return (
    <span className={classNames('block aspect-square overflow-hidden bg-raised', className)}>
      {source === undefined ? (
        <span className="block size-full rounded-sm bg-sunk" />
      ) : (
        <img src={source} alt="" className="size-full rounded-sm object-cover" />
      )}
    </span>
  );
}

function putOnDesk(example: Example): void {
  changeDraft({
    prompt: example.prompt,
    englishEdited: false,
    arms: {
      ja: example.arms.includes('ja'),
      en: example.arms.includes('en'),
      'ja-stage1': example.arms.includes('ja-stage1'),
      'en-raw': example.arms.includes('en-raw'),
    },
    width: null,
    height: null,
    steps: null,
    guidance: null,
    sampler: null,
    seed: example.seed,
    seedLocked: false,
    seedSpent: false,
    count: 1,
  });
}
