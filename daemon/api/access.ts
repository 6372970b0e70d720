// Who may call what. Three doors: TLS (roles are granted to identities in the configuration) and the rack's two Unix sockets (file mode and
// group decide who gets that far; Node sees no peer credentials). Everyone who gets in may stop (rule 7); nothing is allowed by omission.
import { status } from '@grpc/grpc-js';
import type { AuthContext } from '@grpc/grpc-js/build/src/auth-context.js';
import type { RackConfig, Role } from '../config/schema.js';
import type { Caller } from './core.js';
import { identify } from './identity.js';
import { Refusal } from './refusal.js';

export type Door = 'tls' | 'look' | 'act';

export const METHOD_ROLES = {
  GetRack: 'look',
  WatchRack: 'look',
  PlanSwap: 'look',
  GetSwap: 'look',
  ExportLog: 'look',
  StageImage: 'start',
  StartSwap: 'start',
  Rollback: 'start',
  Recover: 'start',
  Resume: 'resume',
  EmergencyStop: 'anyone',
  Health: 'anyone',
} as const satisfies Record<string, Role | 'anyone'>;

export type Method = keyof typeof METHOD_ROLES;

const SOCKET_ROLES: Readonly<Record<'look' | 'act', readonly Role[]>> = {
  look: ['look'],
  act: ['look', 'start', 'resume'],
};

interface AnyCall {
  getAuthContext(): AuthContext;
}

export type Admit = (call: AnyCall, method: Method) => Caller;

/** Gives the caller, or throws a Refusal. */
export function admission(door: Door, config: Pick<RackConfig, 'trustDomain' | 'grants'>): Admit {
  const granted = new Map(config.grants.map(({ identity, roles }) => [identity, roles]));
  return (call, method) => {
    const identity = door === 'tls' ? identityOnTls(call, config.trustDomain) : `unix:${door}`;
    const roles = door === 'tls' ? (granted.get(identity) ?? []) : SOCKET_ROLES[door];
    const role = METHOD_ROLES[method];
    if (role === 'anyone' || roles.includes(role)) return { identity };
    const remedy = door === 'tls' ? `grant it the role "${role}" in the rack's configuration` : 'use the socket to act';
    throw new Refusal(status.PERMISSION_DENIED, `${identity} may not call ${method}: ${remedy}`);
  };
}

function identityOnTls(call: AnyCall, trustDomain: string): string {
  const who = identify(call.getAuthContext().sslPeerCertificate?.raw, trustDomain);
  if (who.kind === 'known') return who.identity;
  throw new Refusal(status.PERMISSION_DENIED, who.text);
}
