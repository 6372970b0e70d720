// The images a rack holds. What the daemon may import of this folder; signing is beside it and not in here.
export { type ImageStoreOptions, openImageStore } from './image-store.js';
