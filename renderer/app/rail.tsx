import { Keyboard, Moon, Sun } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { isDark, usePreferences } from '../state/preferences.ts';
import { IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { tip } from '../ui/tip.ts';
import { rooms } from './rooms.tsx';

/** The narrow rail on the left: the mark, the rooms, and what concerns all of them. */
export function Rail({ onShowKeys }: { onShowKeys(): void }) {
  const { t } = useTranslation();
  return (
    <div className="flex w-[76px] shrink-0 flex-col items-stretch overflow-y-auto border-r border-line">
      <p className="flex h-14 shrink-0 items-center justify-center font-mincho text-[26px] leading-none select-none short:h-9 short:text-xl">
        <span aria-hidden>錦</span>
        <span className="sr-only">Nishiki</span>
      </p>
      <nav
        aria-label={t('frame.navigation')}
        className="flex grow flex-col gap-0.5 px-2 short:gap-0"
      >
        {rooms.map((room, index) => (
          <RoomLink key={room.name} index={index} />
        ))}
      </nav>
      <div className="flex flex-col items-center gap-1 pb-3 short:gap-0 short:pb-1">
        <LanguageSwitch />
        <ThemeSwitch />
        <IconButton
          label={t('frame.keys.open')}
          icon={<Keyboard aria-hidden className="size-[18px]" strokeWidth={1.6} />}
          tooltipSide="right"
          className="short:size-7"
          onClick={onShowKeys}
        />
      </div>
    </div>
  );
}

function RoomLink({ index }: { index: number }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const room = rooms[index];
  if (!room) return null;
  const here = location === room.path || location.startsWith(`${room.path}/`);
  const Icon = room.icon;
  return (
    <Link
      href={room.path}
      aria-current={here ? 'page' : undefined}
      aria-keyshortcuts={`Alt+${index + 1}`}
      className={classNames(
        'relative flex flex-col items-center gap-1 rounded-md py-2 text-xs transition-colors short:gap-0.5 short:py-1 duration-100',
        here ? 'bg-ink/8 font-medium text-ink' : 'text-quiet hover:bg-ink/5 hover:text-ink',
      )}
    >
      <Icon aria-hidden className="size-5" strokeWidth={here ? 1.9 : 1.5} />
      {t(`frame.rooms.${room.name}`)}
    </Link>
  );
}

function LanguageSwitch() {
  const { t } = useTranslation();
  const { language, setLanguage } = usePreferences();
  const other = language === 'ja' ? 'en' : 'ja';
  return (
    <button
      type="button"
      lang={other}
      aria-label={t('frame.switchLanguage')}
      {...tip(t('frame.switchLanguage'), 'right')}
      className="h-8 rounded-md px-2 text-xs text-quiet short:h-6 transition-colors duration-100 hover:bg-ink/7 hover:text-ink"
      onClick={() => setLanguage(other)}
    >
      {other === 'en' ? 'English' : '日本語'}
    </button>
  );
}

function ThemeSwitch() {
  const { t } = useTranslation();
  const { theme, setTheme } = usePreferences();
  const dark = isDark(theme);
  const Icon = dark ? Sun : Moon;
  return (
    <IconButton
      label={dark ? t('frame.switchToLight') : t('frame.switchToDark')}
      tooltipSide="right"
      className="short:size-7"
      icon={<Icon aria-hidden className="size-[18px]" strokeWidth={1.6} />}
      onClick={() => setTheme(dark ? 'light' : 'dark')}
    />
  );
}
