import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ArmKind, type Lora, ownVae } from '../../electron/api/contract/arm.ts';
import { studioQuery } from '../api/studio.ts';
import type { ForArms } from '../state/draft-shape.ts';
import { changeDraft, useDraft } from '../state/draft.ts';
import { nameOfFile } from '../state/lora-tags.ts';
import { armsOf } from '../state/settle-draft.ts';
import { useLibrary } from '../state/use-library.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { NumberField } from '../ui/number-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { ArmChoice } from './arm-choice.tsx';
import { AddFile } from './add-file.tsx';
import { LibraryChips } from './library-chips.tsx';

const kinds = ['lora', 'embedding', 'vae'] as const;
type AddedKind = (typeof kinds)[number];

const placeholders: Record<AddedKind, string> = {
  lora: '/home/…/ink.safetensors',
  embedding: '/home/…/ink.pt',
  vae: '/home/…/vae.safetensors',
};

/**
 * What is added to the models, of all arms or of some: LoRAs, each as strong as it is set; words of textual inversions; another VAE.
 * Out of the way while there is nothing.
 */
export function AddedFields({ problem }: { problem: string | null }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState<AddedKind | null>(null);
  const done = () => setAdding(null);
  return (
    <section aria-label={t('create.added.title')} className="flex flex-col gap-2">
      <Loras />
      <Embeddings />
      <Vae />
      {problem === null ? null : (
        <p role="alert" className="text-xs text-danger">
          {problem}
        </p>
      )}
      {adding === null ? (
        <div className="-ml-2.5 flex flex-wrap">
          {kinds.map((kind) => (
            <Button
              key={kind}
              size="small"
              look="quiet"
              aria-label={t(`create.added.${kind}.add`)}
              title={t(`create.added.${kind}.about`)}
              onClick={() => setAdding(kind)}
            >
              <Plus aria-hidden className="size-4" strokeWidth={1.6} />
              {t(`create.added.${kind}.name`)}
            </Button>
          ))}
        </div>
      ) : (
        <AddFile
          key={adding}
          library={
            <LibraryChips
              kind={adding}
              onChoose={(file) => {
                addFile(adding, file);
                done();
              }}
            />
          }
          label={t(`create.added.${adding}.path`)}
          placeholder={placeholders[adding]}
          confirm={t(`create.added.${adding}.confirm`)}
          onAdd={(file) => {
            addFile(adding, file);
            done();
          }}
          onCancel={done}
        />
      )}
    </section>
  );
}

/** Adds a file to what lies on the desk. One that is there already stays as it is set. */
function addFile(kind: AddedKind, file: string): void {
  const { loras, embeddings } = useDraft.getState();
  if (kind === 'vae') changeDraft({ vae: file });
  else if (kind === 'lora' && !loras.some((lora) => lora.file === file)) {
    changeDraft({ loras: [...loras, { file, scale: 1 }] });
  } else if (kind === 'embedding' && !embeddings.some((embedding) => embedding.file === file)) {
    changeDraft({ embeddings: [...embeddings, { file }] });
  }
}

function Loras() {
  const { t } = useTranslation();
  const nameOf = useNames();
  const loras = useDraft((draft) => draft.loras);
  if (loras.length === 0) return null;
  const change = (index: number, changed: Partial<ForArms<Lora>>) =>
    changeDraft({
      loras: loras.map((lora, at) => (at === index ? { ...lora, ...changed } : lora)),
    });
  return (
    <ul aria-label="LoRA" className="flex flex-col gap-2">
      {loras.map(({ file, scale, only }, index) => (
        <li
          key={`${file} ${countBefore(loras, index)}`}
          className="grid grid-cols-[1fr_auto] items-end gap-x-2"
        >
          <NumberField
            label={<FileName file={file} text={t('create.added.lora.scale', nameOf(file))} />}
            value={scale}
            onValueChange={(value) => change(index, { scale: value })}
            min={-100}
            max={100}
            step={0.05}
          />
          <Remove
            file={file}
            onRemove={() => changeDraft({ loras: loras.filter((_, at) => at !== index) })}
          />
          <ArmChoice
            {...nameOf(file)}
            only={only}
            onOnlyChange={(next) => change(index, { only: next })}
          />
        </li>
      ))}
    </ul>
  );
}

