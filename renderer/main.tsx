import '@fontsource/ibm-plex-sans/latin-400.css';
import '@fontsource/ibm-plex-sans/latin-500.css';
import '@fontsource/shippori-mincho/500.css';
import '@fontsource/zen-kaku-gothic-new/400.css';
import '@fontsource/zen-kaku-gothic-new/500.css';
import '@fontsource/zen-kaku-gothic-new/700.css';
import './styles/main.css';

import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { keepConnected } from './api/connection.ts';
import { watchMissingParts } from './api/missing-parts.ts';
import { reportUncaught } from './api/report-failure.ts';
import { queryClient } from './api/studio.ts';
import { App } from './app/app.tsx';
import { startTranslation } from './i18n/i18n.ts';
import { applyPreferences } from './state/preferences.ts';
import { openDesk } from './state/desk-jobs.ts';
import { watchGridRuns } from './state/grid-runs.ts';
import { watchPackRuns } from './state/pack-runs.ts';
import { watchQueue } from './state/queue-state.ts';
import { watchGallery } from './state/watch-gallery.ts';

watchMissingParts();
reportUncaught();
applyPreferences();
await startTranslation();
void keepConnected(() => void queryClient.invalidateQueries());
void watchQueue();
void watchGallery();
void watchPackRuns();
void watchGridRuns();
// Without a studio, which the connection's own notice says, there is nothing to follow.
openDesk().catch(() => {});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root to draw into.');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
