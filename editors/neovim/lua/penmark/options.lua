--- What a person can set: `vim.g.penmark`, or the argument of `require("penmark").setup()`.

---@class penmark.Options
---@field enable? boolean Whether Penmark attaches to files by itself. Default: true.
---@field code_lens? boolean Whether "Make the inserted code safe" stands above inserted code. Default: true.
---@field diagnostic? vim.diagnostic.Opts How Penmark's diagnostics are shown; others keep the global options.
---@field venv? boolean Whether the `penmark` of a project's own `.venv` may be run. Default: false.
---@field lsp? vim.lsp.Config What is given to `vim.lsp.config("penmark", …)`.

local M = {}

---@type penmark.Options
local defaults = {
  enable = true,
  code_lens = true,
  diagnostic = { update_in_insert = true },
  venv = false,
  lsp = {},
}

---@type penmark.Options
local given = {}

---@param options penmark.Options
function M.set(options)
  given = options
end

---@return penmark.Options
function M.get()
  return vim.tbl_deep_extend("force", defaults, vim.g.penmark or {}, given)
end

--- What is set wrongly, in words.
---@return string[]
function M.problems()
  local problems = {}
  for name, value in vim.spairs(vim.tbl_extend("force", vim.g.penmark or {}, given)) do
    local default = defaults[name]
    if default == nil then
      table.insert(problems, ("There is no option `%s`."):format(name))
    elseif type(value) ~= type(default) then
      table.insert(problems, ("The option `%s` must be a %s."):format(name, type(default)))
    end
  end
  return problems
end

return M
