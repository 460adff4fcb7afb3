// `make lint`: the scripts use only features of the oldest browsers of static/.browserslistrc.
import newerThanFloor from './newer_than_floor.js';

export default [{
  // The version of the language that all browsers of the floor support, except for the features below.
  languageOptions: { ecmaVersion: 2022 },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
  plugins: { ours: { rules: { 'newer-than-floor': newerThanFloor } } },
  rules: {
    'ours/newer-than-floor': 'error',
    'no-restricted-syntax': ['error',
      { selector: 'StaticBlock', message: 'Safari before 16.4 has no static blocks.' },
      { selector: 'TemplateLiteral TemplateLiteral', message: 'rjsmin 1.2 takes a nested template for code: its spaces go.' },
      { selector: 'Literal[regex.pattern=/\\(\\?<[=!]/]', message: 'Safari before 16.4 has no lookbehind.' },
    ],
  },
}];
