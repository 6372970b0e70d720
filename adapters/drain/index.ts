// Ways to move a node's load away and back. Public surface of this folder.
// Never decides whether a node may be drained; that is cleared elsewhere.
export { commandDrain } from './command.js';
export { kubernetesApi } from './kubernetes/api.js';
export { kubernetesDrain } from './kubernetes/kubernetes.js';
export { noDrain } from './none.js';
