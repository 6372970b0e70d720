// The access settings of the LAN channel (IPMI v2.0 §22.22): the lasting ones and those in force. They are kept and told; this bench's LAN stays open
// whatever they say, for a test that locks itself out proves nothing. Must never mix the two.
export interface AccessSetting {
  /** Mode in bits 2:0, what is off in bits 5:3. */
  readonly access: number;
  readonly privilegeLimit: number;
}

const ALWAYS_AVAILABLE = 0x02;
const NO_PEF_ALERTS = 0x20;
const ADMINISTRATOR = 4;

export class ChannelAccess {
  #lasting: AccessSetting = { access: ALWAYS_AVAILABLE | NO_PEF_ALERTS, privilegeLimit: ADMINISTRATOR };
  #present: AccessSetting = this.#lasting;

  get(kept: 'lasting' | 'present'): AccessSetting {
    return kept === 'lasting' ? this.#lasting : this.#present;
  }
  set(kept: 'lasting' | 'present', change: Partial<AccessSetting>): void {
    if (kept === 'lasting') this.#lasting = { ...this.#lasting, ...change };
    else this.#present = { ...this.#present, ...change };
  }
}