function Embeddings() {
  const { t } = useTranslation();
  const nameOf = useNames();
  const embeddings = useDraft((draft) => draft.embeddings);
  if (embeddings.length === 0) return null;
  const limit = (index: number, only: readonly ArmKind[] | undefined) =>
    changeDraft({
      embeddings: embeddings.map((one, at) => (at === index ? { ...one, only } : one)),
    });
  const change = (index: number, word: string) =>
    changeDraft({
      embeddings: embeddings.map((one, at) => {
        if (at !== index) return one;
        const { word: _before, ...rest } = one;
        return word.trim() === '' ? rest : { ...rest, word };
      }),
    });
  return (
    <ul aria-label={t('create.added.embedding.name')} className="flex flex-col gap-2">
      {embeddings.map(({ file, word = '', only }, index) => (
        <li
          key={`${file} ${countBefore(embeddings, index)}`}
          className="grid grid-cols-[1fr_auto] items-end gap-x-2"
        >
          <TextField
            label={<FileName file={file} text={t('create.added.embedding.word', nameOf(file))} />}
            placeholder={t('create.added.embedding.ownWord')}
            value={word}
            onValueChange={(next) => change(index, next)}
          />
          <Remove
            file={file}
            onRemove={() => changeDraft({ embeddings: embeddings.filter((_, at) => at !== index) })}
          />
          <ArmChoice {...nameOf(file)} only={only} onOnlyChange={(next) => limit(index, next)} />
        </li>
      ))}
    </ul>
  );
}

/** How often the file of one of them stands before it: it may be there twice, for different arms. */
function countBefore(additions: readonly { file: string }[], index: number): number {
  const before = additions.slice(0, index);
  return before.filter(({ file }) => file === additions[index]?.file).length;
}

function Vae() {
  const { t } = useTranslation();
  const nameOf = useNames();
  const vae = useDraft((draft) => draft.vae);
  const usual = useUsualVae();
  if (vae === null && usual === null) return null;
  const text =
    vae === null
      ? t('create.added.vae.usual', { name: usual?.name ?? '' })
      : vae === ownVae
        ? t('create.added.vae.own')
        : t('create.added.vae.instead', nameOf(vae));
  return (
    <div className="flex items-center gap-2 text-sm">
      <span className="shrink-0 text-quiet">VAE</span>
      <span className="min-w-0 grow truncate" title={vae ?? usual?.path}>
        {text}
      </span>
      {vae === null ? (
        <Button size="small" look="quiet" onClick={() => changeDraft({ vae: ownVae })}>
          {t('create.added.vae.useOwn')}
        </Button>
      ) : vae === ownVae ? (
        <Button size="small" look="quiet" onClick={() => changeDraft({ vae: null })}>
          {t('create.added.vae.useUsual')}
        </Button>
      ) : (
        <Remove file={vae} onRemove={() => changeDraft({ vae: null })} />
      )}
    </div>
  );
}

/** The VAE of the library that is set for a model of the desk; null where none is. */
function useUsualVae() {
  const library = useLibrary();
  const draft = useDraft();
  const { data: models = [] } = useQuery(studioQuery.models.list.queryOptions());
  const ids = armsOf(draft, models).map(({ model }) => model.vaeId);
  return library.find(({ id }) => ids.includes(id)) ?? null;
}

function FileName({ file, text }: { file: string; text: string }) {
  return (
    <span title={file} className="break-all">
      {text}
    </span>
  );
}

function Remove({ file, onRemove }: { file: string; onRemove(): void }) {
  const { t } = useTranslation();
  const nameOf = useNames();
  return (
    <IconButton
      label={t('create.added.remove', nameOf(file))}
      icon={<X aria-hidden className="size-4" strokeWidth={1.6} />}
      onClick={onRemove}
    />
  );
}

/** What files are called in the library, else by themselves. */
function useNames(): (file: string) => { name: string } {
  const library = useLibrary();
  return (file) => ({
    name: library.find(({ path }) => path === file)?.name ?? nameOfFile(file),
  });
}
