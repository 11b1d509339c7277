import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { RESTRICTED, explicit } from "../src/client/explicit";

interface Manifest {
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: { readonly configuration: readonly { readonly properties: Readonly<Record<string, unknown>> }[] };
}
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;

void test("a setting that nobody has made is not told, so that a penmark.toml is heard", () => {
  assert.equal(explicit(undefined, true), undefined);
  assert.equal(explicit({}, true), undefined);
});

void test("the nearest place counts", () => {
  const places = { globalValue: "user", workspaceValue: "workspace", workspaceFolderValue: "folder" };
  assert.equal(explicit(places, true), "folder");
  assert.equal(explicit({ ...places, workspaceFolderValue: undefined }, true), "workspace");
  assert.equal(explicit({ globalValue: false }, true), false);
});

void test("a workspace that is not trusted is not heard", () => {
  assert.equal(explicit({ globalValue: "user", workspaceValue: "workspace" }, false), "user");
  assert.equal(explicit({ workspaceValue: "workspace", workspaceFolderValue: "folder" }, false), undefined);
});

void test("what the code restricts is what VS Code is told to restrict", () => {
  const declared = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  assert.deepEqual([...RESTRICTED].map((key) => `penmark.${key}`).sort(), [...declared].sort());
  const known = manifest.contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
  assert.deepEqual(declared.filter((key) => !known.includes(key)), []);
});
