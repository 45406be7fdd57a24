export { keyTag } from './key-tag.ts';
export { defineScript, type Script, type ScriptRunner } from './script.ts';
