export { JsonProblem, type JsonFault } from './json-problem.js';
export { readJson, readJsonNow } from './strict-json.js';
