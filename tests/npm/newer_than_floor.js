// A rule for ESLint: no platform feature that a browser of static/.browserslistrc lacks, unless the script tests for it.
//
// TypeScript resolves a name (`button.ariaPressed` is a member of Element), and MDN's browser-compat-data has the
// versions in which browsers added it. eslint-plugin-compat 6 knows few members of objects, and not even
// AbortSignal.timeout().
// This rule does not see options in objects, the names of events, and members of what has no type, such as parsed JSON.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const { api, javascript: { builtins } } = createRequire(import.meta.url)('@mdn/browser-compat-data');
const HERE = path.dirname(fileURLToPath(import.meta.url));

// ---- The floor -----------------------------------------------------------------------------------

// Browsers as browserslist names them, and as MDN does. A browser on a desktop stands for the same one on Android.
const BROWSERS = {
  chrome: ['chrome', 'chrome_android'],
  edge: ['edge'],
  firefox: ['firefox', 'firefox_android'],
  ios_saf: ['safari_ios'],
  safari: ['safari'],
  samsung: ['samsunginternet_android'],
};
const floor = fs.readFileSync(path.join(HERE, '../../static/.browserslistrc'), 'utf8')
  .split('\n').filter((line) => /^\w/.test(line)).map((line) => line.split(' '))
  .flatMap(([name, version]) => BROWSERS[name].map((browser) => [browser, Number(version)]));

function addedIn(support) {
  const whole = [support].flat().filter((one) => one.version_added && one.version_added !== 'preview' && !one.version_removed
    && !one.flags && !one.prefix && !one.alternative_name);
  return Math.min(...whole.map(({ version_added: version }) => Number.parseFloat(version.replace('≤', ''))));
}

// Returns the browsers of the floor that lack a feature, as text. A feature that MDN does not list counts as supported.
const lackedBy = (compat) => floor
  .filter(([browser, version]) => compat?.support[browser] && addedIn(compat.support[browser]) > version)
  .map((pair) => pair.join(' ')).join(', ');

// ---- Resolving names ------------------------------------------------------------------------------

const COMMON = { allowJs: true, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [] };
const programs = new Map();

// The files of one folder are read together. The service worker has other globals than a page.
function programOf(filename) {
  const folder = path.dirname(filename);
  if (!programs.has(folder)) {
    const isWorker = path.basename(folder) === 'static';
    const lib = ['esnext', ...(isWorker ? ['webworker'] : ['dom', 'dom.iterable'])].map((name) => `lib.${name}.d.ts`);
    const files = fs.readdirSync(folder).filter((name) => name.endsWith('.js')).map((name) => path.join(folder, name));
    if (isWorker) files.push(path.join(HERE, 'worker.d.ts'));
    programs.set(folder, ts.createProgram(files, { ...COMMON, lib, target: ts.ScriptTarget.ESNext }));
  }
  return programs.get(folder);
}

