// The one channel this BMC has: number 1, a LAN. How the channel commands name it.
// Must never answer for a channel that does not exist.
export const LAN_CHANNEL = 1;
const THIS_CHANNEL = 0x0e;

export function isLanChannel(byte: number | undefined): boolean {
  const channel = (byte ?? 0) & 0x0f;
  return channel === LAN_CHANNEL || channel === THIS_CHANNEL;
}
