// Orders a reboot. The order is sent once. A connection that drops while the node answers is exactly what a reboot looks like, and
// also what a broken cable looks like: it is `unknown`, and only a new boot id tells.
import type { Outcome } from '#safety/vocabulary/outcome.js';
import type { Ssh } from '../ssh/index.js';
import { outcomeOf, ranOf } from './answers.js';

export const orderReboot = async (ssh: Ssh, deadlineMs: number): Promise<Outcome> =>
  outcomeOf(ranOf('reboot', await ssh.exec(['reboot'], { deadlineMs })));
