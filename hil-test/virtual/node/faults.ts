// What can be broken at a node beside its images and its BMC: tests change the fields while it runs.
// Must never be wrong by itself: all off by default.
export interface NodeFaults {
  /** SSH connections are accepted and never answered. */
  sshSilent: boolean;
  /** No packet passes in either direction; what was under way continues when the link is back, as TCP would. */
  linkDown: boolean;
  /** The SSH server shows another host key than the one the rack wrote down. */
  hostKeyChanged: boolean;
  /** Every write to /data fails for want of space. */
  diskFull: boolean;
  /** The wall clock starts at 1970, as with an empty clock battery. */
  clockAt1970: boolean;
  /** The firmware stops the BMC's watchdog during POST (IPMI has one timer, shared by all). */
  postStopsWatchdog: boolean;
  /** Orders to shut down are taken and then hang: only the power or reset line helps. */
  shutdownHangs: boolean;
}

export function noNodeFaults(): NodeFaults {
  return {
    sshSilent: false,
    linkDown: false,
    hostKeyChanged: false,
    diskFull: false,
    clockAt1970: false,
    postStopsWatchdog: false,
    shutdownHangs: false,
  };
}
