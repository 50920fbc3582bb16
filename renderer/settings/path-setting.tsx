import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';

interface PathSettingProps {
  label: string;
  hint: ReactNode;
  placeholder: string;
  /** What is set; null where nothing is. */
  value: string | null;
  onChange(value: string | null): void;
}

/** A path on the studio's machine that can be set, and taken away again. */
export function PathSetting({ label, hint, placeholder, value, onChange }: PathSettingProps) {
  const { t } = useTranslation();
  const [path, setPath] = useState(value ?? '');
  const given = path.trim();
  const save = () => {
    if (given !== '') onChange(given);
  };
  return (
    <div role="group" aria-label={label} className="flex flex-col gap-2">
      <TextField
        label={label}
        hint={hint}
        placeholder={placeholder}
        value={path}
        onValueChange={setPath}
        onEnter={save}
      />
      <div className="flex gap-2">
        <Button disabled={given === '' || given === value} onClick={save}>
          {t('settings.path.use')}
        </Button>
        {value === null ? null : (
          <Button
            look="quiet"
            onClick={() => {
              setPath('');
              onChange(null);
            }}
          >
            {t('settings.path.stop')}
          </Button>
        )}
      </div>
    </div>
  );
}
