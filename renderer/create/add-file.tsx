import { FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { desktopBridge } from '../api/bridge.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';

interface AddFileProps {
  /** What can be chosen without a path. */
  library: ReactNode;
  label: string;
  placeholder: string;
  confirm: string;
  onAdd(file: string): void;
  onCancel(): void;
}

/** Asks for a file on the studio's machine: its path, or in the desktop window the system's own dialog. */
export function AddFile({ library, label, placeholder, confirm, onAdd, onCancel }: AddFileProps) {
  const { t } = useTranslation();
  const [path, setPath] = useState('');
  const bridge = desktopBridge();
  const add = (file: string | null) => {
    const given = file?.trim() ?? '';
    if (given !== '') onAdd(given);
  };
  return (
    <div className="flex flex-col gap-2">
      {library}
      <TextField
        label={label}
        placeholder={placeholder}
        value={path}
        onValueChange={setPath}
        onEnter={() => add(path)}
      />
      <div className="flex gap-2">
        <Button size="small" disabled={path.trim() === ''} onClick={() => add(path)}>
          {confirm}
        </Button>
        {bridge ? (
          <Button size="small" onClick={() => void bridge.pickFile().then(add)}>
            <FolderOpen aria-hidden className="size-4" strokeWidth={1.6} />
            {t('create.added.pick')}
          </Button>
        ) : null}
        <Button size="small" look="quiet" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </div>
  );
}
