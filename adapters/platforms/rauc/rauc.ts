// The platform port for nodes with RAUC 1.8 and GRUB. Assembly only: every changing method spends its clearance first and acts on the
// slot and image that were cleared in it, never on what the caller says (DESIGN.md, rule 6).
import { spendClearance } from '#safety/clearance.js';
import type { NodeId } from '#safety/vocabulary/names.js';
import type { Platform } from '../../ports/platform.js';
import type { Ssh } from '../../ssh/index.js';
import { assertCleared } from '../cleared-image.js';
import { readBackDevice } from '../read-back.js';
import { orderReboot } from '../reboot.js';
import { markGood, rebootOnce, restoreKnownGood } from './boot-state.js';
import { checkRaucBootConfig } from './check-boot-config.js';
import { RAUC_DEFAULTS, type RaucConfig } from './config.js';
import { lookAtBoot, lookAtRauc } from './look.js';
import { stageBundle } from './stage.js';

export interface RaucOptions {
  readonly node: NodeId;
  readonly ssh: Ssh;
  readonly config?: Partial<RaucConfig>;
}

export function createRauc({ node, ssh, config: given }: RaucOptions): Platform {
  const config: RaucConfig = { ...RAUC_DEFAULTS, ...given };
  return {
    async look() {
      const look = await lookAtBoot(ssh, config);
      return look.kind === 'seen' ? { kind: 'seen', value: look.value.host } : look;
    },
    checkBootConfig: () => checkRaucBootConfig(ssh, config),
    async readBack(slot, content) {
      const look = await lookAtRauc(ssh, config);
      if (look.kind !== 'seen') return look;
      return readBackDevice(ssh, look.value.status.slots[slot].device, content, config.readBackDeadlineMs);
    },
    async stage(clearance, image) {
      const cleared = spendClearance(clearance, 'stage', node);
      assertCleared(cleared, image);
      return stageBundle(ssh, config, cleared.slot, image);
    },
    async markGood(clearance) {
      return markGood(ssh, config, spendClearance(clearance, 'mark-good', node).slot);
    },
    async restoreKnownGood(clearance) {
      return restoreKnownGood(ssh, config, spendClearance(clearance, 'restore-known-good', node).slot);
    },
    async reboot(clearance) {
      spendClearance(clearance, 'reboot', node);
      return orderReboot(ssh, config.commandDeadlineMs);
    },
    async rebootOnce(clearance) {
      return rebootOnce(ssh, config, spendClearance(clearance, 'reboot-once', node).slot);
    },
    close: () => ssh.close(),
  };
}
