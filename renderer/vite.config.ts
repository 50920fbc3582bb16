import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The page is built once and served by both doors: over HTTP in the browser, by a file protocol in the desktop window.
 * Hence the relative base. Assets are never inlined as data URLs, so that the page's content security policy can
 * forbid them for fonts.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2023',
  },
});
