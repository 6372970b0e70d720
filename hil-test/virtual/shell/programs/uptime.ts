// uptime: how long this boot has run; -s is not offered, /proc/uptime is.
// Must never count a boot that ended.
import { uptimeS } from '../../node/kernel-files.js';
import type { Program } from '../process.js';

export const uptime: Program = async ({ node, stdout }) => {
  const seconds = Math.floor(uptimeS(node));
  const at = new Date(node.wallMs()).toISOString().slice(11, 19);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  await stdout.write(` ${at} up ${hours}:${String(minutes).padStart(2, '0')},  load average: 0.00, 0.00, 0.00\n`);
  return 0;
};
