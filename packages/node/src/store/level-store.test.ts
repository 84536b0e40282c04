import { LevelStore } from './level-store.ts';
import { describeStore } from './testing/store-compliance.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describeStore('LevelStore', (genesis) => LevelStore.open(temporaryFolder('store'), genesis));
