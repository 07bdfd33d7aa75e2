export { fillTemplate, formatPlainFact, type FormatFact } from './fill-template.js';
export { negotiateLanguage } from './negotiate-language.js';
export { platformProblems, type PlatformProblemCode } from './platform-problems.js';
export {
  problemContentType,
  type Language,
  type Localised,
  type ProblemDocument,
  type ProblemEntry,
  type ProblemFacts,
  type ProblemRegistry,
} from './problem-entry.js';
export { problemsOf } from './problem.js';
export { renderProblemsMarkdown, type ProblemChapter } from './render-problems.js';
