// Who is in a rack that was asked for by number, and what other programs are told about it.
// Must never tell a model or a secret: files are named, not read out.
import type { NodeSpec, VirtualRack } from './rack.js';

/** In a rack of 12 the last 2 are real-time nodes; in others one in six, counted from the end. */
export function cast(count: number, realTime = Math.floor(count / 6)): NodeSpec[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `node-${String(index + 1).padStart(2, '0')}`,
    platform: index < count - realTime ? 'rauc' : 'uboot-env',
  }));
}

/** What other programs get to know: no model, no secret. */
export function announcement(rack: VirtualRack): object {
  return {
    nodes: rack.nodes.map(({ id, platform, ssh, bmc, health }) => ({
      id,
      platform,
      ssh,
      bmc: { host: bmc.host, port: bmc.port, user: bmc.user },
      health: health.url,
    })),
    keyFile: rack.keyFile,
    passwordFile: rack.passwordFile,
  };
}
