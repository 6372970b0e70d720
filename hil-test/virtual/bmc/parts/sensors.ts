// The sensors of the machine behind this BMC: what each measures, how its raw byte is scaled, and what it reads now (IPMI v2.0 §43.1).
// Chosen so that every kind of arithmetic in a reader is used: signs, offsets, exponents, a curve. Must never read anything for a machine that is off
// but what still draws standby power.
import type { Machine } from '../machine.js';

const TEMPERATURE = 0x01;
const VOLTAGE = 0x02;
const FAN = 0x04;
const POWER_SUPPLY = 0x08;
const OTHER = 0x0b;
const CELSIUS = 1;
const VOLTS = 4;
const WATTS = 6;
const RPM = 18;
const HERTZ = 19;
const UNSPECIFIED = 0;
const PERCENT = 0x01;
const TWOS_COMPLEMENT = 0x80;
const ONE_OVER_X = 7;

/** Raw, in the order of the readable-threshold mask: lower non-critical, critical, non-recoverable, then upper. */
export type Thresholds = readonly (number | undefined)[];

/** The readable-threshold mask of a sensor (§43.1, byte 19). */
export const readableMask = (thresholds: Thresholds): number =>
  thresholds.reduce((mask: number, raw, bit) => (raw === undefined ? mask : mask | (1 << bit)), 0);

export interface AnalogSensor {
  readonly kind: 'analog';
  readonly name: string;
  readonly number: number;
  readonly type: number;
  /** The first units byte: number format, rate, percentage. */
  readonly unitFlags: number;
  readonly unit: number;
  readonly linearisation: number;
  readonly m: number;
  readonly b: number;
  readonly bExponent: number;
  readonly resultExponent: number;
  readonly thresholds: Thresholds;
  /** Undefined: not available now. */
  readonly raw: (machine: Machine) => number | undefined;
}

export interface StateSensor {
  readonly kind: 'states';
  readonly name: string;
  readonly number: number;
  readonly type: number;
  readonly eventType: number;
  readonly states: (machine: Machine) => number;
}

export type Sensor = AnalogSensor | StateSensor;

const LINEAR = { kind: 'analog', unitFlags: 0, linearisation: 0, m: 1, b: 0, bExponent: 0, resultExponent: 0 } as const;

/** Sensor number 1 is the watchdog's. */
export const SENSORS: readonly Sensor[] = [
  {
    ...LINEAR,
    name: 'CPU Temp',
    number: 0x10,
    type: TEMPERATURE,
    unit: CELSIUS,
    thresholds: [undefined, undefined, undefined, 85, 95, 105],
    raw: (machine) => (machine.isOn() ? 48 : 21),
  },
  {
    ...LINEAR,
    name: 'Inlet Temp',
    number: 0x11,
    type: TEMPERATURE,
    unit: CELSIUS,
    unitFlags: TWOS_COMPLEMENT,
    thresholds: [0xf6, 0xec],
    // A lunar night beside an open airlock: minus 7.
    raw: () => 0xf9,
  },
  {
    ...LINEAR,
    name: 'Fan 1',
    number: 0x20,
    type: FAN,
    unit: RPM,
    m: 60,
    thresholds: [20, 10],
    raw: (machine) => (machine.isOn() ? 120 : undefined),
  },
  {
    ...LINEAR,
    name: '12V',
    number: 0x30,
    type: VOLTAGE,
    unit: VOLTS,
    m: 63,
    resultExponent: -3,
    thresholds: [180, 175, undefined, 205, 210],
    raw: (machine) => (machine.isOn() ? 190 : 0),
  },
  {
    ...LINEAR,
    name: 'Humidity',
    number: 0x31,
    type: OTHER,
    unit: UNSPECIFIED,
    unitFlags: PERCENT,
    m: 5,
    b: -20,
    bExponent: 1,
    resultExponent: -1,
    thresholds: [],
    raw: () => 110,
  },
  {
    ...LINEAR,
    name: 'Pump',
    number: 0x32,
    type: OTHER,
    unit: HERTZ,
    linearisation: ONE_OVER_X,
    resultExponent: -2,
    thresholds: [],
    raw: (machine) => (machine.isOn() ? 4 : undefined),
  },
  {
    ...LINEAR,
    name: 'Power',
    number: 0x40,
    type: OTHER,
    unit: WATTS,
    m: 4,
    thresholds: [undefined, undefined, undefined, 200, 225],
    raw: (machine) => wattsOf(machine) / 4,
  },
  {
    kind: 'states',
    name: 'PSU 1',
    number: 0x50,
    type: POWER_SUPPLY,
    eventType: 0x6f,
    // Present; input lost while there is no power at all is not modelled.
    states: () => 0x0001,
  },
];

/** What the whole machine draws. */
export const wattsOf = (machine: Machine): number => (machine.isOn() ? 240 : 12);
