import { FolderOpen, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { desktopBridge } from '../api/bridge.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { NumberField } from '../ui/number-field.tsx';
import { TextField } from '../ui/text-field.tsx';

/** LoRAs that are added to the models of all arms, each as strong as it is set. Out of the way while there are none. */
export function LoraFields({ problem }: { problem: string | null }) {
  const { t } = useTranslation();
  const loras = useDraft((draft) => draft.loras);
  const [adding, setAdding] = useState(false);
  const change = (index: number, scale: number) =>
    changeDraft({ loras: loras.map((lora, at) => (at === index ? { ...lora, scale } : lora)) });
  return (
    <section aria-label={t('create.lora.title')} className="flex flex-col gap-2">
      {loras.length === 0 ? null : (
        <ul className="flex flex-col gap-2">
          {loras.map(({ file, scale }, index) => (
            <li key={file} className="grid grid-cols-[1fr_auto] items-end gap-x-2">
              <NumberField
                label={
                  <span title={file} className="break-all">
                    {t('create.lora.scale', { name: nameOf(file) })}
                  </span>
                }
                value={scale}
                onValueChange={(value) => change(index, value)}
                min={-100}
                max={100}
                step={0.05}
              />
              <IconButton
                label={t('create.lora.remove', { name: nameOf(file) })}
                icon={<X aria-hidden className="size-4" strokeWidth={1.6} />}
                onClick={() => changeDraft({ loras: loras.filter((_, at) => at !== index) })}
              />
            </li>
          ))}
        </ul>
      )}
      {problem === null ? null : (
        <p role="alert" className="text-xs text-danger">
          {problem}
        </p>
      )}
      {adding ? (
        <AddLora onDone={() => setAdding(false)} />
      ) : (
        <Button
          size="small"
          look="quiet"
          className="-ml-2.5 self-start"
          onClick={() => setAdding(true)}
        >
          <Plus aria-hidden className="size-4" strokeWidth={1.6} />
          {t('create.lora.add')}
        </Button>
      )}
    </section>
  );
}

function AddLora({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [path, setPath] = useState('');
  const bridge = desktopBridge();
  const add = (file: string | null) => {
    const { loras } = useDraft.getState();
    const given = file?.trim() ?? '';
    if (given === '') return;
    if (!loras.some((lora) => lora.file === given)) {
      changeDraft({ loras: [...loras, { file: given, scale: 1 }] });
    }
    onDone();
  };
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label={t('create.lora.path')}
        placeholder="/home/…/ink.safetensors"
        value={path}
        onValueChange={setPath}
        onEnter={() => add(path)}
      />
      <div className="flex gap-2">
        <Button size="small" disabled={path.trim() === ''} onClick={() => add(path)}>
          {t('create.lora.confirm')}
        </Button>
        {bridge ? (
          <Button size="small" onClick={() => void bridge.pickFile().then(add)}>
            <FolderOpen aria-hidden className="size-4" strokeWidth={1.6} />
            {t('create.lora.pick')}
          </Button>
        ) : null}
        <Button size="small" look="quiet" onClick={onDone}>
          {t('create.lora.cancel')}
        </Button>
      </div>
    </div>
  );
}

/** The file's name without its ending. */
function nameOf(file: string): string {
  return (file.split(/[\\/]/).at(-1) ?? file).replace(/\.\w+$/, '');
}
