import { useMutation, useQuery } from '@tanstack/react-query';
import { File, FolderOpen, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Addition } from '../../electron/api/contract/additions.ts';
import { desktopBridge } from '../api/bridge.ts';
import { describeFieldProblem } from '../api/error-words.ts';
import { queryClient, studio, studioQuery } from '../api/studio.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { formatBytes } from '../ui/format.ts';
import { TextField } from '../ui/text-field.tsx';
import { DropPlace } from './drop-place.tsx';
import { EditAddition } from './edit-addition.tsx';

const askEvery = 2000;

/** LoRAs, embeddings and VAEs that can be chosen by their names, and how more come in. */
export function AdditionLibrary() {
  const { t } = useTranslation();
  const query = useQuery({
    ...studioQuery.additions.list.queryOptions(),
    // Files may have been moved since.
    refetchOnMount: 'always',
    // They are read through in the background.
    refetchInterval: ({ state }) =>
      state.data?.some((one) => one.state === 'ready' && one.sha256 === null) ? askEvery : false,
  });
  const all = query.data ?? [];
  return (
    <section aria-label={t('models.library.title')} className="mt-8 max-w-[700px]">
      <h2 className="font-mincho text-lg">{t('models.library.title')}</h2>
      <p className="mt-1 mb-3 text-sm text-quiet">{t('models.library.note')}</p>
      {query.isError ? <ErrorNotice error={query.error} /> : null}
      {all.length === 0 ? null : (
        <ul className="mb-4 divide-y divide-line rounded-md border border-line bg-raised">
          {all.map((addition) => (
            <AdditionRow key={addition.id} addition={addition} />
          ))}
        </ul>
      )}
      <AddAddition />
    </section>
  );
}

function AdditionRow({ addition }: { addition: Addition }) {
  const { t, i18n } = useTranslation();
  const [editing, setEditing] = useState(false);
  const { kind, name, notes, path, state, bytes, sha256 } = addition;
  return (
    <li className="px-3 py-2">
      <div className="flex items-center gap-3">
        <div className="min-w-0 grow">
          <p className="truncate text-sm">
            {name}
            <span className="ml-2 text-xs text-quiet">
              {t(`create.added.${kind}.name`)} · {formatBytes(bytes, i18n.language)}
            </span>
          </p>
          <p className="truncate text-xs text-quiet" title={sha256 ?? path}>
            {state === 'missing' ? (
              <span className="text-danger">{t('models.library.missing')} </span>
            ) : null}
            {notes === '' ? path : notes}
          </p>
        </div>
        <IconButton
          size="small"
          label={t('models.library.edit', { name })}
          aria-expanded={editing}
          icon={<Pencil aria-hidden className="size-3.5" />}
          onClick={() => setEditing(!editing)}
        />
      </div>
      {editing || state === 'missing' ? (
        <EditAddition addition={addition} onDone={() => setEditing(false)} />
      ) : null}
    </li>
  );
}

function AddAddition() {
  const { t } = useTranslation();
  const [path, setPath] = useState('');
  const bridge = desktopBridge();
  const adding = useMutation({
    mutationFn: (file: string) => studio.additions.add({ path: file }),
    onSuccess: (_added, file) => {
      // Another one may have been written meanwhile.
      setPath((now) => (now.trim() === file ? '' : now));
      void queryClient.invalidateQueries({ queryKey: studioQuery.additions.key() });
    },
  });
  const add = (file: string | null) => {
    if (file !== null && file.trim() !== '') adding.mutate(file.trim());
  };
  const problem = describeFieldProblem(adding.error, t);
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label={t('models.library.path')}
        placeholder="/home/…/ink.safetensors"
        value={path}
        error={problem}
        onValueChange={setPath}
        onEnter={() => add(path)}
      />
      <div className="flex gap-2">
        <Button
          size="small"
          disabled={path.trim() === '' || adding.isPending}
          onClick={() => add(path)}
        >
          {t('models.library.add')}
        </Button>
        {bridge ? (
          <>
            <Button size="small" onClick={() => void bridge.pickFile().then(add)}>
              <File aria-hidden className="size-4" strokeWidth={1.6} />
              {t('models.add.pickFile')}
            </Button>
            <Button size="small" onClick={() => void bridge.pickFolder().then(add)}>
              <FolderOpen aria-hidden className="size-4" strokeWidth={1.6} />
              {t('models.add.pickFolder')}
            </Button>
          </>
        ) : null}
      </div>
      {adding.error === null || problem !== null ? null : (
        <ErrorNotice error={adding.error} reveal />
      )}
      <DropPlace
        label={t('models.library.drop')}
        over={t('models.library.dropHere')}
        onDrop={add}
      />
    </div>
  );
}
