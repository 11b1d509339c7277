import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "bundled/"] },
  {
    files: ["src/**/*.ts", "test/**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      eqeqeq: "error",
      "max-len": ["error", { code: 130, ignoreUrls: true }],
      "max-lines": ["error", 200],
    },
  },
);
