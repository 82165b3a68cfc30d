export { catalog, faultTables } from './catalog.ts';
export { readSettings, type Settings } from './settings.ts';
export { startServer, type Rim, type Server } from './start.ts';
