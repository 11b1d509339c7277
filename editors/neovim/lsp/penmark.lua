---@brief
---
--- Penmark marks insecure code while it is being written, and offers the safe pattern in its place:
--- Python, Terraform, and secrets in any text. It works offline.
---
--- Install it with `pipx install` or `uv tool install` from a clone of its repository.
---
--- Settings are those of `penmark.toml`, in the section `penmark`:
---
--- ```lua
--- vim.lsp.config("penmark", {
---   settings = { penmark = { ["min-severity"] = "medium" } },
--- })
--- ```

---@type vim.lsp.Config
return {
  cmd = { "penmark", "lsp" },
  filetypes = {
    "python",
    "terraform",
    "opentofu",
    -- An empty `.tf` file, which may yet become anything.
    "tf",
    "terraform-vars",
    "opentofu-vars",
    "hcl",
    -- Files in which secrets are left: configuration, scripts, and the languages of services.
    "bash",
    "c",
    "conf",
    "cpp",
    "cs",
    "dockerfile",
    "dosini",
    "env",
    "fish",
    "go",
    "groovy",
    "helm",
    "html",
    "java",
    "javascript",
    "javascriptreact",
    "jproperties",
    "json",
    "json5",
    "jsonc",
    "kotlin",
    "lua",
    "make",
    "markdown",
    "nix",
    "perl",
    "php",
    "ps1",
    "ruby",
    "rust",
    "scala",
    "sh",
    "sql",
    "swift",
    "toml",
    "typescript",
    "typescriptreact",
    "vue",
    "xml",
    "yaml",
    "yaml.ansible",
    "yaml.docker-compose",
    "yaml.gitlab",
    "zsh",
  },
  -- In this order: the nearest penmark.toml counts, then the repository, then what a project without one has.
  root_markers = { "penmark.toml", ".git", "pyproject.toml", ".terraform.lock.hcl", "main.tf" },
  -- An analysis takes a few milliseconds: there is nothing to spare by waiting for more keys.
  flags = { debounce_text_changes = 20 },
  before_init = function(params)
    -- The server pushes what it found as soon as it knows. A client that can also pull would ask after every
    -- key, and wait for the answer to a version that is gone.
    params.capabilities.textDocument.diagnostic = nil
  end,
}
