// Events in words: one line each, for the stream, the screen and pino. The log itself keeps the data.
import type { Event } from './events.js';

export function inWords(event: Event): string {
  switch (event.kind) {
    case 'rackd.started':
      return `rackd ${event.version} started`;
    case 'swap.requested':
      return `${event.goal} of ${event.node}${event.image ? ` to ${short(event.image)}` : ''} requested by ${event.by}${event.why ? `: ${event.why}` : ''}`;
    case 'swap.refused':
      return `refused for ${event.node}: ${event.reasons.map((reason) => `${reason.rule} ${reason.text}`).join(' ')}`;
    case 'swap.entered':
      return `${event.node} ${event.state}: ${event.why}`;
    case 'swap.waiting':
      return `${event.node} waits to ${event.action}: ${event.reasons.map((reason) => `${reason.rule} ${reason.text}`).join(' ')}`;
    case 'swap.rollback-asked':
      return `${event.by} asked to turn ${event.node} back${event.why ? `: ${event.why}` : ''}`;
    case 'intent.opened':
      return `${event.node} ${actionInWords(event.action)}${event.rung ? ` (ladder: ${event.rung})` : ''}`;
    case 'intent.closed':
      return `${event.node} ${event.outcome}${event.text ? `: ${event.text}` : ''}`;
    case 'node.observed':
      return `${event.node} ${event.what}: ${event.text}`;
    case 'known-good.recorded':
      return `${event.node} known-good is slot ${event.slot} with ${short(event.image)}: ${event.why}`;
    case 'quarantine.set':
      return `${event.node} QUARANTINED, needs hands: ${event.reason}`;
    case 'quarantine.cleared':
      return `${event.node} out of quarantine, by ${event.by}${event.why ? `: ${event.why}` : ''}`;
    case 'stop.set':
      return `EMERGENCY STOP by ${event.by}${event.why ? `: ${event.why}` : ''}`;
    case 'stop.cleared':
      return `stop lifted by ${event.by}${event.why ? `: ${event.why}` : ''}`;
  }
}

type LoggedAction = Extract<Event, { kind: 'intent.opened' }>['action'];

export function actionInWords(action: LoggedAction): string {
  switch (action.kind) {
    case 'stage':
      return `writes ${short(action.image)} to slot ${action.slot}`;
    case 'reboot-once':
      return `reboots into slot ${action.slot} for one try`;
    case 'arm':
      return `arms the dead-man, ${action.timeoutMs / 1000} s`;
    case 'mark-good':
      return `marks slot ${action.slot} good`;
    case 'restore-known-good':
      return `pins the known-good slot ${action.slot}`;
    case 'power':
      return `power ${action.how}`;
    case 'kick':
      return 'kicks the dead-man';
    case 'disarm':
      return 'disarms the dead-man';
    case 'begin':
    case 'begin-recovery':
    case 'drain':
    case 'undrain':
    case 'reboot':
      return action.kind;
  }
}

export const short = (digest: string): string => digest.slice(0, 'sha256:'.length + 12);
