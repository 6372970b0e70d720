// RMCP+ and RAKP status codes (IPMI v2.0 §13.24, table 13-15) as text a person can act on.
// Must never decide anything but which refusals are worth another try or another suite.

const TEXTS: Readonly<Record<number, string>> = {
  0x01: 'the BMC has no resources for another session: all its session slots are taken; wait a minute for idle ones to expire, or close them',
  0x02: 'the BMC does not know this session ID',
  0x03: 'the BMC does not know this payload type',
  0x04: 'the BMC does not take the authentication algorithm of this cipher suite',
  0x05: 'the BMC does not take the integrity algorithm of this cipher suite',
  0x06: 'no matching authentication payload',
  0x07: 'no matching integrity payload',
  0x08: 'the BMC says that the session is inactive',
  0x09: 'the BMC does not take the role; check the privilege limit of the user',
  0x0a: 'the role or privilege level is not allowed to this user',
  0x0b: 'the BMC has no resources for a session in this role',
  0x0c: 'the BMC does not take the length of the user name',
  0x0d: 'the user name is not authorised on this BMC; check the user',
  0x0e: 'the BMC does not take the GUID',
  0x0f: 'the BMC found the integrity check value wrong; check the password and Kg',
  0x10: 'the BMC does not take the confidentiality algorithm of this cipher suite',
  0x11: 'the BMC has no cipher suite that matches the proposal',
  0x12: 'the BMC read an illegal parameter',
};

const SUITE_REFUSED: ReadonlySet<number> = new Set([0x04, 0x05, 0x10, 0x11]);
const SET_UP_LOST: ReadonlySet<number> = new Set([0x02, 0x08]);

export function statusText(status: number): string {
  return `${TEXTS[status] ?? 'unknown status'} (RMCP+ status ${status.toString(16).padStart(2, '0')}h)`;
}

/** The BMC does not have this suite: the next one of the caller's list may be tried. */
export function refusesSuite(status: number): boolean {
  return SUITE_REFUSED.has(status);
}

/** The BMC forgot the half-open session, for instance by a restart: a fresh Open Session can help. */
export function lostSetUp(status: number): boolean {
  return SET_UP_LOST.has(status);
}