// The nodes of TypeScript by start and end, which are the same for the nodes of ESLint.
function nodesOf(source) {
  const nodes = new Map();
  const visit = (node) => {
    nodes.set(`${node.getStart(source)}-${node.getEnd()}-${node.kind === ts.SyntaxKind.Identifier}`, node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return nodes;
}

const of = (owner, name) => {
  const found = api[owner] ?? builtins[owner] ?? builtins.Intl[owner];
  return (found?.[name] ?? found?.[`${name}_static`])?.__compat;
};
const GLOBALS = ['Window', 'WorkerGlobalScope', 'ServiceWorkerGlobalScope'];
const ofGlobal = (name) => (api[name] ?? builtins[name])?.__compat ?? GLOBALS.map((scope) => of(scope, name)).find(Boolean);

// Returns the interface, object or namespace that holds a declaration of TypeScript's libraries.
function ownerOf({ parent }) {
  if (ts.isInterfaceDeclaration(parent)) return parent.name.text.replace(/Constructor$/, '');
  if (ts.isTypeLiteralNode(parent) && ts.isVariableDeclaration(parent.parent)) return parent.parent.name.text;
  const module = ts.findAncestor(parent, ts.isModuleDeclaration);
  return module ? module.name.text : 'globalThis';
}

function interfacesOf(type, checker) {
  const parts = type.isUnionOrIntersection() ? type.types : [type];
  return parts.flatMap((part) => {
    const apparent = checker.getApparentType(part);
    const bases = apparent.isClassOrInterface() ? checker.getBaseTypes(apparent) : [];
    return [apparent.symbol?.name, ...bases.flatMap((base) => interfacesOf(base, checker))];
  }).filter(Boolean);
}

// Returns MDN's entries for a member. There are several if the type is only "an element" or "an event".
function ofMember(type, symbol, name, checker) {
  const declared = symbol?.declarations ?? [];
  if (declared.length && !declared.every((one) => one.getSourceFile().hasNoDefaultLib)) return []; // a name of ours
  const owners = declared.map(ownerOf);
  if (owners.includes('globalThis')) return [ofGlobal(name)];
  const interfaces = interfacesOf(type, checker);
  const known = [...owners, ...interfaces].map((owner) => of(owner, name)).find(Boolean);
  // A member of a class that is too new itself is not reported again.
  if (known) return owners.some((owner) => lackedBy(ofGlobal(owner) ?? of('Intl', owner))) ? [] : [known];
  const vague = interfaces.find((one) => one === 'Element' || one === 'Event');
  return vague ? Object.keys(api).filter((one) => one.endsWith(vague)).map((one) => of(one, name)).filter(Boolean) : [];
}

// ---- Feature tests --------------------------------------------------------------------------------

const TESTS = ['ConditionalExpression', 'IfStatement', 'LogicalExpression', 'UnaryExpression']; // of those: ! and typeof

// Whether the node is itself a test, as in `if (navigator.share)`, or the same feature is tested by an `if`, `?:`, `&&`
// or `||` around it or by an `if` before it that returns or throws.
function isAskedFor(node, name, source) {
  const { parent } = node;
  if (parent.optional && (parent.object === node || parent.callee === node)) return true;
  if (TESTS.includes(parent.type) && (parent.test ?? node) === node) return true;
  const names = (test) => new RegExp(`\\b${name}\\b`).test(source.getText(test));
  for (let child = node, around = parent; around; child = around, around = around.parent) {
    const test = around.test ?? (around.type === 'LogicalExpression' ? around.left : undefined);
    if (TESTS.includes(around.type) && test && test !== child && names(test)) return true;
    const before = Array.isArray(around.body) ? around.body.slice(0, around.body.indexOf(child)) : [];
    if (before.some((one) => one.type === 'IfStatement' && /Return|Throw/.test(one.consequent.type) && names(one.test))) return true;
  }
  return false;
}

// ---- The rule ------------------------------------------------------------------------------------

export default {
  meta: { type: 'problem', schema: [], messages: { newer: '{{ name }} is newer than {{ browsers }}: ask for it first' } },
  create({ filename, sourceCode, report }) {
    const program = programOf(filename);
    const checker = program.getTypeChecker();
    const nodes = nodesOf(program.getSourceFile(filename));
    const at = ({ range: [start, end] }, isName) => nodes.get(`${start}-${end}-${isName}`);

    function check(node, name, compats) {
      const lacks = compats.map(lackedBy);
      if (!lacks.length || !lacks.every(Boolean) || isAskedFor(node, name, sourceCode)) return;
      report({ node, messageId: 'newer', data: { name: sourceCode.getText(node), browsers: lacks[0] } });
    }

    return {
      MemberExpression(node) {
        if (node.computed) return;
        const { name } = node.property;
        const object = at(node.object, node.object.type === 'Identifier');
        const property = at(node.property, true);
        check(node, name, ofMember(checker.getTypeAtLocation(object), checker.getSymbolAtLocation(property), name, checker));
      },
      'ObjectPattern > Property[computed=false]': (node) => {
        const { name } = node.key;
        const type = checker.getTypeAtLocation(at(node.parent, false));
        check(node.key, name, ofMember(type, type.getProperty(name), name, checker));
      },
      'Program:exit': (node) => {
        for (const { identifier } of sourceCode.getScope(node).through) check(identifier, identifier.name, [ofGlobal(identifier.name)]);
      },
    };
  },
};
