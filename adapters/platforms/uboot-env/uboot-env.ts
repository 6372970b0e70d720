// The platform port for nodes with U-Boot and no updater, such as real-time ones: raw slot images over SSH, boot state by fw_setenv.
// Assembly only: every changing method spends its clearance first and acts on the slot and image that were cleared in it.
import { spendClearance } from '#safety/clearance.js';
import type { NodeId } from '#safety/vocabulary/names.js';
import type { Platform } from '../../ports/platform.js';
import type { Ssh } from '../../ssh/index.js';
import { assertCleared } from '../cleared-image.js';
import { readBackDevice } from '../read-back.js';
import { orderReboot } from '../reboot.js';
import { markGood, rebootOnce, restoreKnownGood } from './boot-state.js';
import { checkUbootBootConfig } from './check-boot-config.js';
import { UBOOT_ENV_DEFAULTS, type UbootEnvConfig } from './config.js';
import { lookAtUboot } from './look.js';
import { stageRaw } from './stage.js';

export interface UbootEnvOptions {
  readonly node: NodeId;
  readonly ssh: Ssh;
  readonly config: Pick<UbootEnvConfig, 'slots'> & Partial<UbootEnvConfig>;
}

export function createUbootEnv({ node, ssh, config: given }: UbootEnvOptions): Platform {
  const config: UbootEnvConfig = { ...UBOOT_ENV_DEFAULTS, ...given };
  return {
    async look() {
      const look = await lookAtUboot(ssh, config);
      return look.kind === 'seen' ? { kind: 'seen', value: look.value.host } : look;
    },
    checkBootConfig: () => checkUbootBootConfig(ssh, config),
    readBack: (slot, content) => readBackDevice(ssh, config.slots[slot], content, config.readBackDeadlineMs),
    async stage(clearance, image) {
      const cleared = spendClearance(clearance, 'stage', node);
      assertCleared(cleared, image);
      return stageRaw(ssh, config, cleared.slot, image);
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
