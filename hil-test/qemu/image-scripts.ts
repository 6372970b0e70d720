// Where the scripts lie that build the bench's images. Must never be looked for in dist/: they are not built.
import { join } from 'node:path';
import { TOP } from '../checkout.js';

export const imageScripts: string = join(TOP, 'hil-test', 'qemu', 'images');
