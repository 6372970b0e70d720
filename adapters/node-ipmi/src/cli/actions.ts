// What `node-ipmi` can be told to do: a row a word, with its arguments, what it does and how its answer is shown. Data and small functions only.
// Must never offer what the package refuses: suite 0, persistent boot devices, words it does not know.
import type { Bmc } from '../bmc.js';
import { CHASSIS_ACTIONS } from '../commands/chassis-control.js';
import type { IpmiResult } from '../result.js';
import { WATCHDOG_ACTIONS } from '../commands/watchdog.js';
import { BOOT_DEVICES } from '../commands/boot-options.js';
import { chassisLines, fruLines, infoLines, selLines, sensorLines, watchdogLines } from './words.js';

/** What is asked of one BMC, and how its value is shown to people. */
export interface Job<T = unknown> {
  readonly ask: (bmc: Bmc) => Promise<IpmiResult<T>>;
  readonly show: (value: T) => readonly string[];
  /** It changes something: said before it is done to more than one host. */
  readonly changes: boolean;
}

export interface Action {
  readonly usage: string;
  readonly about: string;
  /** Throws with what is wrong with the arguments. */
  readonly job: (args: readonly string[]) => Job;
}

const job = <T>(ask: Job<T>['ask'], show: Job<T>['show'], changes = false): Job =>
  ({ ask, show, changes }) as unknown as Job;
const did = (what: string) => (): readonly string[] => [what];

function oneOf<W extends string>(words: readonly W[], given: string | undefined, what: string): W {
  const found = words.find((word) => word === given);
  if (found === undefined) throw new Error(`${what} has to be one of ${words.join(', ')}`);
  return found;
}

function none(args: readonly string[]): void {
  if (args.length > 0) throw new Error(`${args[0]} is one word too many`);
}

const seconds = (given: string | undefined): number => {
  const value = Number(given);
  if (given === undefined || !/^\d{1,4}(?:\.\d)?$/.test(given) || value > 6553.5)
    throw new Error('a time-out is given in seconds, from 0.1 to 6553.5');
  return Math.round(value * 1000);
};

function hexBytes(args: readonly string[]): Buffer {
  return Buffer.from(
    args.map((word) => {
      const value = Number(word);
      if (!/^(?:0x[0-9a-fA-F]{1,2}|\d{1,3})$/.test(word) || value > 0xff)
        throw new Error(`${word} is no byte; write 0x2c or 44`);
      return value;
    }),
  );
}

