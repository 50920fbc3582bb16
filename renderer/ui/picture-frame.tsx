import type { ReactNode } from 'react';
import type { ArmKind } from '../../electron/api/contract/arm.ts';
import { armLook } from './arm-look.ts';
import { classNames } from './class-names.ts';

interface PictureFrameProps {
  arm: ArmKind;
  /** Name of the frame for assistive technology, e.g. "Japanese, seed 42". */
  label: string;
  className?: string;
  children: ReactNode;
}

/** A sheet of paper with the picture on it and an edge in the arm's colour. */
export function PictureFrame({ arm, label, className, children }: PictureFrameProps) {
  return (
    <figure
      aria-label={label}
      className={classNames(
        'relative overflow-hidden rounded-md border-2 bg-raised p-[3px]',
        armLook[arm].frame,
        className,
      )}
    >
      {children}
    </figure>
  );
}
