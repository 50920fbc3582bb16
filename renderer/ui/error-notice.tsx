import { Check, Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { describeError } from '../api/error-words.ts';
import { copyText } from './copy-text.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';

interface ErrorNoticeProps {
  /** Whatever was thrown. */
  error: unknown;
  /** Buttons beside "copy details", e.g. try again. */
  actions?: ReactNode;
  /** Fits into a picture's frame. */
  compact?: boolean;
  /** It answers a press of the user, and is brought into sight where it comes below what is seen. */
  reveal?: boolean;
  className?: string;
}

/** What happened, what is unharmed, what to do; details can be copied. */
export function ErrorNotice({
  error,
  actions,
  compact = false,
  reveal = false,
  className,
}: ErrorNoticeProps) {
  const { t, i18n } = useTranslation();
  const [copied, setCopied] = useState(false);
  const words = describeError(error, t, i18n.language);
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (reveal) notice.current?.scrollIntoView({ block: 'nearest' });
  }, [reveal]);
  return (
    <div
      ref={notice}
      role="alert"
      className={classNames(
        'flex flex-col gap-1 text-left wrap-anywhere',
        compact
          ? 'p-3 text-xs'
          : 'rounded-md border border-danger/40 bg-danger-wash px-4 py-3 text-sm',
        className,
      )}
    >
      <p className="font-medium text-danger">{words.happened}</p>
      {words.unharmed === '' ? null : <p>{words.unharmed}</p>}
      {words.advice === '' ? null : <p>{words.advice}</p>}
      <div className="mt-1 flex flex-wrap gap-2">
        {actions}
        <Button
          size="small"
          look="quiet"
          className="-ml-2.5"
          onClick={() => {
            void copyText(words.details, t).then(setCopied);
          }}
        >
          {copied ? (
            <Check aria-hidden className="size-3.5" />
          ) : (
            <Copy aria-hidden className="size-3.5" />
          )}
          {copied ? t('common.copied') : t('common.copyDetails')}
        </Button>
      </div>
    </div>
  );
}
