export { createDatabase } from './postgres/create-database.js';
