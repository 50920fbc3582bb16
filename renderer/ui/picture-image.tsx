import { ImageOff } from 'lucide-react';
import type { CSSProperties } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureUrl } from '../api/picture-url.ts';
import type { PictureSize } from '../api/picture-url.ts';
import { classNames } from './class-names.ts';

interface PictureImageProps {
  pictureId: string;
  size: PictureSize;
  /** What the picture is: usually its prompt. */
  alt: string;
  /** Shown as crisp pixels instead of smoothed. */
  crisp?: boolean;
  className?: string;
  style?: CSSProperties;
}

/** A kept picture by its id. One whose file is gone says so instead of showing the browser's broken image. */
export function PictureImage({ pictureId, size, alt, crisp, className, style }: PictureImageProps) {
  const { t } = useTranslation();
  const [missingId, setMissingId] = useState<string | null>(null);
  if (missingId === pictureId) {
    return (
      <span
        role="img"
        aria-label={t('common.pictureGone')}
        title={t('common.pictureGone')}
        className={classNames('flex items-center justify-center bg-sunk text-quiet', className)}
        style={style}
      >
        <ImageOff aria-hidden className="size-5" />
      </span>
    );
  }
  return (
    <img
      src={pictureUrl(pictureId, size)}
      alt={alt}
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => setMissingId(pictureId)}
      className={className}
      style={crisp ? { ...style, imageRendering: 'pixelated' } : style}
    />
  );
}
