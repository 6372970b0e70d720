// The boot option parameters this BMC has (IPMI v2.0 table 28-14), as data: length, how to read, how to write.
// Must never gain a parameter whose effect is not modelled: others answer 80h.
import type { BmcState } from '../state.js';

export const SET_IN_PROGRESS = 0;
const SET_COMPLETE = 0;
const IN_PROGRESS = 1;
const COMMIT = 2;

export interface BootParameter {
  readonly length: number;
  readonly read: (bmc: BmcState) => readonly number[];
  /** False: a value the specification reserves. */
  readonly write: (bmc: BmcState, data: Buffer) => boolean;
}

export const BOOT_PARAMETERS: Readonly<Record<number, BootParameter>> = {
  [SET_IN_PROGRESS]: {
    length: 1,
    read: (bmc) => [bmc.bootOptions.setInProgress],
    write(bmc, data) {
      const value = (data[0] ?? 0) & 0x03;
      if (value > COMMIT) return false;
      // Writes take effect at once here, so there is nothing left to commit.
      bmc.bootOptions.setInProgress = value === IN_PROGRESS ? IN_PROGRESS : SET_COMPLETE;
      return true;
    },
  },
  3: {
    length: 1,
    read: (bmc) => [bmc.bootOptions.validBitClearing],
    write(bmc, data) {
      bmc.bootOptions.validBitClearing = (data[0] ?? 0) & 0x1f;
      return true;
    },
  },
  4: {
    length: 2,
    read: (bmc) => [0x00, bmc.bootOptions.acknowledge],
    write(bmc, data) {
      const [mask = 0, bits = 0] = data;
      bmc.bootOptions.acknowledge = (bmc.bootOptions.acknowledge & ~mask) | (bits & mask);
      return true;
    },
  },
  5: {
    length: 5,
    read: (bmc) => [...bmc.bootOptions.flags().raw],
    write(bmc, data) {
      bmc.bootOptions.setFlags(data);
      return true;
    },
  },
};
