import { useMutation } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { queryClient, studioQuery } from '../api/studio.ts';
import { goTo } from '../state/location.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { FileChooser } from '../ui/file-chooser.tsx';

/** Takes a pack in from a JSON file of the user's. */
export function AddPack() {
  const { t } = useTranslation();
  const add = useMutation(studioQuery.packs.add.mutationOptions());
  const take = (file: File) => {
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
      <FileChooser
        size="small"
        look="quiet"
        label={t('packs.addFile')}
        accept=".json,application/json"
        onChoose={([file]) => take(file)}
      >
        <Plus aria-hidden className="size-4" strokeWidth={1.6} />
        {t('packs.add')}
      </FileChooser>
      {add.isError ? <ErrorNotice error={add.error} compact /> : null}
    </div>
  );
}
