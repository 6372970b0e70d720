// The cipher suites this BMC speaks (IPMI v2.0 table 22-20), as data: 17 (SHA-256, AES) and 3 (SHA-1, AES).
// Must never hold a suite without authentication, integrity and encryption: suite 0 lets anybody in.
export interface Suite {
  readonly id: 17 | 3;
  readonly authentication: number;
  readonly integrity: number;
  readonly confidentiality: number;
  readonly hash: 'sha256' | 'sha1';
  /** Length of RAKP 2 and 3 codes (whole) … */
  readonly digestLength: number;
  /** … and of RAKP 4 and packet codes (cut short). */
  readonly authCodeLength: number;
}

const SUITES: readonly Suite[] = [
  {
    id: 17,
    authentication: 0x03,
    integrity: 0x04,
    confidentiality: 0x01,
    hash: 'sha256',
    digestLength: 32,
    authCodeLength: 16,
  },
  {
    id: 3,
    authentication: 0x01,
    integrity: 0x01,
    confidentiality: 0x01,
    hash: 'sha1',
    digestLength: 20,
    authCodeLength: 12,
  },
];

export function suitesOf(ids: readonly (17 | 3)[]): readonly Suite[] {
  const suites = SUITES.filter((suite) => ids.includes(suite.id));
  if (suites.length === 0) throw new RangeError('a virtual BMC needs at least one cipher suite: 17 or 3');
  return suites;
}
