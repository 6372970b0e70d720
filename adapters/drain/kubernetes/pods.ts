// Which pods of a node are its load, out of the answers of the Kubernetes API: what a drain must see gone.
// Must never leave out a pod that it cannot judge: what is not understood counts as load.
import { z } from 'zod';

const owner = z.object({ kind: z.string(), controller: z.boolean().optional() });

export const podList = z.object({
  metadata: z.object({ continue: z.string().optional() }).optional(),
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string().min(1),
        namespace: z.string().min(1),
        annotations: z.record(z.string(), z.string()).optional(),
        ownerReferences: z.array(owner).optional(),
      }),
      status: z.object({ phase: z.string().optional() }).optional(),
    }),
  ),
});

export type Pod = z.infer<typeof podList>['items'][number];

const MIRROR = 'kubernetes.io/config.mirror';

/** DaemonSets put theirs back at once, static pods are the kubelet's own, ended ones carry nothing: as `kubectl drain` leaves them. */
export function isLoad({ metadata, status }: Pod): boolean {
  if (metadata.annotations?.[MIRROR] !== undefined) return false;
  if (metadata.ownerReferences?.some(({ kind, controller }) => kind === 'DaemonSet' && controller === true) === true)
    return false;
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

export const nodeView = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()).optional() }),
  spec: z.object({ unschedulable: z.boolean().optional() }),
});

export const nameOf = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`;
