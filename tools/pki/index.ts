// What others may use of the PKI tool: benches and first starts make their certificates with it.
export { type DevPki, ensureDevPki, type Identity, type PairFiles } from './dev-pki.js';
