import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LevelStore } from './level-store.ts';
import { describeStore } from './testing/store-compliance.ts';

describeStore('LevelStore', (genesis) => LevelStore.open(mkdtempSync(join(tmpdir(), 'annals-store-')), genesis));
