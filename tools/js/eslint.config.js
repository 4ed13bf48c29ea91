// The floor is Chrome 90 and Safari 14: ES2020 syntax, and nothing that came to browsers later.
import js from "@eslint/js";
import globals from "globals";

const tooNew = [
  ["crypto", "randomUUID"],
  ["Array", "fromAsync"],
  ["Object", "hasOwn"],
  ["Object", "groupBy"],
  ["Promise", "any"],
  ["Promise", "withResolvers"],
];
const methodsTooNew = ["at", "replaceAll", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced"];

export default [
  { ignores: ["**/vendor/**", "**/node_modules/**"] },
  js.configs.recommended,
  {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2020, sourceType: "module", globals: { ...globals.browser } },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-implicit-globals": "error",
      "no-eval": "error",
      "no-console": ["error", { allow: ["warn", "error"] }],
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrors: "none" }],
      "no-restricted-globals": ["error", "structuredClone"],
      "no-restricted-properties": ["error", ...tooNew.map(([object, property]) => ({ object, property }))],
      "no-restricted-syntax": [
        "error",
        {
          selector: `CallExpression > MemberExpression.callee[computed=false] > Identifier.property[name=/^(${methodsTooNew.join("|")})$/]`,
          message: "Safari 14 and Chrome 90 do not have this method.",
        },
      ],
    },
  },
];
