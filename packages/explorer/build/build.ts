/**
 * Builds the explorer with Vite into dist/: one script, one style sheet, one worker, and a page that names the first
 * two with the hash of their content.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { DIST, PACKAGE } from './dist.ts';
import { withIntegrity } from './integrity.ts';

/** Builds, whether it is needed or not. */
async function buildExplorer(): Promise<void> {
  await build({
    root: PACKAGE,
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: DIST,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: false,
      assetsInlineLimit: 0,
      sourcemap: false,
    },
  });
  const page = join(DIST, 'index.html');
  writeFileSync(
    page,
    withIntegrity(readFileSync(page, 'utf8'), (path) => readFileSync(join(DIST, path))),
  );
}

// Whoever starts the build, a test included, gets what citizens get.
process.env.NODE_ENV = 'production';
await buildExplorer();
