// Privilege levels as access commands report them (IPMI v2.0 §6.8); a session asks for two of them only, see set-session-privilege.ts.
// Must never make a level out of a code that the specification leaves open.

export const PRIVILEGE_LEVEL = {
  callback: 0x1,
  user: 0x2,
  operator: 0x3,
  administrator: 0x4,
  oem: 0x5,
  'no-access': 0xf,
} as const;
export type PrivilegeLevel = keyof typeof PRIVILEGE_LEVEL;
