import { LayoutGrid, Tag } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/button.tsx';
import { Popover } from '../ui/popover.tsx';
import { BoardChooser } from './board-chooser.tsx';
import { commonTags, TagEditor } from './tag-editor.tsx';

export type MarkMenu = 'tags' | 'boards';

interface MarkMenusProps {
  ids: readonly string[];
  /** The menu that is open; keys open them too. */
  open: MarkMenu | null;
  onOpenChange(menu: MarkMenu | null): void;
  /** Before the focus returns to the menu's button. */
  onClosed(event: Event): void;
}

const icon = { 'aria-hidden': true, className: 'size-4', strokeWidth: 1.6 } as const;

/** Tags and boards of the selected pictures. */
export function MarkMenus({ ids, open, onOpenChange, onClosed }: MarkMenusProps) {
  const { t } = useTranslation();
  return (
    <>
      <Popover
        label={t('gallery.tags.title')}
        align="end"
        open={open === 'tags'}
        onOpenChange={(shown) => onOpenChange(shown ? 'tags' : null)}
        onClosed={onClosed}
        className="w-64 p-3"
        trigger={
          <IconButton size="small" label={t('gallery.tags.menu')} icon={<Tag {...icon} />} />
        }
      >
        <TagEditor ids={ids} tags={commonTags(ids)} autoFocus />
      </Popover>
      <Popover
        label={t('gallery.boards.title')}
        align="end"
        open={open === 'boards'}
        onOpenChange={(shown) => onOpenChange(shown ? 'boards' : null)}
        onClosed={onClosed}
        className="max-h-80 w-60 overflow-y-auto p-1.5"
        trigger={
          <IconButton
            size="small"
            label={t('gallery.boards.menu')}
            icon={<LayoutGrid {...icon} />}
          />
        }
      >
        <BoardChooser ids={ids} />
      </Popover>
    </>
  );
}
