// Privilege levels of IPMI (v2.0 §6.8) and the accounts that carry them.
// Must never let a level through that is not in the table: 0 and 1 are no working levels here, 5 (OEM) is not offered.
export const PRIVILEGE = { user: 2, operator: 3, administrator: 4 } as const;
export type Privilege = keyof typeof PRIVILEGE;

export interface BmcUser {
  readonly name: string;
  readonly password: string;
  readonly privilege: Privilege;
}

/** User 1 is the nameless one of §6.9, disabled here; real accounts start at 2. */
export const FIRST_USER_ID = 2;

export function isLevel(value: number): boolean {
  return value >= PRIVILEGE.user && value <= PRIVILEGE.administrator;
}

export function checkedUsers(users: readonly BmcUser[]): readonly BmcUser[] {
  for (const user of users) {
    const nameLength = Buffer.byteLength(user.name);
    if (nameLength < 1 || nameLength > 16)
      throw new RangeError(`BMC user name "${user.name}" must have 1 to 16 bytes (IPMI v2.0 §22.28)`);
    if (Buffer.byteLength(user.password) > 20)
      throw new RangeError(`the password of BMC user "${user.name}" has more than 20 bytes (IPMI v2.0 §22.30)`);
  }
  return users;
}
