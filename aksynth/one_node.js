"use strict";
// Preloaded into the Node that jsii starts. It would start a second one, jsii's kernel, and pass on each message
// between Python and the kernel: here the first one is the kernel. The kernel reads and writes file 3.
const fs = require("fs");
const Module = require("module");
const path = require("path");

const { readSync, writeSync } = fs;
const resolve = Module._resolveFilename;

Module._resolveFilename = function (...request) {
  const file = resolve.apply(this, request);
  const kernel = path.join(path.dirname(file), "..", "lib", "program.js");
  if (!file.endsWith(path.join("bin", "jsii-runtime.js")) || !fs.existsSync(kernel)) return file;
  talkToPython();
  // The kernel links whole packages where it finds the option here, and else makes and removes thousands of folders.
  process.execArgv.push("--preserve-symlinks");
  return kernel;
};

// What others print is packed, as the first Node packs it: Python unpacks it from the standard error.
function talkToPython() {
  fs.readSync = (file, ...rest) => readSync(file === 3 ? 0 : file, ...rest);
  fs.writeSync = (file, ...rest) => writeSync(file === 3 ? 1 : file, ...rest);
  for (const name of ["stdout", "stderr"]) {
    process[name].write = function (text, ...rest) {
      const packed = Buffer.from(text, typeof rest[0] === "string" ? rest[0] : "utf8").toString("base64");
      writeSync(2, JSON.stringify({ [name]: packed }) + "\n");
      const done = rest.find((item) => typeof item === "function");
      if (done) process.nextTick(done);
      return true;
    };
  }
}
