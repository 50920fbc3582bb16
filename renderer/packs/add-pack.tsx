import { useMutation } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';

/** Takes a pack in from a JSON file of the user's. */
export function AddPack() {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const add = useMutation(studioQuery.packs.add.mutationOptions());
  const take = (file: File | undefined) => {
    if (!file) return;
    void file.text().then((json) =>
      add.mutate(
        { json },
        {
          onSuccess: ({ id }) => {
            void queryClient.invalidateQueries({ queryKey: studioQuery.packs.key() });
            goTo(`?pack=${id}`, { replace: true });
          },
        },
      ),
    );
  };
  return (
    <div className="mt-2 flex flex-col gap-2">
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        aria-label={t('packs.addFile')}
        tabIndex={-1}
        className="hidden"
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <Button size="small" look="quiet" onClick={() => input.current?.click()}>
        <Plus aria-hidden className="size-4" strokeWidth={1.6} />
        {t('packs.add')}
      </Button>
      {add.isError ? <ErrorNotice error={add.error} compact /> : null}
    </div>
  );
}
