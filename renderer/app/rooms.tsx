import { Columns2, Feather, History, Images, Package, Settings, TextSelect } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ComponentType, LazyExoticComponent } from 'react';
import { lazy } from 'react';

export type RoomName =
  | 'create'
  | 'compare'
  | 'gallery'
  | 'history'
  | 'tokens'
  | 'models'
  | 'settings';

interface Room {
  readonly name: RoomName;
  /** Where the rail leads. */
  readonly path: string;
  /** Paths the room answers to. */
  readonly route: string;
  readonly icon: LucideIcon;
  readonly Component: LazyExoticComponent<ComponentType>;
}

/** The rooms in the order of the rail and of the keys Alt+1 … Alt+7. Each is loaded when it is first entered. */
export const rooms: readonly Room[] = [
  {
    name: 'create',
    path: '/create',
    route: '/create',
    icon: Feather,
    Component: lazy(async () => ({
      default: (await import('../create/create-room.tsx')).CreateRoom,
    })),
  },
  {
    name: 'compare',
    path: '/compare',
    route: '/compare/:id?',
    icon: Columns2,
    Component: lazy(async () => ({
      default: (await import('../compare/compare-room.tsx')).CompareRoom,
    })),
  },
  {
    name: 'gallery',
    path: '/gallery',
    route: '/gallery/:id?',
    icon: Images,
    Component: lazy(async () => ({
      default: (await import('../gallery/gallery-room.tsx')).GalleryRoom,
    })),
  },
  {
    name: 'history',
    path: '/history',
    route: '/history',
    icon: History,
    Component: lazy(async () => ({
      default: (await import('../history/history-room.tsx')).HistoryRoom,
    })),
  },
  {
    name: 'tokens',
    path: '/tokens',
    route: '/tokens',
    icon: TextSelect,
    Component: lazy(async () => ({
      default: (await import('../tokens/tokens-room.tsx')).TokensRoom,
    })),
  },
  {
    name: 'models',
    path: '/models',
    route: '/models',
    icon: Package,
    Component: lazy(async () => ({
      default: (await import('../models/models-room.tsx')).ModelsRoom,
    })),
  },
  {
    name: 'settings',
    path: '/settings',
    route: '/settings',
    icon: Settings,
    Component: lazy(async () => ({
      default: (await import('../settings/settings-room.tsx')).SettingsRoom,
    })),
  },
];

/** Rooms within a room: they answer before it, and have no place in the rail. */
export const innerRooms: readonly Pick<Room, 'route' | 'Component'>[] = [
  {
    route: '/compare/pictures',
    Component: lazy(async () => ({
      default: (await import('../compare/pictures-room.tsx')).PicturesRoom,
    })),
  },
  {
    route: '/compare/packs',
    Component: lazy(async () => ({
      default: (await import('../packs/packs-room.tsx')).PacksRoom,
    })),
  },
  {
    route: '/compare/blind',
    Component: lazy(async () => ({
      default: (await import('../votes/votes-room.tsx')).VotesRoom,
    })),
  },
  {
    route: '/compare/grids',
    Component: lazy(async () => ({
      default: (await import('../grids/grids-room.tsx')).GridsRoom,
    })),
  },
  {
    route: '/models/cleaning',
    Component: lazy(async () => ({
      default: (await import('../cleaning/cleaning-room.tsx')).CleaningRoom,
    })),
  },
];