export const ACTIONS: Readonly<Record<string, Action>> = {
  info: {
    usage: 'info',
    about: 'what this BMC is, and which cipher suites it offers',
    job: (args) => {
      none(args);
      return job(async (bmc) => {
        const id = await bmc.getDeviceId();
        if (id.kind !== 'done') return id;
        const suites = await bmc.cipherSuites();
        return suites.kind === 'done'
          ? { kind: 'done' as const, value: { ...id.value, cipherSuites: suites.value.map((suite) => suite.id) } }
          : suites;
      }, infoLines);
    },
  },
  power: {
    usage: `power status | ${CHASSIS_ACTIONS.join(' | ')}`,
    about: 'chassis power; an order is sent once, and an answer that is lost is "unknown"',
    job: ([what, ...rest]) => {
      none(rest);
      if (what === 'status') return job((bmc) => bmc.chassisStatus(), chassisLines);
      const action = oneOf(CHASSIS_ACTIONS, what, 'power');
      return job((bmc) => bmc.chassisControl(action), did(`power ${action}: done`), true);
    },
  },
  watchdog: {
    usage: `watchdog get | set <${WATCHDOG_ACTIONS.join('|')}> <seconds> | reset | off`,
    about: 'the watchdog: set loads it, reset starts it or starts it again',
    job: ([what, ...rest]) => {
      if (what === 'set') {
        const [action, time, ...more] = rest;
        none(more);
        const setting = {
          use: 'sms-os',
          action: oneOf(WATCHDOG_ACTIONS, action, 'the action'),
          timeoutMs: seconds(time),
          log: true,
        } as const;
        return job((bmc) => bmc.setWatchdog(setting), did('watchdog set; it does not run until reset'), true);
      }
      none(rest);
      switch (oneOf(['get', 'reset', 'off'], what, 'watchdog')) {
        case 'get':
          return job((bmc) => bmc.getWatchdog(), watchdogLines);
        case 'reset':
          return job((bmc) => bmc.resetWatchdog(), did('watchdog running'), true);
        case 'off':
          return job(
            (bmc) => bmc.setWatchdog({ use: 'sms-os', action: 'none', timeoutMs: 1000, log: true }),
            did('watchdog stopped'),
            true,
          );
      }
    },
  },
  sel: {
    usage: 'sel list | info',
    about: 'the event log; this program never clears it',
    job: ([what, ...rest]) => {
      none(rest);
      return oneOf(['list', 'info'], what, 'sel') === 'list'
        ? job((bmc) => bmc.sel(), selLines)
        : job(
            (bmc) => bmc.selInfo(),
            (info) => [`${info.entries} entries, ${info.freeBytes} bytes free${info.overflow ? ', OVERFLOW' : ''}`],
          );
    },
  },
  sensors: {
    usage: 'sensors',
    about: 'every sensor with its value, its unit and the thresholds it has crossed',
    job: (args) => {
      none(args);
      return job((bmc) => bmc.sensors(), sensorLines);
    },
  },
  fru: {
    usage: 'fru [device]',
    about: 'the inventory: chassis, board, product',
    job: ([device = '0', ...rest]) => {
      none(rest);
      if (!/^\d{1,3}$/.test(device)) throw new Error(`${device} is no FRU device`);
      return job((bmc) => bmc.fru(Number(device)), fruLines);
    },
  },
  watts: {
    usage: 'watts',
    about: 'what the machine draws (DCMI)',
    job: (args) => {
      none(args);
      return job(
        (bmc) => bmc.powerReading(),
        ({ watts, minWatts, maxWatts, meanWatts, measuring }) => [
          `${watts} W (${minWatts} to ${maxWatts}, mean ${meanWatts})${measuring ? '' : ', NOT MEASURING NOW'}`,
        ],
      );
    },
  },
  bootdev: {
    usage: `bootdev get | ${BOOT_DEVICES.join(' | ')} [efi]`,
    about: 'the boot device, for one boot only, read back',
    job: ([what, mode, ...rest]) => {
      none(rest);
      if (what === 'get') {
        none(mode === undefined ? [] : [mode]);
        return job(
          (bmc) => bmc.getBootDevice(),
          ({ device, valid, efi }) => [
            valid ? `${device}${efi ? ' (EFI)' : ''}, next boot only` : 'none: the node chooses',
          ],
        );
      }
      const device = oneOf(BOOT_DEVICES, what, 'the boot device');
      if (mode !== undefined) oneOf(['efi'], mode, 'the mode');
      return job(
        (bmc) => bmc.setBootDevice({ device, efi: mode === 'efi' }),
        ({ confirmed }) => [
          `boot device ${device}${confirmed ? ', read back' : ', but it could not be read back whole'}`,
        ],
        true,
      );
    },
  },
  raw: {
    usage: 'raw <netFn> <command> [byte ...]',
    about: 'any command, sent once; bytes as 0x2c or 44',
    job: (args) => {
      const [netFn, command] = hexBytes(args.slice(0, 2));
      if (netFn === undefined || command === undefined) throw new Error('raw needs a network function and a command');
      const data = hexBytes(args.slice(2));
      return job(
        (bmc) => bmc.raw({ netFn, command, data, repeatable: false }),
        (bytes) => [bytes.length === 0 ? 'done, no data' : bytes.toString('hex').replace(/(..)(?=.)/g, '$1 ')],
        true,
      );
    },
  },
};
