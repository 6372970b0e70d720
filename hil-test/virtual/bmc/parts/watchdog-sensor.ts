// The watchdog as a sensor: the numbers that its SDR and its events in the SEL must agree on (IPMI v2.0 table 42-3).
// Must never change in one place only: tools match events to records by them.
export const WATCHDOG_SENSOR = { type: 0x23, number: 0x01, eventType: 0x6f } as const;
