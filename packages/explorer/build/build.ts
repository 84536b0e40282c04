/**
 * Builds the explorer with Vite into dist/: one script, one style sheet, one worker, and a page that names the first
 * two with the hash of their content.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { DIST, PACKAGE } from './dist.ts';
import { withIntegrity } from './integrity.ts';

/** Builds, whether it is needed or not. */
async function buildExplorer(): Promise<void> {
  // Two builds at once must not write into each other: each has a folder of its own, and the last one stays.
  const folder = join(PACKAGE, 'node_modules', `.build-${process.pid}`);
  await build({
    root: PACKAGE,
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: false,
      assetsInlineLimit: 0,
      sourcemap: false,
    },
  });
  const page = join(folder, 'index.html');
  writeFileSync(
    page,
    withIntegrity(readFileSync(page, 'utf8'), (path) => readFileSync(join(folder, path))),
  );
  rmSync(DIST, { recursive: true, force: true });
  renameSync(folder, DIST);
}

// Whoever starts the build, a test included, gets what citizens get.
process.env.NODE_ENV = 'production';
await buildExplorer();
