"use strict";
// Preloaded into jsii's Node: the azurerm package's own lazy index takes the place of the one that loads every resource.
const fs = require("fs");
const Module = require("module");
const path = require("path");

// jsii's own code uses a call that Node 22 warns of; users can do nothing about it.
const emitWarning = process.emitWarning;
process.emitWarning = function (...warning) {
  if (!warning.includes("DEP0044")) emitWarning.apply(this, warning);
};

const resolve = Module._resolveFilename;

Module._resolveFilename = function (...request) {
  const file = resolve.apply(this, request);
  if (!file.endsWith(path.join("lib", "index.js")) || !file.includes("provider-azurerm")) return file;
  const lazy = path.join(path.dirname(file), "lazy-index.js");
  return fs.existsSync(lazy) ? lazy : file;
};
